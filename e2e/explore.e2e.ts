/** "Can it really happen?": exploration, what-if, branches and their links, written scenarios. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from '@playwright/test';
import { root } from '../scripts/electron-runtime.mjs';
import { bigScenario } from '../shared/scenario/testing/big-scenario.ts';
import { ask, expect, picture, test } from './app.ts';

const lab = (name: string): string => path.join(root, 'resources', 'examples', `lab-${name}.log`);
const replay = (page: Page) => page.getByRole('toolbar', { name: 'Replay' });
const answer = (page: Page) => page.getByRole('status', { name: 'Answer' });
const conclusion = (page: Page) => page.getByRole('status', { name: 'Conclusion' });
const run = (page: Page) => page.getByRole('combobox', { name: 'Run', exact: true });

async function openReport(page: Page): Promise<void> {
  await page.locator('[data-report-id]').first().getByRole('button').first().click();
  await expect(page.getByText(/DEADLOCK:/).first()).toBeVisible();
  await page.keyboard.press('Home');
  await expect(replay(page)).toContainText('step 0/');
}

/** The link of the place on screen, as the window itself keeps it for the next start: when it has nothing else to do. */
const linkHere = (page: Page): Promise<string> =>
  page.evaluate(
    () => new Promise<string>((resolve) => requestIdleCallback(() => resolve(localStorage.getItem('place') ?? ''))),
  );

test('the deadlock of three locks is found and played; an outer lock removes it and lockdep goes on complaining', async ({
  start,
}) => {
  const { page } = await start({ args: [lab('cycle3')] });
  await openReport(page);
  await page.keyboard.press('e');
  await expect(answer(page)).toContainText(
    'A deadlock is reachable: 1 distinct one; the shortest schedule has 6 steps.',
  );
  await expect(page.getByRole('region', { name: 'Hints' })).toContainText('speaks for');
  await page.getByRole('button', { name: /^Deadlock 1: T0 → T1 → T2 → T0/ }).click();
  await expect(replay(page)).toContainText('step 6/6');
  await expect(page.getByText(/DEADLOCK: T0 → T1 → T2 → T0/).first()).toBeVisible();
  await picture(page, 'explore-found');

  await page.keyboard.press('w');
  await page.getByRole('combobox', { name: 'Outer lock' }).fill('device_hotplug_lock');
  await page.getByRole('button', { name: 'Add change' }).click();
  await expect(page.getByRole('list', { name: 'Changes on top of the scenario' })).toContainText(
    'hold device_hotplug_lock',
  );
  await expect(conclusion(page)).toHaveText('No deadlock is left, but lockdep would go on complaining.');
  // In a low panel as well, without scrolling.
  await expect(conclusion(page)).toBeInViewport({ ratio: 1 });
  await expect(page.locator('.what-if-sentence').first()).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('button', { name: /what if: 1 change/ })).toBeVisible();
  await picture(page, 'what-if-outer-lock');
  // Several panels asked for the same explorations; who explored is gone when it is done.
  const explorers = () => page.workers().filter((worker) => worker.url().includes('explore.worker'));
  await expect.poll(() => explorers().length).toBe(0);

  // Another change on top of it, moved before it, taken back; Back undoes as well.
  await page.getByRole('combobox', { name: 'What if' }).selectOption({ label: 'Do without a lock' });
  await page.getByRole('button', { name: 'Add change' }).click();
  const changes = page.getByRole('list', { name: 'Changes on top of the scenario' }).getByRole('listitem');
  await expect(changes).toHaveCount(2);
  await page.getByRole('button', { name: 'Undo the last change' }).click();
  await expect(changes).toHaveCount(1);
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(changes).toHaveCount(2);
  await page.getByRole('button', { name: 'Remove all' }).click();
  await expect(changes).toHaveCount(0);
});

