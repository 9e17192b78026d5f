/** Recordings: what they take, which would go, and that evidence stays. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ask, expect, picture, test } from './app.ts';

test('limits say what would go; what a notebook links to and what is open stays', async ({ start, directory }) => {
  const captures = path.join(directory, 'user-data', 'captures');
  const notebooks = path.join(directory, 'notes');
  fs.mkdirSync(captures, { recursive: true });
  fs.mkdirSync(notebooks);
  for (const [index, name] of ['linked', 'forgotten', 'recent'].entries()) {
    const id = `2026010${index + 1}-120000-${name}-00a${index}`;
    fs.writeFileSync(path.join(captures, `${id}.log`), 'x'.repeat(2_000_000));
    const header = { schema: 'lockstep.capture/1', id, name, spec: { kind: 'unix', path: '/s' }, startedAt: 1 };
    fs.writeFileSync(path.join(captures, `${id}.events.ndjson`), `${JSON.stringify(header)}\n`);
    const when = new Date(Date.now() - (300 - 140 * index) * 86_400_000);
    fs.utimesSync(path.join(captures, `${id}.log`), when, when);
  }
  fs.writeFileSync(
    path.join(notebooks, 'slab.md'),
    '# Slab\n\n[line](lockstep:1/console/20260101-120000-linked-00a0?line=3)\n',
  );
  const { page } = await start();
  await ask(page, 'settings.set', { notebookDirectory: notebooks });
  await ask(page, 'console.open', { spec: { kind: 'text', name: 'pasted', text: 'one line\n' } });
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('navigation', { name: 'Groups of settings' }).getByText('Recordings').click();
  const main = page.getByRole('main');
  await expect(main).toContainText('4 recordings take 6.0 MB');
  await expect(main).toContainText('Without a limit nothing is ever deleted.');
  await main.getByText('For at most, after the last byte').click();
  await main.getByRole('textbox', { name: /in days/ }).fill('100');
  await page.keyboard.press('Enter');
  await expect(main).toContainText('1 recording (2.0 MB) would go within five minutes.');
  const rows = page.getByRole('list', { name: 'Recordings' }).getByRole('listitem');
  await expect(rows.filter({ hasText: 'forgotten' })).toContainText('would go');
  await expect(rows.filter({ hasText: 'linked' })).toContainText('slab.md');
  await expect(rows.filter({ hasText: 'pasted' })).toContainText('in the list');
  await picture(page, 'settings-recordings');
  await ask(page, 'settings.set', { theme: 'dark' });
  await picture(page, 'settings-recordings-dark');
  await rows
    .filter({ hasText: 'recent' })
    .getByRole('button', { name: /Delete/ })
    .click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(rows).toHaveCount(3);
  expect(fs.readdirSync(captures).some((name) => name.includes('recent'))).toBe(false);
  await ask(page, 'settings.set', { notebookDirectory: path.join(directory, 'gone'), captureMaxDays: 99 });
  await expect(main).toContainText('No recording is deleted');
  await picture(page, 'settings-recordings-held');
});
