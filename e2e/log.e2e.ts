/** Living in a console: search while it grows, patterns that explode, the terminal, and consoles that mean harm. */
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import type { Page } from '@playwright/test';
import { ask, expect, picture, test } from './app.ts';

/** A console on a unix socket, shown, and our end of it. */
async function attach(page: Page, directory: string): Promise<{ socket: net.Socket; close: () => Promise<void> }> {
  const file = path.join(directory, 'board.sock');
  const server = net.createServer();
  const connection = new Promise<net.Socket>((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => server.listen(file, resolve));
  await ask(page, 'console.open', { spec: { kind: 'unix', path: file } });
  const socket = await connection;
  await page.getByRole('region', { name: 'Consoles' }).getByText('board.sock').click();
  const close = async (): Promise<void> => {
    socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { socket, close };
}

/** What arrives at our end from now on, once `isWhole` says that it is all there. */
const arrives = (socket: net.Socket, isWhole: (text: string) => boolean): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    const take = (chunk: Buffer): void => {
      text += String(chunk);
      if (!isWhole(text)) return;
      socket.off('data', take);
      resolve(text);
    };
    socket.on('data', take);
  });

test('a search finds, goes to the next, and follows while the console prints', async ({ start, directory }) => {
  const { page } = await start();
  const { socket, close } = await attach(page, directory);
  socket.write('[    1.000000][    T1] needle one\r\n'.concat('[    1.100000][    T1] hay\r\n'.repeat(500)));
  await expect(page.getByRole('log')).toContainText('hay');
  await page.getByRole('log').focus();
  await page.keyboard.press('Control+f');
  await page.getByRole('textbox', { name: 'Search in this log' }).fill('NEEDLE');
  const status = page.getByRole('search').getByRole('status');
  await expect(status).toHaveText('1 line');
  socket.write('[    2.000000][    T2] needle two\r\n');
  await expect(status).toHaveText('2 lines');
  const found = page.getByRole('region', { name: /^Found/ });
  await expect(found).toContainText('needle two');
  await page.getByRole('textbox', { name: 'Search in this log' }).press('Enter');
  await expect(page.locator('.log-scroller .log-line[data-target]')).toContainText('needle');
  await page.keyboard.press('F3');
  await expect(status).toHaveText(/ of 2 lines/);
  await expect(page.locator('.log-scroller mark').first()).toHaveText('needle');
  await picture(page, 'console-search');
  // Also in a line that is still being printed, as a prompt is.
  socket.write('needle three: ');
  await expect(status).toHaveText(/3 lines/);
  await close();
});

test('who follows the end goes on doing so when the log becomes higher', async ({ start, directory }) => {
  const { page } = await start();
  const { socket, close } = await attach(page, directory);
  socket.write(Array.from({ length: 300 }, (_, at) => `line ${at + 1}\r\n`).join(''));
  const log = page.getByRole('log');
  await expect(log).toContainText('line 300');
  await log.focus();
  await page.keyboard.press('Control+f');
  await expect(page.getByRole('search')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('search')).toHaveCount(0);
  socket.write('after the search\r\n');
  await expect(log).toContainText('after the search');
  await page.setViewportSize({ width: 1440, height: 1000 });
  socket.write('in a higher window\r\n');
  await expect(log).toContainText('in a higher window');
  await expect(page.getByRole('button', { name: /Follow|new line/ })).toHaveCount(0);
  // Who scrolled up still stays where they are.
  await log.focus();
  await page.keyboard.press('PageUp');
  const first = await log.locator('.log-line').first().textContent();
  await page.setViewportSize({ width: 1440, height: 900 });
  socket.write('and one more\r\n');
  await expect(page.getByRole('button', { name: '1 new line' })).toBeVisible();
  expect(await log.locator('.log-line').first().textContent()).toBe(first);
  await close();
});

