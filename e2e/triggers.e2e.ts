/** Triggers that act, and what the machine answers: real sockets, a real QEMU. */
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { ask, expect, picture, test } from './app.ts';
import { labLog } from './fixtures.ts';
import { hasProgram } from '../scripts/system.mjs';

const DUMP = [
  'sysrq: Show Locks Held',
  '',
  'Showing all locks held in the system:',
  '2 locks held by kworker/0:1/17:',
  ' #0: ffff888003c56148 ((wq_completion)events){+.+.}-{0:0}, at: process_one_work+0x4a2/0xa10',
  ' #1: ffffffff82a3d0e8 (journal_lock){+.+.}-{4:4}, at: journal_flush+0x1c/0x90',
  '1 lock held by sh/70:',
  ' #0: ffff888003d580b0 (&tty->ldisc_sem){++++}-{0:0}, at: tty_ldisc_ref_wait+0x24/0x50',
  '',
  '='.repeat(45),
  '',
  '',
]
  .map((line, index) => `[${(9 + index / 1000).toFixed(6).padStart(12)}][    C0] ${line}\r\n`)
  .join('');

/** A guest on a unix socket that answers `echo d > /proc/sysrq-trigger`. */
async function guest(
  file: string,
): Promise<{ connection: Promise<net.Socket>; typed: string[]; close: () => Promise<void> }> {
  const typed: string[] = [];
  const server = net.createServer();
  const connection = new Promise<net.Socket>((resolve) => {
    server.once('connection', (socket) => {
      socket.on('data', (data) => {
        typed.push(String(data));
        socket.write(`${String(data).trim()}\r\n${DUMP}`);
      });
      resolve(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(file, resolve));
  const close = async (): Promise<void> => {
    (await connection).destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { connection, typed, close };
}

/** In place of the desktop, which is not here: notifications are kept, and can be clicked. */
const keepNotifications = (app: ElectronApplication): Promise<void> =>
  app.evaluate(({ Notification }) => {
    const kept: Electron.Notification[] = [];
    (globalThis as { notifications?: Electron.Notification[] }).notifications = kept;
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(this: Electron.Notification) {
      kept.push(this);
    };
  });
const notificationTitles = (app: ElectronApplication): Promise<string[]> =>
  app.evaluate(() =>
    ((globalThis as { notifications?: Electron.Notification[] }).notifications ?? []).map(({ title }) => title),
  );

async function openTriggers(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('navigation', { name: 'Groups of settings' }).getByText('Triggers').click();
}

test('a report: told once, SysRq pressed by itself, its answer stays with the report', async ({ start, directory }) => {
  const { app, page } = await start();
  await keepNotifications(app);
  await openTriggers(page);
  await picture(page, 'settings-triggers');
  await page.getByRole('button', { name: 'Change what happens: Lockdep report' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Show all locks that are held').click();
  await dialog.getByText('Type a command').click();
  await picture(page, 'trigger-dialog');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('list', { name: 'Triggers' })).toContainText('SysRq d');

  const board = await guest(path.join(directory, 'board.sock'));
  await ask(page, 'console.open', { spec: { kind: 'unix', path: path.join(directory, 'board.sock') } });
  const socket = await board.connection;
  // Xvfb has no window manager that could take the focus away.
  await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window !== undefined) window.isFocused = () => false;
  });
  const splat = labLog('abba');
  const half = splat.indexOf('stack backtrace');
  socket.write(splat.slice(0, half));
  const row = page.locator('[data-report-id]').first();
  await expect(row).toHaveAttribute('data-growing', 'true');
  expect(board.typed).toEqual([]);
  socket.write(splat.slice(half));
  await expect(row).toHaveAttribute('data-growing', 'false');
  await expect.poll(() => board.typed, { timeout: 20_000 }).toEqual(['echo d > /proc/sysrq-trigger\r']);

  // The list of locks is a report as well, and sets nothing off.
  await expect(page.locator('[data-report-id]')).toHaveCount(2);
  expect(await notificationTitles(app)).toEqual(['Lockdep report']);
  await app.evaluate(() => {
    (globalThis as { notifications?: Electron.Notification[] }).notifications?.[0]?.emit('click');
  });
  await page.getByRole('tab', { name: /SysRq after it/ }).click();
  const tab = page.getByRole('tabpanel', { name: /SysRq after it/ });
  await expect(tab).toContainText('complete', { timeout: 20_000 });
  await expect(tab).toContainText('2 tasks held 3 locks');
  await expect(tab).toContainText('journal_lock');
  await picture(page, 'case-sysrq-answer');
  await tab.getByRole('radio', { name: 'As printed' }).click();
  await expect(tab).toContainText('sysrq: Show Locks Held');
  await picture(page, 'case-sysrq-answer-raw');
  expect(board.typed).toHaveLength(1);
  await board.close();
  await app.close();

  const again = await start();
  await again.page.locator('[data-report-id]').filter({ hasText: 'lru_lock' }).getByRole('button').first().click();
  await again.page.getByRole('tab', { name: /SysRq after it 1/ }).click();
  await expect(again.page.getByRole('tabpanel', { name: /SysRq after it/ })).toContainText('2 tasks held 3 locks');
  await again.page.getByRole('region', { name: 'Consoles' }).getByText('board.sock').click();
  await expect(again.page.getByRole('navigation', { name: /Boots, reports/ })).toContainText('SysRq d');
});

test('what a trigger tells of on a console that nobody looks at stands in the list until it was looked at', async ({
  start,
  directory,
}) => {
  const { page } = await start();
  const [quiet, loud] = [
    await guest(path.join(directory, 'quiet.sock')),
    await guest(path.join(directory, 'loud.sock')),
  ];
  for (const name of ['quiet.sock', 'loud.sock'])
    await ask(page, 'console.open', { spec: { kind: 'unix', path: path.join(directory, name) } });
  const [here, there] = [await quiet.connection, await loud.connection];
  const list = page.getByRole('region', { name: 'Consoles' });
  await list.getByText('quiet.sock', { exact: true }).click();
  here.write('[    1.0] Kernel panic - not syncing: looked at\n');
  await expect(page.getByRole('navigation', { name: /Boots, reports/ })).toContainText('Kernel panic');
  there.write(`${'[    2.0] before\n'.repeat(100)}[    3.0] Kernel panic - not syncing: not looked at\n`);
  there.write('[    4.0] after\n'.repeat(100));
  const bell = list.getByRole('button', { name: 'Kernel panic on loud.sock: show where' });
  await expect(bell).toBeVisible();
  await expect(list.getByRole('button', { name: / on quiet\.sock: show where/ })).toHaveCount(0);
  await picture(page, 'console-list-unseen');
  await bell.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('loud.sock');
  await expect(page.locator('.log-line[data-target]')).toContainText('not looked at');
  await expect(bell).toHaveCount(0);
  await quiet.close();
  await loud.close();
});

test('patterns and silences of one’s own; a pattern that explodes is switched off and told', async ({
  start,
  directory,
}) => {
  const { page } = await start();
  const board = await guest(path.join(directory, 'board.sock'));
  await ask(page, 'console.open', { spec: { kind: 'unix', path: path.join(directory, 'board.sock') } });
  const socket = await board.connection;
  const add = async (pattern: string): Promise<void> => {
    await page.getByRole('button', { name: 'Add a trigger …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Regular expression').click();
    await dialog.getByRole('textbox', { name: /Pattern/ }).fill('(');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toContainText('Not a regular expression');
    await dialog.getByRole('textbox', { name: /Pattern/ }).fill(pattern);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('list', { name: 'Triggers' })).toContainText(pattern);
  };
  await openTriggers(page);
  await add(String.raw`link is (down|gone)`);
  await add('^(?=a)(a+)+$');
  socket.write(`${'a'.repeat(60)}!\n[    1.0] eth0: link is gone\n`);
  await expect(page.getByRole('alert').first()).toContainText('takes too long', { timeout: 20_000 });
  await page.getByRole('region', { name: 'Consoles' }).getByText('board.sock').click();
  await expect(page.getByRole('navigation', { name: /Boots, reports/ })).toContainText('link is', { timeout: 20_000 });
  await picture(page, 'console-trigger-mark');
  await board.close();
});

/** x86 real mode: writes "up" to COM1, then halts. */
function bootSector(file: string): void {
  const sector = Buffer.alloc(512);
  sector.write('fa31c08ed8fcbe407cac84c0741188c3bafd03eca82074fb88d8b2f8eeebeaf4ebfd', 0, 'hex');
  sector.write('up\r\n', 0x40, 'latin1');
  sector.writeUInt16BE(0x55aa, 510);
  fs.writeFileSync(file, sector);
}

test('a QEMU of ours: its state, stop and go on, its end and its start', async ({ start, directory }) => {
  test.skip(!hasProgram('qemu-system-x86_64'), 'QEMU is not installed');
  const image = path.join(directory, 'boot.img');
  bootSector(image);
  const { page } = await start();
  const command = `qemu-system-x86_64 -accel tcg -m 16 -nodefaults -drive format=raw,if=floppy,file=${image}`;
  await ask(page, 'console.open', { spec: { kind: 'qemu', command }, name: 'machine' });
  await page.getByRole('region', { name: 'Consoles' }).getByText('machine').click();
  const controls = page.getByRole('group', { name: 'QEMU' });
  await expect(controls).toContainText('guest running', { timeout: 30_000 });
  await expect(page.getByRole('log')).toContainText('up');
  await picture(page, 'guest-running');
  await controls.getByRole('button', { name: 'Stop the guest' }).click();
  await expect(controls).toContainText('guest paused');
  await picture(page, 'guest-paused');
  await controls.getByRole('button', { name: 'Let the guest run on' }).click();
  await expect(controls).toContainText('guest running');
  await controls.getByRole('button', { name: 'End QEMU …' }).click();
  const question = page.getByRole('alertdialog');
  await picture(page, 'guest-end-question');
  await question.getByRole('button', { name: 'End QEMU', exact: true }).click();
  await expect(controls).toContainText('QEMU is switched off', { timeout: 20_000 });
  await expect(page.getByRole('main')).toContainText('QEMU was ended.');
  await picture(page, 'guest-off');
  await controls.getByRole('button', { name: 'Start QEMU' }).click();
  await expect(controls).toContainText('guest running', { timeout: 30_000 });
});
