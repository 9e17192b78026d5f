/** A report from a mangled mail: sentence, chain, graph, replay to the deadlock, source along with it. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from '@playwright/test';
import { ask, expect, picture, test } from './app.ts';
import { labLog, quotedMail } from './fixtures.ts';

/** A small source tree with the lab driver's functions, as it is in resources/lab/driver. */
function sourceTree(directory: string): string {
  const tree = path.join(directory, 'linux');
  fs.mkdirSync(tree, { recursive: true });
  fs.writeFileSync(path.join(tree, 'Makefile'), 'VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 117\nEXTRAVERSION =\n');
  fs.cpSync(
    path.join(import.meta.dirname, '..', 'resources', 'lab', 'driver'),
    path.join(tree, 'drivers', 'misc', 'lockstep'),
    {
      recursive: true,
    },
  );
  return tree;
}

const replay = (page: Page) => page.getByRole('toolbar', { name: 'Replay' });

test('a quoted mail with lost columns: the replay ends in a deadlock that takes graph and source along', async ({
  start,
  directory,
}) => {
  const mail = path.join(directory, 'reply.eml');
  fs.writeFileSync(mail, quotedMail(labLog('cycle3')));
  const { page } = await start({ args: [mail] });
  await ask(page, 'settings.set', { sourceTrees: [sourceTree(directory)] });
  const row = page.locator('[data-report-id]').first();
  await expect(row).toContainText('complete');
  await row.getByRole('button').first().click();

  // Three chain entries are three threads. It opens in the deadlock: that is what the report is about.
  await expect(replay(page)).toContainText('step 6/6');
  await expect(page.getByText(/DEADLOCK: T0 → T1 → T2 → T0/)).toBeVisible();
  await page.keyboard.press('Home');
  await expect(replay(page)).toContainText('step 0/6');
  const asPrinted = page.getByRole('button', { name: /As printed/ });
  if ((await asPrinted.getAttribute('aria-pressed')) !== 'true') await asPrinted.click();
  await expect(page.getByText(/Not a deadlock by itself/).first()).toBeVisible();
  await picture(page, 'case-as-printed');
  await asPrinted.click();
  // The source of the first acquisition is there, and says what it is.
  const source = page.locator('.monaco-editor').first();
  await expect(source).toBeVisible();
  await expect(page.getByText(/the function, not the line/i).first()).toBeVisible();
  await picture(page, 'case-first-step');

  const highlights = new Set<string>();
  const sources = new Set<string>();
  // The canvas has no text; the list of the same graph says what is highlighted.
  await page.getByRole('button', { name: 'Show the list' }).click();
  const graph = page.getByRole('list', { name: 'Dependencies of the graph' });
  const look = async (): Promise<void> => {
    highlights.add((await graph.textContent()) ?? '');
    sources.add((await source.textContent())?.slice(0, 400) ?? '');
  };
  await look();
  for (let step = 1; step <= 6; step += 1) {
    await page.keyboard.press('F10');
    await expect(replay(page)).toContainText(`step ${step}/6`);
    await look();
  }
  expect(highlights.size).toBeGreaterThan(3);
  expect(sources.size).toBeGreaterThan(2);
  await expect(page.getByText(/DEADLOCK: T\d → T\d → T\d → T\d/).first()).toBeVisible();
  await picture(page, 'case-deadlock');

  await page.keyboard.press('Shift+F10');
  await expect(replay(page)).toContainText('step 5/6');
  await page.keyboard.press('Home');
  await expect(replay(page)).toContainText('step 0/6');
  await page.keyboard.press('End');
  await expect(replay(page)).toContainText('step 6/6');
  await replay(page).getByRole('button', { name: 'To the beginning' }).click();
  await replay(page).getByRole('button', { name: /play/i }).click();
  await expect(replay(page)).toContainText('step 6/6', { timeout: 20_000 });
});

test('every kind of the lab opens with a sentence, its meaning and its raw text', async ({ start }) => {
  const names = ['self', 'irq', 'inversion', 'inconsistent', 'waitctx', 'unlock', 'freed', 'held', 'rcu', 'hung'];
  const files = names.map((name) => path.join(import.meta.dirname, '..', 'resources', 'examples', `lab-${name}.log`));
  const { page } = await start({ args: files });
  const rows = page.locator('[data-report-id]');
  await expect(rows).toHaveCount(11);
  for (const index of names.keys()) {
    await rows.nth(index).getByRole('button').first().click();
    await page.getByRole('tab', { name: 'Raw text' }).click();
    await expect(page.getByRole('tab', { name: 'Raw text' })).toHaveAttribute('aria-selected', 'true');
    await expect(page.getByRole('tabpanel').last()).toBeVisible();
    // It stands where the selection is: at the frame of the step, or at the beginning.
    await expect(page.locator('.raw')).toContainText(/-{20}|Showing all locks|blocked for more than|\+0x[\da-f]+\/0x/);
    await picture(page, `case-kind-${index}`);
  }
});

test('both themes', async ({ start, directory }) => {
  const { page } = await start({
    args: [path.join(import.meta.dirname, '..', 'resources', 'examples', 'lab-cycle5.log')],
  });
  await ask(page, 'settings.set', { sourceTrees: [sourceTree(directory)] });
  await page.locator('[data-report-id]').first().getByRole('button').first().click();
  await expect(replay(page)).toContainText('step 10/10');
  for (const theme of ['light', 'dark']) {
    await ask(page, 'settings.set', { theme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await picture(page, `case-five-locks-${theme}`);
  }
});