test('a branch is taken by key, kept, named, and its link leads back to it', async ({ start, directory }) => {
  const folder = path.join(directory, 'notebooks');
  fs.mkdirSync(folder);
  const { page } = await start({ args: [lab('cycle3')] });
  await ask(page, 'settings.set', { notebookDirectory: folder });
  await openReport(page);
  await page.keyboard.press('F10');
  const choices = page.getByRole('group', { name: 'What can happen next' });
  await expect(choices.getByRole('button')).toHaveCount(3);
  // What the run does next anyway is only a step forward.
  await page.keyboard.press('2');
  await expect(run(page)).toHaveValue('');
  await page.keyboard.press('1');
  await expect(run(page)).not.toHaveValue('');
  const link = await linkHere(page);
  expect(link).toMatch(/^lockstep:1\/report\/.*run=/);
  expect(link.length).toBeLessThanOrEqual(300);
  const schedule = await run(page).inputValue();

  // All runs, with their names, next to each other.
  await page.keyboard.press('r');
  const runs = page.getByRole('dialog', { name: 'Runs of this scenario' });
  await runs.getByRole('textbox', { name: 'Name of this run' }).fill('reclaim first');
  await page.keyboard.press('Enter');
  await expect(runs.getByRole('status')).toContainText(/They part at step \d/);
  await picture(page, 'runs-compared');
  await page.keyboard.press('Escape');
  await expect(run(page).locator('option:checked')).toHaveText('reclaim first');

  // The next thing the user chooses there makes the branch longer, and it keeps its name.
  await run(page).selectOption({ label: 'as the report tells' });
  await expect(replay(page)).toContainText('/6');
  await run(page).selectOption({ label: 'reclaim first' });
  await expect(run(page)).toHaveValue(schedule);

  // Breakpoints by key: the menu opens, arrows move, Space sets; u goes on to the next one and U back to the last.
  await run(page).selectOption({ label: 'as the report tells' });
  await page.locator('.case-sentence').click();
  await page.keyboard.press('Home');
  await page.keyboard.press('b');
  const menu = page.getByRole('menu', { name: 'Breakpoints' });
  await expect(menu.getByRole('menuitemcheckbox', { name: 'a thread has to wait' })).toBeChecked();
  await page.keyboard.press('Space');
  await expect(menu.getByRole('menuitemcheckbox', { name: 'a thread has to wait' })).not.toBeChecked();
  await picture(page, 'breakpoints');
  await page.keyboard.press('Escape');
  await page.keyboard.press('u');
  await expect(page.getByText(/DEADLOCK:/).first()).toBeVisible();
  await page.keyboard.press('U');
  await expect(replay(page)).toContainText('step 0/');
  await expect(page.getByText('no breakpoint: this is the beginning')).toBeVisible();
  await run(page).selectOption({ label: 'reclaim first' });
  await page.locator('.case-sentence').click();
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+F10');

  // As evidence it is in the notebook with its link, and the link leads back to the step of the branch.
  await page.getByRole('button', { name: 'Add this step to notebook' }).click();
  await expect(page.locator('.note')).toContainText(/added to/i);
  const file = (): string => fs.readdirSync(folder).find((name) => name.endsWith('.md')) ?? '';
  await expect.poll(() => fs.readFileSync(path.join(folder, file()), 'utf8')).toContain(`run=${schedule}`);
  const there = await replay(page).textContent();
  await page.keyboard.press('Home');
  await run(page).selectOption({ label: 'as the report tells' });
  await page.getByRole('region', { name: 'Notebooks' }).locator('.nav-row').first().click();
  await page.keyboard.press('Control+e');
  await page.locator('a.read-place').last().click();
  await expect(replay(page)).toHaveText(there ?? '');
  await expect(run(page)).toHaveValue(schedule);
  await picture(page, 'branch-from-link');
});