test('text that is selected stays with its line, and the log stands still for it', async ({ start, directory }) => {
  const { app, page } = await start();
  const { socket, close } = await attach(page, directory);
  const lines = (from: number): string => Array.from({ length: 100 }, (_, at) => `some line ${from + at}\r\n`).join('');
  socket.write(lines(1));
  const log = page.getByRole('log');
  await expect(log).toContainText('some line 100');
  const text = log.locator('[data-line="90"] .log-text');
  const { x, y, height } = (await text.boundingBox())!;
  await page.mouse.move(x + 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + 60, y + height / 2, { steps: 3 });
  await page.mouse.up();
  const selected = (): Promise<string> => page.evaluate(() => String(getSelection()));
  const before = await selected();
  expect('some line 90').toContain(before);
  socket.write(lines(101));
  await expect(page.getByRole('button', { name: '100 new lines' })).toBeVisible();
  expect(await selected()).toBe(before);
  await expect(text).toBeVisible();
  await page.keyboard.press('Control+c');
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toBe(before);
  // Another line takes the place: it was not selected.
  await log.focus();
  await page.keyboard.press('Home');
  await expect(log.locator('[data-line="1"]')).toBeVisible();
  await expect.poll(selected).toBe('');
  await close();
});

test('a pattern that explodes hangs nothing and is told', async ({ start, directory }) => {
  const { page } = await start();
  const { socket, close } = await attach(page, directory);
  socket.write(`${'a'.repeat(60)}!\n`);
  await expect(page.getByRole('log')).toContainText('aaaa');
  await page.keyboard.press('/');
  await page.getByRole('button', { name: 'Regular expression' }).click();
  await page.getByRole('textbox', { name: 'Search in this log' }).fill('^(?=a)(a+)+$');
  // Reading goes on meanwhile.
  socket.write('still here\n');
  await expect(page.getByRole('log')).toContainText('still here');
  await expect(page.getByRole('alert')).toContainText('takes too long');
  await page.getByRole('textbox', { name: 'Search in this log' }).fill('(still|not)');
  await expect(page.getByRole('search').getByRole('status')).toHaveText('1 line');
  await page.getByRole('textbox', { name: 'Search in this log' }).fill('(');
  await expect(page.getByRole('alert')).toContainText('Not a regular expression');
  await close();
});

