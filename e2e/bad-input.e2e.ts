/** Bad input is the normal case: a clear message that names it, and the app goes on. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from '@playwright/test';
import { ask, expect, picture, test } from './app.ts';
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

test('a socket nobody listens on says so and keeps trying', async ({ start, directory }) => {
  const { page } = await start();
  await ask(page, 'console.open', { spec: { kind: 'unix', path: path.join(directory, 'nobody.sock') } });
  await consoles(page).getByText('nobody.sock').click();
  await expect(page.getByText(/reconnecting.*\d/).first()).toBeVisible();
  await expect(page.getByText(/nobody\.sock does not exist/).first()).toBeVisible();
  await picture(page, 'bad-socket');
  await goesOn(page);
});