test('the example cases open from the start page, with the changes their authors discuss', async ({ start }) => {
  const { page } = await start();
  const examples = page.getByRole('region', { name: 'Examples' }).getByRole('button');
  await expect(examples).toHaveCount(5);
  await page.getByRole('button', { name: /A sysfs store against module removal/ }).click();
  // The first thing there is the argument and its answer: every change that was argued with, and what comes of it.
  const rows = page.getByRole('list', { name: 'What was argued, and what comes of it' }).getByRole('listitem');
  await expect(rows).toHaveCount(5);
  await expect(rows.nth(0)).toContainText('A deadlock is reachable, and lockdep complains.');
  await expect(rows.nth(1)).toContainText('No deadlock is left, but lockdep would go on complaining.');
  await expect(rows.nth(2)).toContainText('No deadlock is left, and lockdep does not complain.');
  await picture(page, 'scenario-argument');
  await page.getByRole('button', { name: 'Play the shortest schedule of the deadlock' }).click();
  await expect(page.getByText(/DEADLOCK: store → rmmod → store/).first()).toBeVisible();
  await page.keyboard.press('e');
  await expect(answer(page)).toContainText('A deadlock is reachable');
  await page.keyboard.press('w');
  await page.getByRole('button', { name: /try_module_get/ }).click();
  await expect(conclusion(page)).toHaveText('No deadlock is left, but lockdep would go on complaining.');
  for (const theme of ['light', 'dark']) {
    await ask(page, 'settings.set', { theme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await picture(page, `scenario-${theme}`);
  }
});

test('a scenario file given on the command line: errors at their line, saved where it came from', async ({
  start,
  directory,
}) => {
  const file = path.join(directory, 'mine.lockstep');
  fs.copyFileSync(path.join(root, 'resources', 'examples', 'cases', 'slab-cpu-hotplug.lockstep'), file);
  const { app, page } = await start({ args: [file] });
  await expect(page.getByRole('region', { name: /slab_mutex against cpu_hotplug_lock/ })).toBeVisible();
  // Pasted: typing would close brackets by itself.
  const replaceText = async (text: string): Promise<void> => {
    await app.evaluate(({ clipboard }, pasted) => clipboard.writeText(pasted), text);
    await page.locator('.scenario-editor .view-lines').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+v');
  };
  await replaceText(
    '{ "schema": "lockstep.scenario/1", "locks": [],\n"threads": [{"id": "T0", "steps": [{"op": "release", "lock": "A"}]}] }',
  );
  const wrong = page.getByRole('alert', { name: 'What is wrong with the text' });
  await expect(wrong).toContainText('2:');
  await expect(wrong).toContainText('no lock "A"');
  await replaceText(
    '{ "schema": "lockstep.scenario/1", "title": "One lock", "locks": [{"id": "A", "type": "mutex", "class": "A"}],\n"threads": [{"id": "T0", "steps": [{"op": "acquire", "lock": "A"}]}] }',
  );
  await expect(wrong).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'One lock' })).toBeVisible();
  await page.keyboard.press('Control+s');
  await expect.poll(() => fs.readFileSync(file, 'utf8')).toContain('One lock');
});

test('a scenario file that another program changed is not written over, and nothing is thrown away unasked', async ({
  start,
  directory,
}) => {
  const file = path.join(directory, 'mine.lockstep');
  const text = (title: string): string =>
    `{ "schema": "lockstep.scenario/1",\n"title": "${title}",\n"locks": [{"id": "A", "type": "mutex", "class": "A"}],\n"threads": [{"id": "T0", "steps": [{"op": "acquire", "lock": "A"}]}] }\n`;
  fs.writeFileSync(file, text('first'));
  let { page } = await start({ args: [file] });
  const heading = (title: string) => page.getByRole('heading', { name: title, exact: true });
  const retitle = async (title: string): Promise<void> => {
    await page.locator('.scenario-editor .view-lines').click();
    for (const key of ['Control+Home', 'ArrowDown']) await page.keyboard.press(key);
    await page.keyboard.press('End');
    for (const key of ['ArrowLeft', 'ArrowLeft', 'Control+Shift+ArrowLeft']) await page.keyboard.press(key);
    await page.keyboard.type(title);
    await expect(heading(title)).toBeVisible();
  };
  const ask = page.getByRole('alertdialog', { name: 'Throw away what is not saved?' });
  await expect(heading('first')).toBeVisible();
  await retitle('mine');

  // Revert asks; kept is kept, thrown away can be brought back by Undo.
  await page.getByRole('button', { name: 'Revert' }).click();
  await picture(page, 'scenario-revert');
  await ask.getByRole('button', { name: 'Keep it' }).click();
  await expect(heading('mine')).toBeVisible();
  await page.getByRole('button', { name: 'Revert' }).click();
  await ask.getByRole('button', { name: 'Throw it away' }).click();
  await expect(heading('first')).toBeVisible();
  await page.locator('.scenario-editor .view-lines').click();
  await page.keyboard.press('Control+z');
  await expect(heading('mine')).toBeVisible();

  // Escape puts the decision off: nothing is written, nothing is lost.
  fs.writeFileSync(file, text('theirs'));
  const conflict = page.getByRole('alertdialog', { name: 'Another program changed this file' });
  await page.keyboard.press('Control+s');
  await expect(conflict).toBeVisible();
  await picture(page, 'scenario-conflict');
  await page.keyboard.press('Escape');
  await expect(conflict).toHaveCount(0);
  expect(fs.readFileSync(file, 'utf8')).toBe(text('theirs'));
  await expect(heading('mine')).toBeVisible();
  // Theirs, and Undo has mine; which now is a change of theirs and can be saved.
  await page.keyboard.press('Control+s');
  await conflict.getByRole('button', { name: 'Show theirs' }).click();
  await expect(heading('theirs')).toBeVisible();
  await page.locator('.scenario-editor .view-lines').click();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+s');
  await expect.poll(() => fs.readFileSync(file, 'utf8')).toBe(text('mine'));
  await expect(page.getByText('edited', { exact: true })).toHaveCount(0);

  // Edited, left, changed by another program, started again: it is asked as well.
  await retitle('later');
  await page.close();
  fs.writeFileSync(file, text('meanwhile'));
  ({ page } = await start({ args: [file] }));
  await expect(heading('later')).toBeVisible();
  await page.keyboard.press('Control+s');
  await expect(page.getByRole('alertdialog', { name: 'Another program changed this file' })).toBeVisible();
  await page.getByRole('button', { name: 'Save mine over it' }).click();
  await expect.poll(() => fs.readFileSync(file, 'utf8')).toBe(text('later'));
});

