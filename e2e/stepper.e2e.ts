/** The stepper as its user has it: links pasted into "go to anything", the two graphs, stacks of changes compared. */
import AxeBuilder from 'axe-core';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from '@playwright/test';
import { root } from '../scripts/electron-runtime.mjs';
import { bigScenario } from '../shared/scenario/testing/big-scenario.ts';
import { ask, expect, picture, test } from './app.ts';
import { violations } from './axe.ts';

const lab = (name: string): string => path.join(root, 'resources', 'examples', `lab-${name}.log`);
const replay = (page: Page) => page.getByRole('toolbar', { name: 'Replay' });

test('a link is pasted into “go to anything”; a broken one, a newer one and one without its capture are told apart', async ({
  start,
}) => {
  const { page } = await start({ args: [lab('cycle3')] });
  await page.locator('[data-report-id]').first().getByRole('button').first().click();
  await expect(page.getByText(/DEADLOCK:/).first()).toBeVisible();
  await page.keyboard.press('Home');
  await page.keyboard.press('3');
  await page.keyboard.press('2');
  await expect(replay(page)).toContainText('step 2/');
  const there = await replay(page).textContent();
  // Written when the page has nothing else to do.
  const link = await page.evaluate(
    () => new Promise<string>((resolve) => requestIdleCallback(() => resolve(localStorage.getItem('place') ?? ''))),
  );
  expect(link).toContain('run=');
  expect(link.length).toBeLessThanOrEqual(300);

  await page.keyboard.press('Alt+Home');
  await page.keyboard.press('Control+p');
  const dialog = page.getByRole('dialog', { name: 'Go to anything' });
  const field = dialog.getByRole('combobox');
  await field.fill(link.slice(0, 30));
  await expect(dialog.getByRole('alert')).toContainText('is not a complete Lockstep link');
  await field.fill(link.replace('lockstep:1/', 'lockstep:9/'));
  await expect(dialog.getByRole('alert')).toContainText('Open it with a newer Lockstep');
  await field.fill(link.replace(/report\/[^/]+/, 'report/not-here'));
  await expect(dialog.getByRole('alert')).toContainText('The capture of this link, “not-here”, is not open here.');
  await picture(page, 'go-to-link-missing');
  await field.fill(` ${link} `);
  await expect(dialog.getByRole('option')).toContainText('step 2 · a run of its own');
  await picture(page, 'go-to-link');
  await page.keyboard.press('Enter');
  await expect(replay(page)).toHaveText(there ?? '');
});

test('who waits for whom is drawn in step, as a picture and as a list', async ({ start }) => {
  const { page } = await start({ args: [lab('cycle3')] });
  await page.locator('[data-report-id]').first().getByRole('button').first().click();
  await expect(page.getByText(/DEADLOCK:/).first()).toBeVisible();
  await page.keyboard.press('g');
  await page.getByRole('button', { name: 'Show the list' }).click();
  const list = page.getByRole('list', { name: 'Who holds and who waits' });
  await expect(list.getByRole('button', { name: /part of the deadlock/ })).toHaveCount(6);
  await picture(page, 'graph-waits');
  await page.keyboard.press('Home');
  await expect(page.getByText('Nobody holds anything yet.')).toBeVisible();
  await page.keyboard.press('F10');
  await expect(list.getByRole('button')).toHaveCount(1);
  await page.keyboard.press('g');
  await expect(page.getByRole('list', { name: 'Dependencies of the graph' })).toBeAttached();
});

