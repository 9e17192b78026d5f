/** Links to a step of a long run, by key, from the real command line into the workbench that runs, and without one. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import type { ElectronApplication, Page } from '@playwright/test';
import { root } from '../scripts/electron-runtime.mjs';
import { bigScenario } from '../shared/scenario/testing/big-scenario.ts';
import { ask, expect, picture, test } from './app.ts';

const cli = path.join(root, 'dist/cli/lockstep.js');
const replay = (page: Page) => page.getByRole('toolbar', { name: 'Replay' });
const said = (page: Page) => page.locator('.replay-changed');
const copied = (app: ElectronApplication): Promise<string> => app.evaluate(({ clipboard }) => clipboard.readText());

/** To a step near the end of the run, and there to something else than what comes next. */
async function branchLate(page: Page): Promise<void> {
  await expect(replay(page)).toContainText('step ');
  await page.locator('.scenario-head h2').click();
  await page.keyboard.press('End');
  for (let back = 0; back < 40; back++) await page.keyboard.press('Shift+F10');
  const other = page.locator('.next-choice:not([aria-current])');
  while ((await other.count()) === 0) await page.keyboard.press('Shift+F10');
  await other.last().click();
  await expect(page.getByRole('combobox', { name: 'Run', exact: true })).not.toHaveValue('');
}

test('a link holds a run of many steps, and leads to it from the command line', async ({ start, directory }) => {
  const file = path.join(directory, 'eight.lockstep');
  fs.writeFileSync(file, JSON.stringify(bigScenario(1, 'mutex', true)));
  const { app, page, userData } = await start({ args: [file] });
  await branchLate(page);
  await page.keyboard.press('Control+Shift+C');
  await expect(page.locator('.note')).toContainText('Link copied.');
  const link = await copied(app);
  expect(link).toMatch(/^lockstep:2\/.*step=\d{2,}&run=_/);
  expect(link.length).toBeLessThanOrEqual(300);
  const there = await replay(page).textContent();
  const sentence = (await said(page).textContent()) ?? '';

  await page.keyboard.press('Alt+Home');
  await expect(replay(page)).toHaveCount(0);
  const open = spawn(process.execPath, [cli, 'open', link], {
    env: { ...process.env, LOCKSTEP_USER_DATA: userData },
    stdio: 'ignore',
  });
  expect((await once(open, 'exit'))[0]).toBe(0);
  await expect(replay(page)).toHaveText(there ?? '');
  await expect(said(page)).toHaveText(sentence);
  await picture(page, 'link-opened');

  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'replay', '--link', link]);
  const last = stdout.split('\n').findLast((line) => /^ *\d+\. /.test(line)) ?? '';
  expect(sentence).toContain(last.replace(/^ *\d+\. /, ''));
  expect(Number.parseInt(last, 10)).toBe(Number(/step (\d+)/.exec(there ?? '')?.[1]));

  // Of another scenario: said, not played.
  fs.writeFileSync(file, JSON.stringify(bigScenario(2, 'mutex', true)));
  const other = path.join(directory, 'other.lockstep');
  fs.copyFileSync(file, other);
  await page.keyboard.press('Control+p');
  await page.getByRole('dialog').getByRole('combobox').fill(link.replace('eight.lockstep', 'other.lockstep'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('note').filter({ hasText: 'does not fit' })).toContainText('another scenario');
  // The step of a run that is not shown is no step of the one that is: that is shown as without a link, and goes on.
  await expect(replay(page)).not.toContainText(there ?? '');
  await picture(page, 'link-misfit');
  await page.keyboard.press('Home');
  await page.keyboard.press('F10');
  await expect(replay(page)).toContainText('step 1/');
  await expect(page.getByRole('note').filter({ hasText: 'does not fit' })).toHaveCount(0);
});

test('a workbench that is started with a link begins there, also in a recording that was not open', async ({
  start,
}) => {
  const first = await start({ args: ['lockstep:1/scenario/example%3Aslab-sysfs?step=3&run=010'] });
  await expect(replay(first.page)).toContainText('step 3/');
  await expect(first.page.getByRole('combobox', { name: 'Run', exact: true })).toHaveValue('010');

  await ask(first.page, 'settings.set', { reopenCaptures: false });
  const log = path.join(root, 'resources', 'examples', 'lab-cycle3.log');
  await ask(first.page, 'console.open', { spec: { kind: 'file', path: log } });
  await first.page.locator('[data-report-id]').first().getByRole('button').first().click();
  await expect(said(first.page)).toContainText('DEADLOCK:');
  await first.page.keyboard.press('Home');
  await first.page.keyboard.press('3');
  await expect(replay(first.page)).toContainText('step 1/');
  await first.page.keyboard.press('Control+Shift+C');
  await expect(first.page.locator('.note')).toContainText('Link copied.');
  const link = await copied(first.app);
  const sentence = (await said(first.page).textContent()) ?? '';
  await first.app.close();

  const { page } = await start({ args: [link] });
  await page.getByRole('button', { name: 'Open its recording' }).click();
  await expect(said(page)).toHaveText(sentence);
  await expect(replay(page)).toContainText('step 1/');
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'replay', '--link', link], {
    env: { ...process.env, LOCKSTEP_USER_DATA: first.userData },
  });
  expect(stdout).toContain(' 1. T2 takes');
  expect(stdout).toContain('The link leads here.');
});

test('a link says what it has no room for', async ({ start, directory }) => {
  const file = path.join(directory, `${'x'.repeat(215)}.lockstep`);
  fs.writeFileSync(file, JSON.stringify(bigScenario(1, 'mutex', true)));
  const { app, page } = await start({ args: [file] });
  await branchLate(page);
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.locator('.note')).toContainText('The link leads to the scenario only: the chosen run and its step');
  await picture(page, 'link-too-short');
  const link = await copied(app);
  expect(link.length).toBeLessThanOrEqual(300);
  expect(link).not.toContain('step=');

  // An early step of the same run has room: only what comes after it is missing.
  await page.locator('.scenario-head h2').click();
  await page.keyboard.press('Home');
  await page.keyboard.press('F10');
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.locator('.note')).toContainText(
    'The link leads to this step; what was chosen after it did not fit',
  );
  expect(await copied(app)).toMatch(/step=1&run=[0-7]$/);
});

test('what is no link is one line and status 2', async () => {
  for (const [link, words] of [
    ['lockstep:9/start', 'Open it with a newer Lockstep.'],
    ['lockstep:1/report/x', 'is not a complete Lockstep link'],
  ] as const) {
    const failed = await promisify(execFile)(process.execPath, [cli, 'open', link]).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
  }
});
