/** The five real mails the project grew from. Skipped where ../shared is absent. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { expect, hasShared, picture, SHARED, test } from './app.ts';

const seeds = path.join(SHARED, 'seeds');
const seed = (prefix: string): string => {
  const name = fs.readdirSync(seeds).find((file) => file.startsWith(prefix));
  if (name === undefined) throw new Error(`no seed ${prefix}`);
  return path.join(seeds, name);
};

test.describe('the seeds', () => {
  test.skip(!hasShared, '../shared is not here');

  for (const { prefix, sentence, state, picture: name } of [
    { prefix: '000', sentence: /kn->count/, state: 'complete', picture: 'seed-000' },
    { prefix: '002', sentence: /kn->count/, state: 'complete', picture: 'seed-002' },
    { prefix: '004', sentence: /cpu_hotplug_lock/, state: 'complete', picture: 'seed-004' },
  ]) {
    test(`${prefix} opens with its sentence, graph and replay`, async ({ start }) => {
      const { page } = await start({ args: [seed(prefix)] });
      const row = page.locator('[data-report-id]').first();
      await expect(row).toContainText(sentence);
      await expect(row).toContainText(state);
      await row.getByRole('button').first().click();
      await expect(page.getByRole('region', { name: sentence }).first()).toBeVisible();
      await page.keyboard.press('End');
      await expect(page.getByText(/deadlock:/i).first()).toBeVisible();
      await picture(page, name);
    });
  }

  test('001 is a truncated report that says what is missing', async ({ start }) => {
    const { page } = await start({ args: [seed('001')] });
    const row = page.locator('[data-report-id]').first();
    await expect(row).toContainText('truncated');
    await row.getByRole('button').first().click();
    await expect(page.getByText(/missing/i).first()).toBeVisible();
    await picture(page, 'seed-001-truncated');
  });

  test('003 has no report and yields none', async ({ start }) => {
    const { page } = await start({ args: [seed('003')] });
    const listed = page.getByRole('region', { name: 'Consoles' }).getByText(/^003_/);
    await expect(page.getByText('read to the end').first()).toBeAttached();
    await listed.click();
    await expect(page.getByRole('main')).toContainText('no lockdep report in it');
    await expect(page.locator('[data-report-id]')).toHaveCount(0);
    await picture(page, 'seed-003-none');
  });
});
