/** Filters, collapsed repeats and jumps to a time, on consoles that grow. */
import type { Page } from '@playwright/test';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { ask, expect, picture, test } from './app.ts';

/** A console on a unix socket that the test prints to. */
async function attach(page: Page, directory: string) {
  const file = path.join(directory, 'board.sock');
  const server = net.createServer();
  const connected = new Promise<net.Socket>((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => server.listen(file, resolve));
  const { ok } = await ask(page, 'console.open', { spec: { kind: 'unix', path: file } });
  expect(ok).toBe(true);
  const socket = await connected;
  await page.getByRole('region', { name: 'Consoles' }).getByText('board.sock').click();
  const close = (): Promise<void> => {
    socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { socket, close };
}

const lineNumbers = (page: Page): Promise<readonly number[]> =>
  page
    .locator('.log-scroller .log-line')
    .evaluateAll((rows) => rows.map((row) => Number((row as HTMLElement).dataset['line'])));

/** 1,000 lines: usb, audit, every hundredth an error; callers T1 to T4. */
const mixed = (from: number, count: number): string =>
  Array.from({ length: count }, (_, index) => {
    const at = from + index;
    const text =
      at % 100 === 0 ? 'BUG: something broke' : at % 2 === 0 ? `usb 1-1: device ${at}` : `audit: entry ${at}`;
    return `[${(at / 10).toFixed(6).padStart(12)}][${`T${(at % 4) + 1}`.padStart(6)}] ${text}\r\n`;
  }).join('');

test('rules leave lines out while the console grows, and the line one is at stays where it is', async ({
  start,
  directory,
}) => {
  const { page } = await start();
  const { socket, close } = await attach(page, directory);
  socket.write(mixed(1, 1000));
  const log = page.getByRole('log');
  await expect(log).toHaveAttribute('aria-label', /1,000 lines/);
  await log.focus();
  await page.keyboard.press('Control+g');
  await page.getByRole('textbox', { name: /Line 1 to/ }).fill('500');
  await page.keyboard.press('Enter');
  const line = log.locator('[data-line="500"]');
  await expect(line).toBeVisible();
  const before = (await line.boundingBox())!.y;

  await log.focus();
  await page.keyboard.press('f');
  const field = page.getByRole('textbox', { name: 'Text of a rule to add' });
  await expect(field).toBeFocused();
  const bar = page.getByRole('region', { name: 'Filter of this log' });
  const words = bar.getByRole('status');
  const shift = (await line.boundingBox())!.y;
  await field.fill('audit');
  await page.keyboard.press('Shift+Enter');
  await expect(words).toHaveText('500 of 1,000 lines');
  // The bar grew by its rules; the line stays where it is in the log.
  const top = (await log.boundingBox())!.y;
  await expect(async () => {
    const now = (await line.boundingBox())!.y - (await log.boundingBox())!.y;
    expect(Math.abs(now - (before - top + (top - (await log.boundingBox())!.y)))).toBeLessThanOrEqual(120);
  }).toPass();
  expect(shift).toBeGreaterThan(0);
  const numbers = await lineNumbers(page);
  expect(numbers.every((each) => each % 2 === 0)).toBe(true);
  expect(numbers).toContain(500);
  await picture(page, 'log-filter');

  await page.getByRole('radio', { name: 'Critical' }).click();
  await expect(words).toHaveText('10 of 1,000 lines');
  await expect(log).toContainText('BUG: something broke');
  socket.write(mixed(1001, 100));
  await expect(words).toHaveText('11 of 1,100 lines');
  await expect(log.locator('[data-line="1100"]')).toBeVisible();
  // A gap, shown in part and hidden again.
  await page.getByRole('button', { name: /^99 lines left out before line 200/ }).click();
  await expect(log.locator('[data-line="199"]')).toBeVisible();
  await expect(log.locator('[data-line="180"]')).toBeVisible();
  await expect(log.locator('[data-line="179"]')).toHaveCount(0);
  await picture(page, 'log-filter-gaps');
  await log
    .locator('[data-line="190"]')
    .getByRole('button', { name: /^Left out by the filter/ })
    .click();
  await expect(log.locator('[data-line="190"]')).toHaveCount(0);

  // A jump to what is left out explains itself.
  await log.focus();
  await page.keyboard.press('Control+g');
  await page.getByRole('textbox', { name: /Line 1 to/ }).fill('333');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Line 333 is left out by the filter.')).toBeVisible();
  await picture(page, 'log-filter-hidden-line');
  await page.getByRole('button', { name: 'Show it here' }).click();
  await expect(log.locator('[data-line="333"][data-target]')).toBeVisible();
  await expect(log.locator('[data-line="328"]')).toBeVisible();

  await page.getByRole('textbox', { name: 'Only what these callers printed' }).fill('T2');
  await expect(words).toHaveText('0 of 1,100 lines');
  await page.getByRole('textbox', { name: 'Only what these callers printed' }).fill('nobody');
  await expect(page.getByRole('alert')).toContainText('is no caller');
  await page.getByRole('textbox', { name: 'Only what these callers printed' }).fill('');
  await page.getByRole('radio', { name: 'All' }).click();

  // Rules are remembered, and switched one by one and all at once.
  await page.reload();
  await expect(words).toHaveText('550 of 1,100 lines');
  const rule = page.getByRole('button', { name: 'Rule: without text audit' });
  await rule.click();
  await expect(rule).toHaveAttribute('aria-pressed', 'false');
  await expect(words).toHaveText('1,100 lines');
  await rule.click();
  await expect(words).toHaveText('550 of 1,100 lines');
  await log.focus();
  await page.keyboard.press('Control+Shift+F');
  await expect(bar).toBeHidden();
  await expect(log).toHaveAttribute('aria-label', /, 1,100 lines/);
  await close();
});

test('a rule that hangs or is no pattern is told, and the log stays readable', async ({ start, directory }) => {
  const { page } = await start();
  const { socket, close } = await attach(page, directory);
  socket.write(`${'a'.repeat(60)}!\r\nfine\r\n`);
  const log = page.getByRole('log');
  await expect(log).toContainText('fine');
  await log.focus();
  await page.keyboard.press('f');
  const field = page.getByRole('textbox', { name: 'Text of a rule to add' });
  await page.getByRole('button', { name: 'Regular expression' }).click();
  await field.fill('(');
  await page.keyboard.press('Enter');
  // It is told beside the field, where it stays, and becomes no rule.
  await expect(page.getByRole('alert')).toContainText('Not a regular expression');
  await expect(field).toHaveValue('(');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  const rules = page.getByRole('button', { name: /^Rule: / });
  await expect(rules).toHaveCount(0);
  await picture(page, 'log-filter-no-pattern');
  await field.press('End');
  await field.pressSequentially('fine)');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await field.fill('fine ');
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('button', { name: 'Rule: only with pattern fine , with a blank after it' }),
  ).toBeVisible();
  await expect(rules).toContainText('/fine␣/');
  await picture(page, 'log-filter-blank');
  await page.getByRole('button', { name: /^Remove the rule/ }).click();
  await expect(log).toContainText('fine');
  await field.fill('^(?=a)(a+)+$');
  await page.getByRole('button', { name: 'Without' }).click();
  await expect(page.getByRole('alert')).toContainText('takes too long');
  socket.write('still here\r\n');
  await expect(log).toContainText('still here');
  await close();
});

test('repeats are shown once, also groups of lines, and are counted while they are printed', async ({
  start,
  directory,
}) => {
  const { page } = await start();
  const { socket, close } = await attach(page, directory);
  const repeated = (from: number, count: number): string =>
    Array.from(
      { length: count },
      (_, at) => `[${(from + at).toFixed(6).padStart(12)}][    T${at % 9}] hub 1-0: again\r\n`,
    ).join('');
  const group = (from: number, count: number): string =>
    Array.from(
      { length: count },
      (_, at) =>
        `[${(from + at).toFixed(6).padStart(12)}] link is down\r\n[${(from + at).toFixed(6).padStart(12)}] link is up\r\n`,
    ).join('');
  socket.write(`[    0.500000] start\r\n${repeated(1, 40)}${group(100, 12)}[  200.000000] end\r\n`);
  const log = page.getByRole('log');
  await expect(log).toContainText('end');
  await log.focus();
  await page.keyboard.press('r');
  const first = log.getByRole('button', { name: /^This line 40 times, lines 2 to 41/ });
  await expect(first).toBeVisible();
  await expect(log.getByRole('button', { name: /^These 2 lines 12 times, lines 42 to 65/ })).toBeVisible();
  expect(await lineNumbers(page)).toEqual([1, 2, 42, 43, 66]);
  socket.write(repeated(201, 3));
  await expect(log.getByRole('button', { name: /^This line 3 times, lines 67 to 69/ })).toBeVisible();
  socket.write(repeated(204, 2));
  await expect(log.getByRole('button', { name: /^This line 5 times, lines 67 to 71/ })).toBeVisible();
  await picture(page, 'log-repeats');
  await first.click();
  await expect(log.locator('[data-line="20"]')).toBeVisible();
  await first.click();
  await expect(log.locator('[data-line="20"]')).toHaveCount(0);
  await log.focus();
  await page.keyboard.press('Control+g');
  await page.getByRole('textbox', { name: /Line 1 to/ }).fill('10');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Line 10 repeats line 2/)).toBeVisible();
  await page.getByRole('button', { name: 'Show the repeats' }).click();
  await expect(log.locator('[data-line="10"][data-target]')).toBeVisible();
  await close();
});

