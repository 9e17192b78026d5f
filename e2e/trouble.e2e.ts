/** What goes wrong around a recording: an adapter is pulled out, the folder vanishes, everything but the recorder stands still. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { ask, expect, picture, test } from './app.ts';
import { hasProgram } from '../scripts/system.mjs';

/** A serial cable with an adapter at its near end. */
async function plugIn(near: string, far: string): Promise<ChildProcess> {
  const cable = spawn('socat', [`pty,raw,echo=0,link=${near}`, `pty,raw,echo=0,link=${far}`]);
  await expect.poll(() => fs.existsSync(near) && fs.existsSync(far)).toBe(true);
  return cable;
}

async function pullOut(cable: ChildProcess): Promise<void> {
  const exited = once(cable, 'exit');
  cable.kill();
  await exited;
}

test('a serial adapter that is pulled out is told at once, and read on when it is back', async ({
  start,
  directory,
}) => {
  test.skip(!hasProgram('socat'), 'socat is not installed');
  const [near, far] = [path.join(directory, 'ttyUSB0'), path.join(directory, 'board')];
  let cable = await plugIn(near, far);
  try {
    const { page } = await start();
    await page.keyboard.press('Control+Shift+A');
    const dialog = page.getByRole('dialog', { name: /Attach/ });
    await dialog.getByText('Serial port', { exact: true }).click();
    await dialog.getByRole('textbox', { name: 'Port', exact: true }).fill(near);
    await dialog.getByRole('textbox', { name: 'Speed' }).fill('57600');
    await dialog.getByRole('textbox', { name: 'Data bits, parity, stop bits' }).fill('7e1x');
    await dialog.getByRole('button', { name: 'Attach', exact: true }).click();
    await expect(dialog).toContainText('such as 8n1');
    await dialog.getByRole('textbox', { name: 'Data bits, parity, stop bits' }).fill('8n2');
    await dialog.getByText('XON/XOFF').click();
    await picture(page, 'attach-serial');
    await dialog.getByRole('button', { name: 'Attach', exact: true }).click();
    const row = page.getByRole('region', { name: 'Consoles' }).getByRole('button', { name: /^ttyUSB0/ });
    await expect(row).toContainText('connected');
    expect(spawnSync('stty', ['-a', '-F', near], { encoding: 'utf8' }).stdout).toMatch(/speed 57600 baud/);
    expect(spawnSync('stty', ['-a', '-F', near], { encoding: 'utf8' }).stdout).toMatch(/ cstopb[^]* ixon/);
    await row.click();
    const log = page.getByRole('log');
    let board = fs.openSync(far, fs.constants.O_RDWR | fs.constants.O_NOCTTY);
    fs.writeSync(board, '[    1.000000] before\n');
    await expect(log).toContainText('before');

    fs.closeSync(board);
    await pullOut(cable);
    await expect(row).toContainText('reconnecting');
    await expect(page.getByRole('main')).toContainText(/ttyUSB0 is (gone|not there)/);
    await picture(page, 'console-serial-gone');
    cable = await plugIn(near, far);
    await expect(row).toContainText('connected', { timeout: 10_000 });
    board = fs.openSync(far, fs.constants.O_RDWR | fs.constants.O_NOCTTY);
    fs.writeSync(board, '[    9.000000] after\n');
    await expect(log).toContainText('after');
    await expect(log).toContainText('before');
    fs.closeSync(board);
  } finally {
    await pullOut(cable);
  }
});

/** A guest on a unix socket. */
async function guest(file: string): Promise<{ socket: Promise<net.Socket>; close: () => Promise<void> }> {
  const server = net.createServer();
  const socket = new Promise<net.Socket>((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => server.listen(file, resolve));
  const close = async (): Promise<void> => {
    (await socket).destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { socket, close };
}

test('the folder of the recordings vanishes: told, and put back with everything', async ({ start, directory }) => {
  const { page, userData } = await start();
  const file = path.join(directory, 'guest.sock');
  const board = await guest(file);
  await ask(page, 'console.open', { spec: { kind: 'unix', path: file } });
  await page.getByRole('region', { name: 'Consoles' }).getByText('guest.sock').click();
  const socket = await board.socket;
  socket.write('one\n');
  await expect(page.getByRole('log')).toContainText('one');
  const captures = path.join(userData, 'captures');
  fs.rmSync(captures, { recursive: true });
  // Noticed with a byte that comes a second after the last look.
  const lines = setInterval(() => socket.write('more\n'), 100);
  await expect(page.getByRole('alert').first()).toContainText(/was deleted while it was being written/);
  clearInterval(lines);
  await picture(page, 'console-folder-vanished');
  socket.write('the end\n');
  await expect(page.getByRole('log')).toContainText('the end');
  const log = fs.readdirSync(captures).find((name) => name.endsWith('.log'));
  expect(fs.readFileSync(path.join(captures, log ?? ''), 'utf8')).toMatch(/^one\n(more\n)+the end\n$/);
  expect(fs.readdirSync(captures).some((name) => name.endsWith('.events.ndjson'))).toBe(true);
  await board.close();
});

test('main, page and analysis stand still: recording goes on, and all of it is shown afterwards', async ({
  start,
  directory,
}) => {
  const { app, page } = await start();
  const file = path.join(directory, 'guest.sock');
  const board = await guest(file);
  const opened = (await ask(page, 'console.open', { spec: { kind: 'unix', path: file } })) as {
    value: { capturePath: string };
  };
  await page.getByRole('region', { name: 'Consoles' }).getByText('guest.sock').click();
  const socket = await board.socket;
  socket.write('first\n');
  await expect(page.getByRole('log')).toContainText('first');
  const pids = await app.evaluate(({ app: electron, BrowserWindow }) => [
    ...BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getOSProcessId()),
    ...electron
      .getAppMetrics()
      .filter(({ name }) => name?.includes('analysis') === true)
      .map(({ pid }) => pid),
    process.pid,
  ]);
  expect(pids.length).toBe(3);
  const flood = Buffer.alloc(32 * 1024 * 1024, `${'x'.repeat(79)}\n`);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    // The guest is never held up: it gets rid of all it prints.
    await new Promise<void>((resolve) => socket.write(flood, () => resolve()));
    await expect.poll(() => fs.statSync(opened.value.capturePath).size).toBe(6 + flood.length);
  } finally {
    for (const pid of pids.toReversed()) process.kill(pid, 'SIGCONT');
  }
  socket.write('last\n');
  await expect(page.getByRole('log')).toContainText('last', { timeout: 20_000 });
  await board.close();
});