test('the terminal types and shows; where the cursor is, is told only while it is there', async ({
  start,
  directory,
}) => {
  const { page } = await start();
  const { socket, close } = await attach(page, directory);
  // Asked before the terminal is there: never answered.
  socket.write('early \u001b[6n\r\n');
  await expect(page.getByRole('log')).toContainText('early');
  await page.getByRole('radio', { name: 'Terminal' }).click();
  const terminal = page.getByRole('group', { name: /^Terminal of/ });
  await expect(terminal).toContainText('early');
  const typed = arrives(socket, (text) => text.endsWith('\r'));
  await terminal.locator('textarea').focus();
  await page.keyboard.type('uname');
  await page.keyboard.press('Enter');
  expect(await typed).toBe('uname\r');
  const answer = arrives(socket, (text) => text.includes('R'));
  socket.write('\u001b[1;31mLinux\u001b[0m lab# \u001b[6n');
  await expect(terminal).toContainText('Linux lab#');
  expect(await answer).toMatch(/^\u001b\[\d+;\d+R$/);
  await picture(page, 'console-terminal');

  const keys = arrives(socket, (text) => text.endsWith('\r'));
  await page.getByRole('button', { name: 'SysRq …' }).click();
  await page.getByRole('button', { name: /Show all locks/ }).click();
  expect(await keys).toBe('echo d > /proc/sysrq-trigger\r');
  await page.getByRole('button', { name: 'SysRq …' }).click();
  await page.getByRole('button', { name: /Reboot at once/ }).click();
  await expect(page.getByRole('alertdialog')).toContainText('without writing its disks');
  await page.keyboard.press('Escape');
  await close();
});

test('hostile escape sequences do nothing', async ({ start, directory }) => {
  const { app, page } = await start();
  const { socket, close } = await attach(page, directory);
  await app.evaluate(({ clipboard }) => clipboard.writeText('mine'));
  const title = await page.title();
  socket.write('ready\r\n');
  await expect(page.getByRole('log')).toContainText('ready');
  await page.getByRole('radio', { name: 'Terminal' }).click();
  const terminal = page.getByRole('group', { name: /^Terminal of/ });
  await expect(terminal).toContainText('ready');
  const hostile = [
    '\u001b]52;c;ZXZpbA==\u0007', // write the clipboard
    '\u001b]52;c;?\u0007', // read it
    '\u001b]0;evil title\u0007',
    '\u001b]8;;https://evil.example/\u0007link\u001b]8;;\u0007',
    '\u001b]10;?\u0007\u001b]11;?\u001b\\\u001b]4;1;?\u0007', // colours
    '\u001b[c\u001b[>c\u001b[=c\u001b[>q\u001b[5n\u001b[?6n', // who are you?
    '\u001b[21t\u001b[18t\u001b[?2004$p\u001b[4$p', // title, size, modes
    '\u001bP$q"p\u001b\\\u001bP+q544e\u001b\\', // settings
    '\u001b[?1003h\u001b[?1006h\u001b[?1004h', // mouse and focus reports
    '\u001b]1337;File=inline=1:AAAA\u0007\u001b]777;notify;a;b\u0007',
  ];
  // What the terminal would answer comes before the key pressed last.
  const typed = arrives(socket, (text) => text.endsWith('x'));
  socket.write(`${hostile.join('')}\r\nstill fine\r\n`);
  await expect(terminal).toContainText('still fine');
  await terminal.locator('textarea').focus();
  await terminal.hover();
  await page.keyboard.press('x');
  expect(await typed).toBe('x');
  expect(await page.title()).toBe(title);
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe('mine');
  expect(app.windows()).toHaveLength(1);
  await close();
});

test('columns, wrapping and marks are there and remembered', async ({ start, directory }) => {
  const file = path.join(directory, 'marked.log');
  fs.writeFileSync(file, `<3>[    1.000000][    T1] an error\n<6>[    1.500000][    T2] ${'long '.repeat(200)}\n`);
  const { page } = await start();
  await ask(page, 'console.open', { spec: { kind: 'file', path: file } });
  await page.getByRole('region', { name: 'Consoles' }).getByText('marked.log').click();
  const log = page.getByRole('log');
  await expect(log.getByLabel('Error')).toBeVisible();
  await page.getByRole('button', { name: /time since the line before/ }).click();
  await expect(log).toContainText('+0.500000');
  const second = log.locator('[data-line="2"]');
  const height = async (): Promise<number> => (await second.boundingBox())?.height ?? 0;
  expect(await height()).toBe(18);
  await page.getByRole('button', { name: 'Wrap long lines' }).click();
  await expect.poll(height).toBeGreaterThan(30);
  await log.focus();
  await page.keyboard.press('m');
  const jumps = page.getByRole('navigation', { name: /marks in this log/ });
  await expect(jumps).toContainText('Mark');
  await page.reload();
  await expect(jumps).toContainText('Mark');
  await expect(page.getByRole('button', { name: 'Wrap long lines' })).toHaveAttribute('aria-pressed', 'true');
  await jumps.getByRole('button', { name: /Take the mark/ }).click();
  await expect(jumps).toBeHidden();
});

test('a wrapped line that is higher than the view is read by keys and wheel, down and up', async ({
  start,
  directory,
}) => {
  const { page } = await start();
  const { socket, close } = await attach(page, directory);
  const tall = `tall ${'word '.repeat(780)}end\r\n`;
  const lines = (name: string): string => Array.from({ length: 30 }, (_, at) => `${name} ${at + 1}\r\n`).join('');
  socket.write(lines('before') + tall + lines('after'));
  const log = page.getByRole('log');
  await expect(log).toContainText('after 30');
  await page.setViewportSize({ width: 1000, height: 600 });
  await page.getByRole('button', { name: 'Wrap long lines' }).click();
  await log.focus();
  await page.keyboard.press('Home');
  const box = (await log.boundingBox())!;
  const top = async (line: number): Promise<number | undefined> => {
    const row = log.locator(`[data-line="${line}"]`);
    return (await row.count()) === 0 ? undefined : Math.round((await row.boundingBox())!.y - box.y);
  };
  await expect.poll(() => top(1)).toBe(0);
  await page.mouse.move(box.x + 200, box.y + 100);
  await page.mouse.wheel(0, 540);
  await expect.poll(() => top(31)).toBe(0);
  expect((await log.locator('[data-line="31"]').boundingBox())!.height).toBeGreaterThan(box.height);
  await page.mouse.wheel(0, 100);
  await expect.poll(() => top(31)).toBe(-100);
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => top(31)).toBe(-118);
  await page.keyboard.press('PageDown');
  await expect.poll(async () => (await top(31))! < -300).toBe(true);
  await page.keyboard.press('PageUp');
  await expect.poll(() => top(31)).toBe(-118);
  await page.mouse.wheel(0, -118 - 36);
  await expect.poll(() => top(29)).toBe(0);
  await page.keyboard.press('PageUp');
  await page.keyboard.press('PageUp');
  await expect.poll(() => top(1)).toBe(0);
  // From the end, up into it.
  await page.keyboard.press('End');
  await expect.poll(() => top(61)).toBe(Math.round(box.height) - 18);
  const before = (await top(61))! - 29 * 18;
  await page.mouse.wheel(0, -360);
  await expect.poll(() => top(32)).toBe(before + 360);
  await expect(page.getByRole('button', { name: 'Follow' })).toBeVisible();
  await close();
});