test('changes are undone and done again, kept, and compared with each other', async ({ start }) => {
  const { page } = await start({ args: [lab('cycle3')] });
  await page.locator('[data-report-id]').first().getByRole('button').first().click();
  await expect(page.getByText(/DEADLOCK:/).first()).toBeVisible();
  await page.keyboard.press('w');
  const changes = page.getByRole('list', { name: 'Changes on top of the scenario' }).getByRole('listitem');
  const conclusion = page.getByRole('status', { name: 'Conclusion' });
  // What one tries first is offered for a report as well.
  await page.getByRole('button', { name: /^It is another / }).click();
  await expect(changes).toHaveCount(1);
  await expect(conclusion).toHaveText('No deadlock is left, but lockdep would go on complaining.');
  await page.getByRole('button', { name: 'Keep these changes, to compare with' }).click();
  await page.keyboard.press('z');
  await expect(changes).toHaveCount(0);
  await page.keyboard.press('Z');
  await expect(changes).toHaveCount(1);
  await page.keyboard.press('z');
  await page.getByRole('button', { name: / after .* is released$/ }).click();
  await expect(conclusion).toHaveText('No deadlock is left, and lockdep does not complain.');
  await page.getByRole('combobox', { name: 'Compare with' }).selectOption({ index: 3 });
  await expect(page.getByRole('region', { name: 'With these changes' })).toContainText('Lockdep would not complain');
  await picture(page, 'what-if-compared');
});

test('what just happened is in view, whole, in a small window and among many threads', async ({ start, directory }) => {
  const file = path.join(directory, 'eight.lockstep');
  fs.writeFileSync(file, JSON.stringify(bigScenario(1, 'rw', true)));
  const { page } = await start({ args: [lab('console'), file] });
  await page.setViewportSize({ width: 1000, height: 650 });
  const isInView = (): Promise<boolean> =>
    page.evaluate(() => {
      const row = document.querySelector('.thread-row[data-new="true"]')?.getBoundingClientRect();
      const pane = document.querySelector('.replay-threads');
      if (row === undefined || pane === null) return false;
      const { left, top } = pane.getBoundingClientRect();
      return (
        row.top >= top &&
        row.bottom <= top + pane.clientHeight &&
        row.left >= left &&
        row.right <= left + pane.clientWidth
      );
    });
  await expect(replay(page)).toContainText('step ');
  await page.locator('.scenario-head h2').click();
  await page.keyboard.press('Home');
  for (let step = 0; step < 40; step++) {
    await page.keyboard.press('F10');
    await expect.poll(isInView, `step ${step + 1}`).toBe(true);
  }
  await picture(page, 'stepper-small-eight');
  const reports = page.locator('[data-report-id]');
  await expect(reports).toHaveCount(5);
  for (let report = 0; report < 5; report++) {
    await reports.nth(report).getByRole('button').first().click();
    await expect(page.locator('.replay-changed')).toContainText('DEADLOCK:');
    await expect.poll(isInView).toBe(true);
    await picture(page, `stepper-small-${report}`);
  }
});

test('the stepper, its panels and a written scenario meet WCAG AA in both themes', async ({ start }) => {
  const { page } = await start({ args: [lab('cycle3')] });
  await page.evaluate(AxeBuilder.source);
  await page.setViewportSize({ width: 1280, height: 800 });
  const visits: Record<string, () => Promise<void>> = {
    deadlock: async () => {
      await page.locator('[data-report-id]').first().getByRole('button').first().click();
      await expect(page.locator('.replay-changed')).toContainText('DEADLOCK:');
    },
    step: () => page.keyboard.press('Home'),
    explore: async () => {
      await page.keyboard.press('e');
      await expect(page.getByRole('status', { name: 'Answer' })).toContainText('reachable');
    },
    'what if': () => page.keyboard.press('w'),
    runs: async () => {
      await page.keyboard.press('r');
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    written: async () => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('Alt+Home');
      await page.getByRole('button', { name: /Removing memory against onlining/ }).click();
      await expect(page.getByText('No deadlock is left, and lockdep does not complain.')).toBeVisible();
    },
    text: async () => {
      await page.keyboard.press('t');
      await expect(page.locator('.scenario-editor .view-line').first()).toBeVisible();
    },
  };
  for (const theme of ['dark', 'light']) {
    await ask(page, 'settings.set', { theme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    for (const [name, visit] of Object.entries(visits)) {
      await visit();
      await picture(page, `stepper-${name.replace(' ', '-')}-${theme}`);
      expect.soft(await violations(page), `${name} in ${theme}`).toEqual([]);
    }
  }
});
