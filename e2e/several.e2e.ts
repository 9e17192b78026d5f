/** Several consoles at once, on real sockets fed by real processes: merged on one time axis, and side by side. */
import { spawn, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import type { Page } from '@playwright/test';
import { ask, expect, picture, test } from './app.ts';
import { arrived, attach, type Board } from './boards.ts';
import { labLog } from './fixtures.ts';

const go = (page: Page, name: RegExp): Promise<void> => page.getByRole('button', { name }).click();
const theme = async (page: Page, wanted: 'dark' | 'light'): Promise<void> => {
  await ask(page, 'settings.set', { theme: wanted });
  await expect(page.locator('html')).toHaveAttribute('data-theme', wanted);
};

/** Open consoles together from the list: the first is chosen, the others with Ctrl. */
async function choose(page: Page, names: readonly string[], action: string): Promise<void> {
  const list = page.getByRole('region', { name: 'Consoles' });
  for (const name of names) await list.getByText(name, { exact: true }).click({ modifiers: ['ControlOrMeta'] });
  await list.getByText(names[0]!, { exact: true }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: action }).click();
}

test('merged: lines of two consoles in the order in which they came; out and in; to the line of one; to a time', async ({
  start,
  directory,
}) => {
  const { page, app } = await start();
  const left = await attach(page, directory, 'left.sock');
  const right = await attach(page, directory, 'right.sock');
  let lines = 0;
  for (let round = 1; round <= 20; round++) {
    for (const { socket, name } of [left, right]) {
      socket.write(`[${String(round).padStart(5)}.000000][    T${round % 4}] ${name} says ${round}\r\n`);
      await arrived(page, [left, right], ++lines);
    }
  }
  await choose(page, ['left.sock', 'right.sock'], 'Merge on one time axis');
  const log = page.getByRole('log');
  await expect(log.locator('[data-line]').last()).toContainText('right.sock says 20');
  const texts = await log.locator('.log-text').allTextContents();
  expect(texts.map((text) => text.replace(/^.*\] /, ''))).toEqual(
    Array.from({ length: 20 }, (_, at) => [`left.sock says ${at + 1}`, `right.sock says ${at + 1}`]).flat(),
  );
  await theme(page, 'dark');
  await picture(page, 'merged-dark');

  // A long line goes on below, and the end stays in sight.
  right.socket.write(`long ${'word '.repeat(150)}the end of it\r\n`);
  await expect(log).toContainText('the end of it');
  const long = log.locator('.log-line', { hasText: 'the end of it' });
  const height = async (): Promise<number> => (await long.boundingBox())?.height ?? 0;
  expect(await height()).toBe(18);
  // Unwrapped, all of it can be scrolled to.
  const textEnd = async (): Promise<number> =>
    long.locator('.log-text').evaluate((text) => text.getBoundingClientRect().right);
  const edge = (await log.boundingBox())!;
  expect(await textEnd()).toBeGreaterThan(edge.x + edge.width);
  await log.evaluate((scroller) => scroller.scrollTo({ left: scroller.scrollWidth }));
  await expect.poll(textEnd).toBeLessThanOrEqual(edge.x + edge.width);
  await page.getByRole('button', { name: 'Wrap long lines' }).click();
  await expect.poll(height).toBeGreaterThan(30);
  await picture(page, 'merged-wrapped-dark');
  await theme(page, 'light');
  await picture(page, 'merged-wrapped-light');
  await theme(page, 'dark');
  await page.getByRole('button', { name: 'Wrap long lines' }).click();
  await expect.poll(height).toBe(18);

  // What a trigger tells of is marked here as well.
  left.socket.write('Kernel panic - not syncing: of the left one\r\n');
  await expect(log.locator('.log-line', { hasText: 'of the left one' }).getByLabel('Kernel panic')).toBeVisible();

  // It follows, and who reads further up stays there.
  right.socket.write('and one more\r\n');
  await expect(log).toContainText('and one more');
  const chips = page.getByRole('group', { name: 'Consoles that are merged' });
  await chips.getByRole('button', { name: 'right.sock' }).click();
  await expect(log).not.toContainText('right.sock says');
  await expect(log).toContainText('left.sock says 20');
  await chips.getByRole('button', { name: 'right.sock' }).click();
  await expect(log).toContainText('right.sock says 20');

  await log.locator('.log-gutter').nth(4).click();
  await log
    .locator('.log-gutter')
    .nth(6)
    .click({ modifiers: ['Shift'] });
  await log.focus();
  await page.keyboard.press('Control+c');
  await expect
    .poll(() => app.evaluate(({ clipboard }) => clipboard.readText()))
    .toMatch(/^(left|right)\.sock +\| .*\n(left|right)\.sock +\| .*\n(left|right)\.sock +\| .*\n$/);

  const { value } = (await ask(page, 'merged.rows', { consoles: [{ id: left.id }], first: 9, count: 1 })) as {
    value: { rows: readonly { row: { arrivedAt: number } }[] };
  };
  const when = new Date(value.rows[0]!.row.arrivedAt);
  await page.keyboard.press('Control+g');
  await page
    .getByRole('textbox', { name: /When it arrived/ })
    .fill(
      `${when.getHours()}:${String(when.getMinutes()).padStart(2, '0')}:${String(when.getSeconds()).padStart(2, '0')}.${String(when.getMilliseconds()).padStart(3, '0')}`,
    );
  await page.keyboard.press('Enter');
  await expect(log.locator('[data-target]')).toContainText('left.sock says 10');
  await theme(page, 'light');
  await picture(page, 'merged-light');
  const search = page.getByRole('search', { name: 'Search in these logs' });
  await log.focus();
  await page.keyboard.press('Control+f');
  await search.getByRole('textbox').fill('says 1');
  await expect(search.getByRole('status')).toHaveText('22 lines in 2 of 2 consoles');
  const target = log.locator('[data-target]');
  // From one console to the other, as their lines came; round the ends.
  const way: readonly (readonly [string, string])[] = [
    ['F3', 'right.sock says 10'],
    ['F3', 'left.sock says 11'],
    ['Shift+F3', 'right.sock says 10'],
    ['Shift+F3', 'left.sock says 10'],
    ['Shift+F3', 'right.sock says 1'],
    ['Shift+F3', 'left.sock says 1'],
    ['Shift+F3', 'right.sock says 19'],
    ['F3', 'left.sock says 1'],
  ];
  for (const [key, text] of way) {
    await page.keyboard.press(key);
    await expect(target).toContainText(new RegExp(`${text}$`));
  }
  await expect(target.locator('mark')).toHaveText('says 1');
  await log.focus();
  await page.keyboard.press('m');
  await expect(target.getByLabel('Marked by you')).toBeVisible();
  await picture(page, 'merged-search');
  await search.getByRole('textbox').focus();
  await page.keyboard.press('Escape');
  await expect(search).toHaveCount(0);
  await page.keyboard.press('Alt+ArrowLeft');
  await page.keyboard.press('Alt+ArrowRight');
  await expect(target).toContainText('left.sock says 10');
  await log.locator('[data-target] .merged-name').dblclick();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('left.sock');
  await expect(page.locator('.log-line[data-target]')).toContainText('left.sock says 10');
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Consoles on one time axis');
  await left.close();
  await right.close();
});

