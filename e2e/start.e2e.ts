/** The first screen, and what it offers: the example, attaching, opening, keys and the palette. */
import AxeBuilder from 'axe-core';
import { ask, expect, picture, test } from './app.ts';
import { violations } from './axe.ts';

test('a newcomer plays the example: reports appear while it prints', async ({ start }) => {
  const { page } = await start();
  await picture(page, 'start');
  await page.getByRole('button', { name: /Play the example/ }).click();
  const rows = page.locator('[data-report-id]');
  await expect(rows.first()).toBeVisible({ timeout: 20_000 });
  await picture(page, 'example-playing');
  await expect(rows).toHaveCount(5, { timeout: 45_000 });
});

test('a pasted log is a console with its report', async ({ start }) => {
  const { page } = await start();
  await page.getByRole('button', { name: /Paste a report/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').last().fill('[    1.000000] Linux version 6.12.0\n[    2.000000] nothing to see\n');
  await picture(page, 'paste');
  await dialog.getByRole('button', { name: /open|read/i }).click();
  await expect(page.getByRole('main')).toContainText('nothing to see');
});

test('attach, settings, palette and help', async ({ start }) => {
  const { page } = await start();
  await page.keyboard.press('Control+Shift+A');
  await expect(page.getByRole('dialog')).toBeVisible();
  await picture(page, 'attach');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Shift+P');
  await expect(page.getByRole('dialog')).toBeVisible();
  await picture(page, 'palette');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await picture(page, 'help');
  const keys = await page.locator('.help-keys > *').allTextContents();
  expect(keys.length).toBeGreaterThan(15);
  expect(keys.filter((each, index) => keys.indexOf(each) !== index)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByRole('main').getByText(/theme/i).first()).toBeVisible();
  await picture(page, 'settings');
});

test('both themes meet WCAG AA on start, settings and a case', async ({ start }) => {
  const { page } = await start();
  await page.evaluate(AxeBuilder.source);
  await ask(page, 'console.open', { spec: { kind: 'example', id: 'lab-console', speed: 1000 } });
  await expect(page.locator('[data-report-id]').first()).toContainText('complete', { timeout: 20_000 });
  const visits: Record<string, () => Promise<void>> = {
    start: () => page.getByRole('button', { name: 'Lockstep', exact: true }).click(),
    settings: () => page.getByRole('button', { name: 'Settings' }).click(),
    case: () => page.locator('[data-report-id]').first().getByRole('button').first().click(),
  };
  for (const theme of ['dark', 'light']) {
    await ask(page, 'settings.set', { theme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    for (const [name, visit] of Object.entries(visits)) {
      await visit();
      expect.soft(await violations(page), `${name} in ${theme}`).toEqual([]);
    }
  }
});
