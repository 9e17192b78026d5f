/** Bad input is the normal case: a clear message that names it, and the app goes on. */
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import type { Page } from '@playwright/test';
import { ask, expect, picture, test } from './app.ts';
import { memoryOf } from './memory.ts';
import { bigLog, binaryFile, labLog, quotedMail } from './fixtures.ts';

const consoles = (page: Page) => page.getByRole('region', { name: 'Consoles' });

/** After whatever happened: a good file still opens and its report is read. */
async function goesOn(page: Page): Promise<void> {
  const text = quotedMail(labLog('abba'));
  await ask(page, 'console.open', { spec: { kind: 'text', name: 'afterwards', text } });
  await expect(page.locator('[data-report-id]').filter({ hasText: 'lru_lock' }).first()).toContainText('complete');
}

test('a missing file and a directory are refused by name', async ({ start, directory }) => {
  const { page } = await start({ args: [path.join(directory, 'nowhere.log'), directory] });
  await consoles(page).getByText('nowhere.log').click();
  await expect(page.getByRole('alert')).toContainText(/nowhere\.log does not exist/);
  await consoles(page).getByText(path.basename(directory)).click();
  await expect(page.getByRole('alert')).toContainText(/is a directory, not a file/);
  await picture(page, 'bad-missing-and-directory');
  await goesOn(page);
});

test('an empty file and a binary file open with a notice', async ({ start, directory }) => {
  const empty = path.join(directory, 'empty.log');
  const binary = path.join(directory, 'vmlinux');
  fs.writeFileSync(empty, '');
  binaryFile(binary);
  const { page } = await start({ args: [empty, binary] });
  await consoles(page).getByText('empty.log').click();
  await expect(page.getByText(/the file is empty/i).first()).toBeVisible();
  await consoles(page).getByText('vmlinux').click();
  await expect(page.getByText(/binary/i).first()).toBeVisible();
  await picture(page, 'bad-binary');
  await goesOn(page);
});

test('a 200 MB log opens, its report is found, the window answers meanwhile', async ({ start, directory }) => {
  test.setTimeout(120_000);
  const big = path.join(directory, 'big.log');
  bigLog(big, 200 * 1024 * 1024, labLog('cycle3'));
  const { page } = await start({ args: [big] });
  await page.keyboard.press('Control+Shift+P');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-report-id]').first()).toContainText('alloc_lock', { timeout: 60_000 });
  await consoles(page).getByText('big.log').click();
  await expect(page.getByRole('main').getByText('read to the end')).toBeVisible({ timeout: 60_000 });
  await picture(page, 'big-log');
  await goesOn(page);
});

/** All bytes with a pattern of their own, as a line at the wrong speed gives. */
function garbage(bytes: number): Buffer {
  let state = 1;
  return Buffer.from(
    Array.from({ length: bytes }, () => ((state = (state * 1_103_515_245 + 12_345) >>> 0) >>> 16) & 0xff),
  );
}

test('endless lines, NULs, garbage and half an escape sequence on a live console', async ({ start, directory }) => {
  test.setTimeout(180_000);
  const socket = path.join(directory, 'board');
  const server = net.createServer().listen(socket);
  await once(server, 'listening');
  const connected = once(server, 'connection').then(([one]) => one as net.Socket);
  const { app, page } = await start();
  await ask(page, 'console.open', { spec: { kind: 'unix', path: socket }, name: 'board' });
  await consoles(page)
    .getByRole('button', { name: /^board/ })
    .click();
  const board = await connected;
  let sent = 0;
  const send = async (bytes: Buffer | string): Promise<void> => {
    sent += bytes.length;
    await new Promise<void>((resolve) => board.write(bytes, () => resolve()));
  };
  const main = page.getByRole('main');
  const known = () =>
    ask(page, 'console.list', {}).then(({ value }) => (value as { bytes: number; analysedBytes: number }[])[0]);
  const read = () => known().then((one) => one?.analysedBytes);
  // What a slow disk has not taken waits in memory, up to 256 MiB: that isn't what is looked at here.
  const recorded = () =>
    expect.poll(() => known().then((one) => sent - (one?.bytes ?? 0))).toBeLessThan(32 * 1024 * 1024);
  await send('booting\n');
  await expect(main.getByText('booting')).toBeVisible();
  const before = await memoryOf(app);

  const mebibyte = 1024 * 1024;
  const noise = (async () => {
    for (const [byte, count] of [
      ['A', 100],
      ['\0', 256],
    ] as const) {
      for (let n = 1; n <= count; n++) {
        await send(Buffer.alloc(mebibyte, byte));
        if (n % 16 === 0) await recorded();
      }
      await send('\n');
    }
    await send(garbage(4 * mebibyte));
    await send(Buffer.from('\nnot UTF-8: \xff\xfe \xc3( \xf0\x9f\n', 'latin1'));
    await send('half an escape sequence \u001b[3');
  })();
  // The window answers all the while.
  let answered = 0;
  let isSending = true;
  void noise.finally(() => (isSending = false));
  while (isSending) {
    await page.keyboard.press('Control+Shift+P');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    answered++;
  }
  await noise;
  expect(answered).toBeGreaterThan(0);
  await expect.poll(read, { timeout: 90_000 }).toBe(sent);

  const rows = main.locator('[data-line]');
  await expect(rows.filter({ hasText: 'half an escape sequence ␛[3' })).toBeVisible();
  await expect(rows.filter({ hasText: 'not UTF-8: \ufffd\ufffd \ufffd( \ufffd' })).toBeVisible();
  await picture(page, 'bad-bytes-log');
  const first = (await ask(page, 'console.rows', { id: await idOf(page), firstLine: 1, count: 3 })).value as {
    rows: { text: string; cut: boolean }[];
  };
  expect(first.rows.map(({ text, cut }) => [text.slice(0, 7), cut])).toEqual([
    ['booting', false],
    ['AAAAAAA', true],
    ['␀␀␀␀␀␀␀', true],
  ]);

  await main.getByRole('radio', { name: 'Terminal' }).click({ force: true });
  await expect(main.locator('.xterm')).toBeVisible();
  const typed = once(board, 'data');
  await main.locator('.xterm-helper-textarea').press('x');
  expect(String((await typed)[0])).toBe('x');
  await picture(page, 'bad-bytes-terminal');

  // What comes next is read as ever, and nobody kept a line of that length.
  await send(`m\n${labLog('cycle3')}`);
  await expect(page.locator('[data-report-id]').first()).toContainText('alloc_lock', { timeout: 30_000 });
  const after = await memoryOf(app);
  // The page has been through the log, the palette and the terminal since; the line alone would be 512 MiB of UTF-16.
  for (const [name, peak] of after) {
    expect(peak - (before.get(name) ?? 0), `${name}: more memory, in MiB`).toBeLessThan(name === 'Tab' ? 400 : 150);
  }
  server.close();
});

const idOf = async (page: Page): Promise<string> =>
  ((await ask(page, 'console.list', {})).value as { id: string }[])[0]?.id ?? '';

test('a socket nobody listens on says so and keeps trying', async ({ start, directory }) => {
  const { page } = await start();
  await ask(page, 'console.open', { spec: { kind: 'unix', path: path.join(directory, 'nobody.sock') } });
  await consoles(page).getByText('nobody.sock').click();
  await expect(page.getByText(/reconnecting.*\d/).first()).toBeVisible();
  await expect(page.getByText(/nobody\.sock does not exist/).first()).toBeVisible();
  await picture(page, 'bad-socket');
  await goesOn(page);
});