test('side by side: two logs, a terminal, linked scrolling; the arrangement comes back', async ({
  start,
  directory,
}) => {
  const { page } = await start();
  const one = await attach(page, directory, 'one.sock');
  const two = await attach(page, directory, 'two.sock');
  let lines = 0;
  for (let round = 1; round <= 30; round++) {
    one.socket.write(`one ${round}\n`.repeat(20));
    await arrived(page, [one, two], (lines += 20));
    two.socket.write(`two ${round}\n`.repeat(5));
    await arrived(page, [one, two], (lines += 5));
  }
  await choose(page, ['one.sock', 'two.sock'], 'Open side by side');
  const first = page.getByRole('log', { name: /one\.sock/ });
  const second = page.getByRole('log', { name: /two\.sock/ });
  await expect(first).toContainText('one 30');
  await expect(second).toContainText('two 30');
  await go(page, /^Scroll all to the same time$/);
  await first.focus();
  await page.keyboard.press('Home');
  await expect(second.locator('.log-line').first()).toHaveText(/^1two 1$/);
  for (let times = 0; times < 6; times++) await page.keyboard.press('PageDown');
  const round = async (log: typeof first): Promise<number> =>
    Number(/\w+ (\d+)$/.exec((await log.locator('.log-line').first().textContent()) ?? '')?.[1]);
  await expect.poll(async () => (await round(second)) - (await round(first))).toBe(0);
  expect(await round(first)).toBeGreaterThan(3);
  await page.keyboard.press('Control+f');
  const search = page.getByRole('search', { name: 'Search in these logs' });
  await search.getByRole('textbox').fill('one 7');
  await expect(search.getByRole('status')).toHaveText('20 lines in 1 of 2 consoles');
  await page.keyboard.press('Enter');
  await expect(first.locator('[data-target]')).toContainText('one 7');
  await expect(page.locator('[data-console="one.sock"] .beside-bar')).toContainText('20 lines found');
  await theme(page, 'dark');
  await picture(page, 'beside-dark');
  await page.keyboard.press('Escape');
  await expect(search).toHaveCount(0);
  await page.locator('[data-console="two.sock"]').getByRole('button', { name: 'Its terminal beside' }).click();
  await expect(page.getByRole('group', { name: 'Terminal of two.sock' })).toContainText('two 30');
  await theme(page, 'light');
  await picture(page, 'beside-light');
  await page.reload();
  await expect(page.getByRole('group', { name: 'Terminal of two.sock' })).toContainText('two 30');
  await go(page, /^Close two\.sock · terminal$/);
  await go(page, /^Close two\.sock$/);
  await expect(page.getByRole('log')).toHaveCount(1);
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(second).toBeVisible();
  await one.close();
  await two.close();
});

