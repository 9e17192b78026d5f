/** The terminal over a real pty: a shell with completion and resize, an editor, a paste of several lines. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from '@playwright/test';
import { ask, expect, picture, test } from './app.ts';

function has(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function shell(page: Page, command: string, cwd: string) {
  const { ok } = await ask(page, 'console.open', { spec: { kind: 'pty', command, cwd }, name: 'shell' });
  expect(ok).toBe(true);
  await page.getByRole('region', { name: 'Consoles' }).getByText('shell').click();
  await page.getByRole('radio', { name: 'Terminal' }).click();
  const terminal = page.getByRole('group', { name: /^Terminal of/ });
  await terminal.locator('textarea').focus();
  return terminal;
}

test.describe('bash', () => {
  test.skip(!has('bash'), 'bash is not installed');

  test('completes, tells its size, and runs nothing of a paste by itself', async ({ start, directory }) => {
    fs.writeFileSync(path.join(directory, 'completed-by-tab.txt'), 'found by completion\n');
    const { app, page } = await start();
    const terminal = await shell(page, "PS1='lab# ' exec bash --norc --noprofile -i", directory);
    await expect(terminal).toContainText('lab#');
    await page.keyboard.type('cat compl');
    await page.keyboard.press('Tab');
    await expect(terminal).toContainText('cat completed-by-tab.txt');
    await page.keyboard.press('Enter');
    await expect(terminal).toContainText('found by completion');

    const sizeOf = async (word: string): Promise<readonly number[]> => {
      await page.keyboard.type(`echo ${word}=$(stty size)=`);
      await page.keyboard.press('Enter');
      const told = new RegExp(`${word}=(\\d+) (\\d+)=`);
      await expect(terminal).toContainText(told);
      const [, rows, columns] = told.exec((await terminal.textContent()) ?? '') ?? [];
      return [Number(rows), Number(columns)];
    };
    const [rows = 0, columns = 0] = await sizeOf('before');
    await page.setViewportSize({ width: 1100, height: 600 });
    await expect
      .poll(async () => {
        const [nowRows = 0, nowColumns = 0] = await sizeOf(`at${Date.now()}`);
        return nowRows < rows && nowColumns < columns;
      })
      .toBe(true);
    await picture(page, 'terminal-shell');

    await app.evaluate(({ clipboard }) => clipboard.writeText('touch one\ntouch two\u001b[201~\ntouch three\n'));
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.paste());
    await expect(terminal).toContainText('touch three');
    expect(fs.existsSync(path.join(directory, 'one'))).toBe(false);
    await page.keyboard.press('Enter');
    await expect.poll(() => fs.existsSync(path.join(directory, 'one'))).toBe(true);
  });
});

test.describe('vi', () => {
  test.skip(!has('vim.tiny'), 'vim-tiny is not installed');

  test('edits a file, with Escape, arrows and the alternate screen', async ({ start, directory }) => {
    const { page } = await start();
    const terminal = await shell(page, 'vim.tiny -N -u NONE note.txt; echo left; cat', directory);
    await expect(terminal).toContainText('note.txt');
    await page.keyboard.type('ione line\nanother');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Home');
    await page.keyboard.type('first: ');
    await expect(terminal).toContainText('first: one line');
    await picture(page, 'terminal-vi');
    await page.keyboard.press('Escape');
    await page.keyboard.type(':wq\n');
    await expect(terminal).toContainText('left');
    expect(fs.readFileSync(path.join(directory, 'note.txt'), 'utf8')).toBe('first: one line\nanother\n');
  });
});
