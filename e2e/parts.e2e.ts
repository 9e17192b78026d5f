/** A console that is recorded in parts: nothing lost, read as one console, followed by whoever looks at its end. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import type { Page } from '@playwright/test';
import { ask, expect, picture, test } from './app.ts';

interface Part {
  readonly id: string;
  readonly continues?: string;
  readonly capturePath: string;
  readonly bytes: number;
  readonly analysedBytes: number;
  readonly state: string;
}

const partsOf = async (page: Page): Promise<readonly Part[]> =>
  ((await ask(page, 'console.list', {})).value as Part[]).filter(({ capturePath }) => capturePath.includes('board'));
const lines = (from: number, count: number): string =>
  Array.from(
    { length: count },
    (_, n) => `[${String((from + n) / 1000).padStart(12)}] line ${from + n} ${'.'.repeat(n % 60)}\n`,
  ).join('');

test('a long recording goes on in parts that are one console', async ({ start, directory }) => {
  const socket = path.join(directory, 'board');
  const server = net.createServer().listen(socket);
  await once(server, 'listening');
  const connected = once(server, 'connection').then(([one]) => one as net.Socket);
  const { page } = await start();
  const main = page.getByRole('main');
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('navigation', { name: 'Groups of settings' }).getByText('Recordings').click();
  await main.getByText('Go on in a new recording after').click();
  await main.getByRole('textbox', { name: 'Go on in a new recording after, in MB' }).fill('1');
  await page.keyboard.press('Enter');
  await picture(page, 'settings-parts');

  await ask(page, 'console.open', { spec: { kind: 'unix', path: socket }, name: 'board' });
  const list = page.getByRole('region', { name: 'Consoles' });
  await list.getByRole('button', { name: /^board/ }).click();
  const board = await connected;
  let typed = '';
  board.on('data', (bytes: Buffer) => (typed += bytes.toString()));
  let sent = '';
  const send = async (text: string) => {
    sent += text;
    board.write(text);
    await expect
      .poll(async () => (await partsOf(page)).reduce((sum, { analysedBytes }) => sum + analysedBytes, 0))
      .toBe(sent.length);
  };
  await send(lines(0, 60_000));
  const before = (await partsOf(page)).length;
  expect(before).toBeGreaterThan(2);
  await expect(main).toContainText(`Part ${before} of this console.`);
  await expect(main.getByText('line 59999')).toBeVisible();
  await expect(list.getByRole('button', { name: `${before - 1} earlier parts` })).toBeVisible();
  await picture(page, 'parts-latest');

  await list.getByRole('button', { name: `${before - 1} earlier parts` }).click();
  await list.getByRole('button', { name: /part 1 ·/ }).click();
  await expect(main).toContainText('The recording goes on in part 2, byte for byte.');
  await picture(page, 'parts-first');
  await main.getByRole('button', { name: 'Go to part 2' }).click();
  await expect(main).toContainText('Part 2 of this console.');

  // The terminal goes along, too, and what is typed reaches the same board.
  await list.getByRole('button', { name: new RegExp(`part ${before} ·`) }).click();
  await main.getByRole('radio', { name: 'Terminal' }).click({ force: true });
  await expect(main.locator('.xterm')).toContainText('line 59999');
  await send(lines(60_000, 30_000));
  const after = (await partsOf(page)).length;
  expect(after).toBeGreaterThan(before);
  await expect(main).toContainText(`Part ${after} of this console.`);
  await expect(main.locator('.xterm')).toContainText('line 89999');
  await main.locator('.xterm-helper-textarea').pressSequentially('dmesg');
  await expect.poll(() => typed).toBe('dmesg');
  await picture(page, 'parts-terminal');

  // Beside another one, its pane stays where it is.
  await ask(page, 'console.open', { spec: { kind: 'text', name: 'other', text: 'another console\n' } });
  await list.getByRole('button', { name: /^other/ }).waitFor();
  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type('Consoles side by side');
  await page.keyboard.press('Enter');
  const tabs = main.locator('.beside-tab');
  await expect(tabs).toHaveText([new RegExp(`board, part ${after}`), /other/]);
  // More parts begin at once than are told one by one.
  await send(lines(90_000, 90_000));
  const last = (await partsOf(page)).length;
  await expect(tabs).toHaveText([new RegExp(`board, part ${last}`), /other/]);
  await picture(page, 'parts-beside');

  // Merged with another one: the list follows its end, so it takes the next parts in by itself.
  await main.getByRole('radio', { name: 'Merged' }).click({ force: true });
  const chips = main.getByRole('group', { name: 'Consoles that are merged' });
  await expect(chips.getByRole('button')).toHaveCount(2);
  await expect(main.getByRole('log')).toContainText('line 179999');
  await send(lines(180_000, 30_000));
  const merged = (await partsOf(page)).length - last;
  expect(merged).toBeGreaterThan(0);
  await expect(chips.getByRole('button')).toHaveCount(2 + merged);
  await expect(main.getByRole('log')).toContainText('line 209999');
  await page.keyboard.press('Control+Shift+p');
  await page.keyboard.type('start page');
  await page.keyboard.press('Enter');

  await page.getByRole('button', { name: 'Settings' }).click();
  const parts = await partsOf(page);
  const hash = createHash('sha256');
  for (const { capturePath } of parts) hash.update(fs.readFileSync(capturePath));
  expect(hash.digest('hex')).toBe(createHash('sha256').update(sent).digest('hex'));
  expect(parts.map(({ continues }) => continues)).toEqual([undefined, ...parts.slice(0, -1).map(({ id }) => id)]);
  expect(parts.map(({ state }) => state)).toEqual([...parts.slice(1).map(() => 'ended'), 'connected']);
  server.close();
});