test('a time is gone to: the kernel’s, by boot, and when lines arrived', async ({ start, directory }) => {
  const boot = (from: number): string =>
    `[    0.000000] Linux version 6.12.${from} (root@lab)\n${Array.from({ length: 3000 }, (_, at) => `[${((at + 1) / 10).toFixed(6).padStart(12)}] boot ${from} step ${at}\n`).join('')}`;
  const file = path.join(directory, 'boots.log');
  fs.writeFileSync(file, boot(1) + boot(2));
  const { page } = await start();
  await ask(page, 'console.open', { spec: { kind: 'file', path: file } });
  await page.getByRole('region', { name: 'Consoles' }).getByText('boots.log').click();
  const log = page.getByRole('log');
  await expect(log).toHaveAttribute('aria-label', /6,002 lines/);
  const target = page.locator('.log-scroller .log-line[data-target]');
  const goTo = async (text: string): Promise<void> => {
    await log.focus();
    await page.keyboard.press('Control+g');
    await page.getByRole('textbox', { name: /or a time/ }).fill(text);
  };
  await goTo('');
  await picture(page, 'log-go-to');
  await page.getByRole('textbox', { name: /or a time/ }).fill('boot 2 + 12.345');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('The kernel’s clock at 12.345 s in boot 2 of 2.');
  await expect(dialog).toContainText('boot 2 step 123');
  await picture(page, 'log-go-to-printk');
  await page.keyboard.press('Enter');
  await expect(target).toContainText('boot 2 step 123');
  // Now in boot 2.
  await goTo('100.05');
  await page.keyboard.press('Enter');
  await expect(target).toContainText('boot 2 step 1000');
  await goTo('boot 1');
  await page.keyboard.press('Enter');
  await expect(target).toContainText('Linux version 6.12.1 ');
  await goTo('9999.5');
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('No line in boot 1 of 2');
  await page.keyboard.press('Escape');
  await goTo('-1h');
  await expect(dialog).toContainText('Arrived here at');
  await page.keyboard.press('Enter');
  await expect(target).toHaveAttribute('data-line', '1');
});

