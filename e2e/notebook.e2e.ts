/** A notebook is written, gets evidence with one action each, survives a restart, and opens its evidence again. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ask, expect, picture, test } from './app.ts';
import { labLog, quotedMail } from './fixtures.ts';

test('evidence in, restart, evidence opened again', async ({ start, directory }) => {
  const folder = path.join(directory, 'notebooks');
  fs.mkdirSync(folder);
  const mail = path.join(directory, 'reply.eml');
  fs.writeFileSync(mail, quotedMail(labLog('abba')));

  const first = await start({ args: [mail] });
  // The folder dialog belongs to the desktop and cannot be driven; its answer is put in its place.
  await first.app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, folder);
  const { page } = first;
  const row = page.locator('[data-report-id]').first();
  await expect(row).toContainText('complete');
  await row.getByRole('button').first().click();

  await page.getByRole('button', { name: 'Add report to notebook' }).click();
  await expect(page.locator('.note')).toContainText(/added to/i);
  await page.keyboard.press('Home');
  await page.keyboard.press('F10');
  await page.keyboard.press('F10');
  await page.getByRole('button', { name: /Add (this )?step to notebook/ }).click();
  const file = (): string => fs.readdirSync(folder).find((name) => name.endsWith('.md')) ?? '';
  const text = (): string => (file() === '' ? '' : fs.readFileSync(path.join(folder, file()), 'utf8'));
  await expect.poll(() => (text().match(/lockstep:1\//g) ?? []).length).toBe(2);

  const editor = page.locator('.notebook-pane .monaco-editor').first();
  await editor.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('Truncate and reclaim never run at once?');
  await expect.poll(text).toContain('Truncate and reclaim never run at once?');
  await expect(page.locator('.notebook-save')).toContainText(/saved/i);
  await picture(page, 'notebook-in-case');
  await first.app.close();

  const second = await start();
  const again = second.page;
  await again.getByRole('region', { name: 'Notebooks' }).locator('.nav-row').first().click();
  await expect(again.getByText('Truncate and reclaim never run at once?').first()).toBeVisible();
  await again.keyboard.press('Control+e');
  const link = again.locator('a.read-place').last();
  await expect(link).toBeVisible();
  await picture(again, 'notebook-read');
  await link.click();
  await expect(again.getByRole('toolbar', { name: 'Replay' })).toContainText('step 2/4');
  await picture(again, 'notebook-evidence-opened');
});

test('a notebook changed by another editor: nothing is lost', async ({ start, directory }) => {
  const folder = path.join(directory, 'notebooks');
  fs.mkdirSync(folder);
  const { page } = await start();
  await ask(page, 'settings.set', { notebookDirectory: folder });
  const made = (await ask(page, 'notebook.create', { title: 'Slab' })).value as { file: string };
  const stale = (await ask(page, 'notebook.read', { file: made.file })).value as { modifiedAt: number };
  fs.writeFileSync(path.join(folder, made.file), '# Slab\n\nwritten elsewhere\n');
  fs.utimesSync(path.join(folder, made.file), new Date(), new Date(stale.modifiedAt + 5000));
  const refused = await ask(page, 'notebook.write', {
    file: made.file,
    text: 'mine',
    expectedModifiedAt: stale.modifiedAt,
  });
  expect(refused).toMatchObject({ ok: false, problem: { code: 'conflict' } });
  expect(fs.readFileSync(path.join(folder, made.file), 'utf8')).toContain('written elsewhere');
});