test('narrow panes: names are cut before anything goes out of sight, and lines can be typed', async ({
  start,
  directory,
}) => {
  const { page } = await start();
  const names = ['rack-12-slot-04-arm64-serial-console', 'rack-12-slot-05-riscv64-serial-console'];
  const boards: Board[] = [];
  for (const name of names) {
    const board = await attach(page, directory, name);
    board.socket.write('up\n');
    boards.push(board);
  }
  await choose(page, names, 'Open side by side');
  await expect(page.getByRole('log')).toHaveCount(2);
  await page.setViewportSize({ width: 720, height: 800 });
  for (const name of names) {
    const pane = page.locator(`[data-console="${name}"]`);
    await expect.poll(async () => (await pane.boundingBox())?.width ?? 0).toBeLessThan(250);
    await expect(page.getByRole('button', { name: `Close ${name}`, exact: true })).toBeInViewport({ ratio: 1 });
    await expect(pane.getByRole('button', { name: 'Show it alone' })).toBeInViewport({ ratio: 1 });
    await expect(pane.getByRole('button', { name: /Send Ctrl\+C/ })).toBeInViewport({ ratio: 1 });
    const input = await pane.getByRole('textbox').boundingBox();
    expect(input?.width).toBeGreaterThan(40);
  }
  await picture(page, 'beside-narrow');
  for (const board of boards) await board.close();
});

/** Lines for a while, from a process of its own: `node -e` with a socket it serves. */
function sender(file: string, name: string): ChildProcess {
  const script = `
    const net = require('node:net');
    const server = net.createServer((socket) => {
      socket.on('error', () => process.exit(0));
      let n = 0;
      setInterval(() => {
        let text = '';
        for (let at = 0; at < 10; at++) text += '[' + (++n / 100).toFixed(6).padStart(12) + '][    T' + (n % 9) + '] ${name} line ' + n + '\\r\\n';
        socket.write(text);
      }, 20);
    });
    server.listen(${JSON.stringify(file)}, () => process.stdout.write('ready'));
    setTimeout(() => process.exit(0), 120000);
  `;
  return spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
}

test('eight busy consoles: the lists stay where they are, merged and beside each other', async ({
  start,
  directory,
}) => {
  const senders = await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      const file = path.join(directory, `board-${index}.sock`);
      const child = sender(file, `board-${index}`);
      await new Promise((resolve) => child.stdout!.once('data', resolve));
      return { file, child };
    }),
  );
  try {
    const { page } = await start();
    const ids: string[] = [];
    for (const { file } of senders) {
      const { value } = (await ask(page, 'console.open', { spec: { kind: 'unix', path: file } })) as {
        value: { id: string };
      };
      ids.push(value.id);
    }
    const names = senders.map(({ file }) => path.basename(file));
    await choose(page, names, 'Merge on one time axis');
    const log = page.getByRole('log');
    await expect.poll(async () => new Set(await log.locator('.merged-name').allTextContents()).size).toBeGreaterThan(4);
    await picture(page, 'merged-eight');
    // Who scrolls up reads the same lines while all eight go on.
    await log.focus();
    await page.keyboard.press('PageUp');
    await page.keyboard.press('PageUp');
    await page.keyboard.press('PageUp');
    await expect(page.getByRole('button', { name: /new lines?$/ })).toBeVisible();
    const onScreen = (): Promise<string[]> => log.locator('.log-text').allTextContents();
    await expect.poll(async () => (await onScreen()).length).toBeGreaterThan(10);
    const before = await onScreen();
    const countNow = async (): Promise<number> => {
      const words = (await page.getByRole('button', { name: /new lines?$/ }).textContent()) ?? '';
      return Number(words.replaceAll(/\D/g, ''));
    };
    const since = await countNow();
    await expect.poll(countNow).toBeGreaterThan(since + 2000);
    expect(await onScreen()).toEqual(before);
    // A row of the list of consoles is where it was.
    const row = page.getByRole('region', { name: 'Consoles' }).getByText('board-3.sock', { exact: true });
    const box = await row.boundingBox();
    await page.getByRole('radio', { name: 'Side by side' }).click();
    await expect(page.getByRole('log')).toHaveCount(8);
    await expect(page.getByRole('log').nth(7)).toContainText('line');
    await picture(page, 'beside-eight');
    expect(await row.boundingBox()).toEqual(box);
    await page.keyboard.press('Control+Shift+p');
    await page.keyboard.type('start page');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('log')).toHaveCount(0);
  } finally {
    for (const { child } of senders) child.kill();
  }
});