test('lines are selected over screens with mouse and keyboard, and marked with a note', async ({
  start,
  directory,
}) => {
  const file = path.join(directory, 'long.log');
  fs.writeFileSync(file, Array.from({ length: 500 }, (_, at) => `line ${at + 1}\n`).join(''));
  const { app, page } = await start();
  await ask(page, 'console.open', { spec: { kind: 'file', path: file } });
  await page.getByRole('region', { name: 'Consoles' }).getByText('long.log').click();
  const log = page.getByRole('log');
  const clipboard = (): Promise<string> => app.evaluate(({ clipboard: board }) => board.readText());
  // From the text of one line to another, past the bottom of the log.
  const box = (await log.boundingBox())!;
  await log.locator('[data-line="5"] .log-text').hover();
  await page.mouse.down();
  await page.mouse.move(box.x + 200, box.y + 300);
  await page.mouse.move(box.x + 200, box.y + box.height + 60);
  await expect(log.locator('[data-line="90"]')).toBeVisible();
  await page.mouse.up();
  await page.keyboard.press('Control+c');
  await expect.poll(clipboard).toMatch(/^line 5\nline 6\n[\s\S]*\nline [89]\d\n/);
  // Shift and a click, then shift and the arrows.
  await page.keyboard.press('Home');
  await log.locator('[data-line="3"] .log-gutter').click();
  await log.locator('[data-line="6"] .log-text').click({ modifiers: ['Shift'] });
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Control+c');
  await expect.poll(clipboard).toBe('line 3\nline 4\nline 5\nline 6\nline 7\n');
  await page.keyboard.press('Shift+PageDown');
  await page.keyboard.press('Shift+PageDown');
  await page.keyboard.press('Control+c');
  await expect.poll(clipboard).toMatch(/^line 3\n[\s\S]*\nline 50\n/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Home');
  await log.locator('[data-line="4"] .log-gutter').click();
  await page.keyboard.press('Shift+M');
  await page.getByRole('textbox', { name: 'Note' }).fill('here it begins');
  await page.keyboard.press('Enter');
  const jumps = page.getByRole('navigation', { name: /marks in this log/ });
  await expect(jumps).toContainText('here it begins');
  await expect(log.getByLabel('here it begins')).toBeVisible();
  await picture(page, 'log-mark-note');
});