test('a trigger marks its line, also one of the user’s own; recordings of the past fire none', async ({
  start,
  directory,
}) => {
  const past = path.join(directory, 'past.log');
  fs.writeFileSync(past, '[    1.000000][    T1] Kernel panic - not syncing: long ago\n');
  const { page } = await start();
  const { value } = (await ask(page, 'console.open', { spec: { kind: 'file', path: past } })) as {
    value: { id: string };
  };
  await ask(page, 'settings.set', {
    triggers: [
      { id: 'panic', on: 'panic', isEnabled: true },
      { id: 'mine', on: 'text', text: 'lab# ', isEnabled: true },
      { id: 'silence', on: 'silence', isEnabled: true, seconds: 1 },
    ],
  });
  const { socket, close } = await attach(page, directory);
  socket.write('one\r\nlab# \r\n[    2.000000][    T1] Kernel panic - not syncing: now\r\n');
  const jumps = page.getByRole('navigation', { name: /marks in this log/ });
  await expect(jumps).toContainText('“lab# ”');
  await jumps.getByRole('button', { name: /Kernel panic/ }).click();
  await expect(page.locator('.log-line[data-target]')).toContainText('not syncing: now');
  const firedOn = async (consoleId: string): Promise<readonly { words: string; line?: number }[]> =>
    (await ask(page, 'trigger.list', { consoleId })).value as readonly { words: string; line?: number }[];
  const list = (await ask(page, 'console.list', {})).value as readonly { id: string; name: string }[];
  const board = list.find(({ name }) => name === 'board.sock')!;
  await expect
    .poll(async () => (await firedOn(board.id)).map(({ words, line }) => `${line ?? '-'} ${words}`).sort())
    .toEqual(['2 “lab# ”', '3 Kernel panic', '3 Silence for 1 s']);
  expect(await firedOn(value.id)).toEqual([]);
  await close();
});