test('a huge exploration can be stopped, and says how far it came and that this is no “no”', async ({
  start,
  directory,
}) => {
  const half = bigScenario(1, 'counted');
  const more = bigScenario(2, 'counted').threads.map((thread) => ({ ...thread, id: `U${thread.id}` }));
  const file = path.join(directory, 'huge.lockstep');
  fs.writeFileSync(file, JSON.stringify({ ...half, threads: [...half.threads, ...more] }));
  const { page } = await start({ args: [file] });
  await expect(replay(page)).toBeVisible();
  await page.keyboard.press('e');
  await expect(answer(page)).toContainText(/[1-9][\d,]* states looked at/);
  await picture(page, 'explore-running');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(answer(page)).toContainText(/states looked at.*, then stopped by you: this is not a “no”/);
  await expect(page.getByRole('button', { name: 'Explore again' })).toBeVisible();
  await picture(page, 'explore-stopped');
});

test('a scenario that nobody edits here is shown as its file is', async ({ start, directory }) => {
  const file = path.join(directory, 'followed.lockstep');
  const text = fs.readFileSync(path.join(root, 'resources', 'examples', 'cases', 'slab-sysfs.lockstep'), 'utf8');
  fs.writeFileSync(file, text);
  const { page } = await start({ args: [file] });
  await expect(replay(page)).toBeVisible();
  const title = page.locator('.scenario-head h2');
  const before = (await title.textContent()) ?? '';
  fs.writeFileSync(file, text.replace(before, 'Changed by another program'));
  await expect(title).toHaveText('Changed by another program');
  await expect(page.getByText('followed.lockstep was changed by another program')).toBeVisible();
  // Not saved yet: what is typed here stays.
  await page.locator('.scenario-editor .view-lines').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' ');
  await expect(page.getByText('edited', { exact: true })).toBeVisible();
});

test('a new scenario: operations and locks are offered while typing', async ({ start }) => {
  const { page } = await start();
  await page.getByRole('button', { name: 'Write a scenario' }).click();
  await expect(page.getByText(/DEADLOCK: T0 → T1 → T0/).first()).toBeVisible();
  await page
    .locator('.scenario-editor .view-line', { hasText: /"release",\s"lock"/ })
    .first()
    .click();
  await page.keyboard.press('Home');
  await page.keyboard.type('{ "op": "');
  await expect(page.locator('.suggest-widget.visible')).toContainText('irq-off');
  await page.keyboard.type('comp');
  await page.keyboard.press('Enter');
  await expect(page.locator('.scenario-editor')).toContainText('"op": "complete"');
  await expect(page.getByRole('note')).toContainText('The text has errors');

  // From nothing, a key a line; prose is left alone.
  const suggestions = page.locator('.suggest-widget.visible');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.keyboard.type('{');
  await page.keyboard.press('Enter');
  await page.keyboard.type('"sch');
  await expect(suggestions).toContainText('schema');
  await page.keyboard.press('Enter');
  await page.keyboard.type('"');
  await expect(suggestions).toContainText('lockstep.scenario/1');
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  await page.keyboard.type(',');
  await page.keyboard.press('Enter');
  await page.keyboard.type('"about": ["One holds A, ');
  await expect(suggestions).toHaveCount(0);
  await expect(page.locator('.scenario-editor')).toContainText('"schema": "lockstep.scenario/1",');
});