test('the list: rename, attach again', async ({ start, directory }) => {
  const { page } = await start();
  const board = await attach(page, directory, 'board.sock');
  board.socket.write(labLog('abba'));
  const list = page.getByRole('region', { name: 'Consoles' });
  await expect(list.getByRole('button', { name: /1 report of/ })).toBeVisible();
  await list.getByText('board.sock', { exact: true }).click();
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'Name' }).fill('the slow board');
  await page.keyboard.press('Enter');
  await expect(list.getByText('the slow board')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('the slow board');
  await page.reload();
  await expect(list.getByText('the slow board')).toBeVisible();

  await list.getByText('the slow board').click({ button: 'right' });
  await picture(page, 'console-menu');
  await page.getByRole('menuitem', { name: 'Detach' }).click();
  await expect(list.getByText('ended')).toBeVisible();
  await board.close();
  const file = path.join(directory, 'board.sock');
  fs.rmSync(file, { force: true });
  const server = net.createServer((socket) => socket.write('back again\n'));
  await new Promise<void>((resolve) => server.listen(file, resolve));
  await list.getByText('the slow board').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Attach again' }).click();
  await expect(page.getByRole('log')).toContainText('back again');
  await expect(list.getByText('the slow board')).toHaveCount(2);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    void ask(page, 'console.list', {}).then(({ value }) => {
      for (const { id } of value as readonly { id: string }[]) void ask(page, 'console.detach', { id });
    });
  });
});

test('a gap and what was typed stand in the log; reports say which boot they belong to', async ({
  start,
  directory,
}) => {
  const { page } = await start();
  const boot = '[    0.000000][    T0] Linux version 6.12.0-test (gcc) #1 SMP\r\n';
  const first = await attach(page, directory, 'board.sock');
  const list = page.getByRole('region', { name: 'Consoles' });
  await list.getByText('board.sock', { exact: true }).click();
  first.socket.write(boot + labLog('abba'));
  const typed = new Promise((resolve) => first.socket.once('data', resolve));
  await page.getByRole('textbox', { name: /type into/i }).fill('dmesg -w');
  await page.keyboard.press('Enter');
  await typed;
  first.socket.write('dmesg -w\r\n');
  const log = page.getByRole('log');
  await expect(log.getByRole('note').filter({ hasText: 'typed: dmesg -w⏎' })).toBeVisible();
  await first.close();
  await expect(list.getByText(/reconnecting/)).toBeVisible();
  await expect(log.getByRole('note').filter({ hasText: 'not connected since' })).toBeVisible();

  const file = path.join(directory, 'board.sock');
  const server = net.createServer();
  const connection = new Promise<net.Socket>((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => server.listen(file, resolve));
  const socket = await connection;
  socket.write(boot + labLog('cycle3'));
  await expect(page.locator('[data-report-id]').first()).toContainText('boot 2');
  const jumps = page.getByRole('navigation', { name: /Boots, reports/ });
  await expect(jumps).toContainText('Not connected for');
  await expect(list.getByText(/2 boots · 1 gap/)).toBeVisible();
  await jumps.getByRole('button', { name: /Not connected for/ }).click();
  await expect(log.getByRole('note').filter({ hasText: 'not connected for' })).toBeVisible();
  await picture(page, 'log-gap-light');
  await theme(page, 'dark');
  await picture(page, 'log-gap-dark');
  socket.destroy();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});
