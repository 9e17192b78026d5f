/** Live sources against real sockets, commands and files: attach, record, reconnect, type. */
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import type { Page } from '@playwright/test';
import { ask, expect, picture, test } from './app.ts';
import { labLog } from './fixtures.ts';

interface Opened {
  readonly ok: boolean;
  readonly value: { readonly id: string; readonly capturePath: string };
}

const open = async (page: Page, spec: object): Promise<Opened> => (await ask(page, 'console.open', { spec })) as Opened;

/** A socket as QEMU's `-serial unix:PATH,server=on,wait=off` makes it. */
async function chardev(file: string): Promise<{ server: net.Server; connection: Promise<net.Socket> }> {
  const server = net.createServer();
  const connection = new Promise<net.Socket>((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => server.listen(file, resolve));
  return { server, connection };
}

const stop = async (server: net.Server, socket: net.Socket): Promise<void> => {
  socket.destroy();
  await new Promise<void>((resolve) => server.close(() => resolve()));
};

test('a unix socket: the report is on screen while it prints; it reconnects and one capture holds both boots', async ({
  start,
  directory,
}) => {
  const file = path.join(directory, 'qemu.sock');
  const first = await chardev(file);
  const { page } = await start();
  const opened = await open(page, { kind: 'unix', path: file });
  const socket = await first.connection;
  const splat = labLog('cycle5');
  const boot = '[    0.000000][    T0] Linux version 6.12.0-test (gcc) #1 SMP\r\n';
  const half = splat.indexOf('stack backtrace');
  socket.write(boot + splat.slice(0, half));
  const row = page.locator('[data-report-id]').first();
  await expect(row).toHaveAttribute('data-growing', 'true');
  await expect(row).toContainText('quota_lock');
  socket.write(splat.slice(half));
  await expect(row).toHaveAttribute('data-growing', 'false');
  await expect(row).toContainText('complete');

  await stop(first.server, socket);
  await expect(page.getByText(/reconnecting/).first()).toBeVisible();
  const second = await chardev(file);
  const again = await second.connection;
  again.write(boot + labLog('abba'));
  await expect(page.locator('[data-report-id]')).toHaveCount(2);
  const capture = fs.readFileSync(opened.value.capturePath, 'utf8');
  expect(capture).toBe(boot + splat + boot + labLog('abba'));
  await page.getByRole('region', { name: 'Consoles' }).getByText('qemu.sock').click();
  await expect(page.getByText(/2 boots/).first()).toBeVisible();
  await picture(page, 'console-two-boots');
  await stop(second.server, again);
});

test('what is typed reaches the console', async ({ start, directory }) => {
  const file = path.join(directory, 'shell.sock');
  const { server, connection } = await chardev(file);
  const { page } = await start();
  await open(page, { kind: 'unix', path: file });
  const socket = await connection;
  const typed = new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(String(chunk))));
  await page.getByRole('region', { name: 'Consoles' }).getByText('shell.sock').click();
  await page.getByRole('textbox', { name: /type into/i }).fill('uname -a');
  await page.keyboard.press('Enter');
  expect(await typed).toBe('uname -a\n');

  // While it is away, a line is kept until it can be sent.
  await stop(server, socket);
  const box = page.getByRole('textbox', { name: /type into/i });
  await expect(page.getByRole('button', { name: /Send Ctrl\+C/ })).toBeDisabled();
  await box.fill('uptime');
  await box.press('Enter');
  await expect(page.getByText('Not connected: Enter sends nothing')).toBeVisible();
  await expect(box).toHaveValue('uptime');
  const again = await chardev(file);
  const back = await again.connection;
  const late = new Promise<string>((resolve) => back.once('data', (chunk) => resolve(String(chunk))));
  await expect(page.getByRole('button', { name: /Send Ctrl\+C/ })).toBeEnabled();
  await box.press('Enter');
  expect(await late).toBe('uptime\n');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await stop(again.server, back);
});

test('a command: its output is recorded and its end is told', async ({ start }) => {
  const { page } = await start();
  const opened = await open(page, { kind: 'command', command: 'echo out; echo err >&2; exit 3' });
  const list = page.getByRole('region', { name: 'Consoles' });
  await expect(list.getByText(/ended|failed/).first()).toBeVisible();
  const capture = fs.readFileSync(opened.value.capturePath, 'utf8');
  expect(capture.split('\n').sort()).toEqual(['', 'err', 'out']);
});

test('a file that grows, is truncated and replaced', async ({ start, directory }) => {
  const file = path.join(directory, 'grow.log');
  fs.writeFileSync(file, 'first line\n');
  const { page } = await start();
  const opened = await open(page, { kind: 'follow', path: file });
  const captured = (): string =>
    fs.existsSync(opened.value.capturePath) ? fs.readFileSync(opened.value.capturePath, 'utf8') : '';
  await expect.poll(captured).toBe('first line\n');
  fs.appendFileSync(file, labLog('abba'));
  await expect(page.locator('[data-report-id]').first()).toContainText('lru_lock');
  const before = captured();
  fs.writeFileSync(file, 'short\n');
  await expect.poll(captured).toBe(`${before}short\n`);
  fs.writeFileSync(`${file}.new`, 'replaced\n');
  fs.renameSync(`${file}.new`, file);
  await expect.poll(captured).toBe(`${before}short\nreplaced\n`);
});
