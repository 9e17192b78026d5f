/** A merged log filtered and with its repeats shown once, on real sockets that go on printing. */
import type { Page } from '@playwright/test';
import { ask, expect, picture, test } from './app.ts';
import { arrived, attach, type Board } from './boards.ts';

async function merge(page: Page, boards: readonly Board[]): Promise<void> {
  const list = page.getByRole('region', { name: 'Consoles' });
  for (const { name } of boards) await list.getByText(name, { exact: true }).click({ modifiers: ['ControlOrMeta'] });
  await list.getByText(boards[0]!.name, { exact: true }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Merge on one time axis' }).click();
}

/** Whose rows are on screen, and which lines. */
const rowsOf = (page: Page): Promise<string[]> =>
  page
    .getByRole('log')
    .locator('.log-line[data-line]')
    .evaluateAll((rows) =>
      rows.map((row) => `${row.querySelector('.merged-name')?.textContent} ${(row as HTMLElement).dataset['line']}`),
    );

test('a filter over two consoles: rows keep their console and number; gaps, hidden lines, find; it is remembered', async ({
  start,
  directory,
}) => {
  const { page, app } = await start();
  const left = await attach(page, directory, 'left');
  const right = await attach(page, directory, 'right');
  const boards = [left, right];
  let lines = 0;
  for (let round = 1; round <= 20; round++) {
    for (const { socket, name } of boards) {
      socket.write(`[${round}.000000] audit: ${name} ${round}\r\n`.repeat(4));
      socket.write(`[${round}.500000][    T${round % 4}] ${name} says ${round} to usb \r\n`);
      await arrived(page, boards, (lines += 5));
    }
  }
  await merge(page, boards);
  const log = page.getByRole('log');
  await expect(log).toContainText('right says 20');
  await log.focus();
  await page.keyboard.press('f');
  const field = page.getByRole('textbox', { name: 'Text of a rule to add' });
  await expect(field).toBeFocused();
  const bar = page.getByRole('region', { name: 'Filter of these logs' });
  const words = bar.getByRole('status');
  await field.fill('audit');
  await page.keyboard.press('Shift+Enter');
  await expect(words).toHaveText('40 of 200 lines');
  const expected = Array.from({ length: 20 }, (_, at) => [`left ${at * 5 + 5}`, `right ${at * 5 + 5}`]).flat();
  await expect.poll(() => rowsOf(page)).toEqual(expected);
  await picture(page, 'merged-filter');

  // It follows, and who reads further up stays there.
  left.socket.write('noise audit\r\nleft says one more\r\n');
  await expect(words).toHaveText('41 of 202 lines');
  await expect(log).toContainText('one more');
  await expect(
    log.getByRole('button', { name: /^1 line of these consoles left out before line 102 of left/ }),
  ).toBeVisible();

  // A gap is shown where it is, of both consoles, and hidden again.
  const gap = log.getByRole('button', { name: /^4 lines of these consoles left out before line 50 of right/ });
  await gap.click();
  const extra = log.locator('[data-extra]');
  await expect(extra).toHaveCount(4);
  await expect(extra.first()).toContainText('audit: right 10');
  await extra
    .nth(1)
    .getByRole('button', { name: /^Left out by the filter/ })
    .click();
  await expect(extra).toHaveCount(0);

  // What is selected stays so, and where it is, when the filter goes and comes.
  const row = log.locator('.log-line', { hasText: 'left says 12 to' });
  await row.locator('.log-gutter').click();
  const y = async (): Promise<number> => (await row.boundingBox())!.y - (await log.boundingBox())!.y;
  await expect(row).toHaveAttribute('data-selected', 'true');
  const before = await y();
  await log.focus();
  await page.keyboard.press('Control+Shift+F');
  await expect(log).toHaveAttribute('aria-label', /, 202 lines in order of arrival/);
  await expect(row).toHaveAttribute('data-selected', 'true');
  expect(Math.abs((await y()) - before)).toBeLessThanOrEqual(2);
  await page.keyboard.press('Control+Shift+F');
  await expect(words).toHaveText('41 of 202 lines');
  await expect(row).toHaveAttribute('data-selected', 'true');

  // A line that is found but left out explains itself, and can be shown.
  await log.focus();
  await page.keyboard.press('Control+f');
  const search = page.getByRole('search', { name: 'Search in these logs' });
  await search.getByRole('textbox').fill('audit: right 13');
  await expect(search.getByRole('status')).toHaveText('4 lines in 1 of 2 consoles');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Line 61 of right is left out by the filter.')).toBeVisible();
  await picture(page, 'merged-filter-hidden-line');
  await page.getByRole('button', { name: 'Show it here' }).click();
  await expect(log.locator('[data-target][data-extra]')).toContainText('audit: right 13');
  await search.getByRole('textbox').press('Escape');

  // To a time: the row that is shown then.
  const { value } = (await ask(page, 'merged.rows', { consoles: [{ id: left.id }], first: 25, count: 1 })) as {
    value: { rows: readonly { row: { arrivedAt: number } }[] };
  };
  const when = new Date(value.rows[0]!.row.arrivedAt);
  const two = (part: number): string => String(part).padStart(2, '0');
  await log.focus();
  await page.keyboard.press('Control+g');
  await page
    .getByRole('textbox', { name: /When it arrived/ })
    .fill(
      `${when.getHours()}:${two(when.getMinutes())}:${two(when.getSeconds())}.${String(when.getMilliseconds()).padStart(3, '0')}`,
    );
  await page.keyboard.press('Enter');
  await expect(log.locator('[data-target]')).toContainText('left says 6 to');
  await log.focus();
  await page.keyboard.press('m');
  await expect(log.locator('[data-target]').getByLabel('Marked by you')).toBeVisible();

  // Copied is what is shown, with the keyboard.
  await log.locator('.log-line', { hasText: 'left says 2 to' }).locator('.log-gutter').click();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Control+c');
  await expect
    .poll(() => app.evaluate(({ clipboard }) => clipboard.readText()))
    .toMatch(
      /^left {2}\| .*left says 2 to usb *\nright \| .*right says 2 to usb *\nleft {2}\| .*left says 3 to usb *\n$/,
    );

  // It is remembered for these consoles, in any order, and says when nothing matches.
  await page.reload();
  await expect(words).toHaveText('41 of 202 lines');
  await field.fill('nowhere');
  await page.keyboard.press('Enter');
  await expect(words).toHaveText('0 of 202 lines');
  await expect(page.getByText('None of the 202 lines so far is shown by this filter.')).toBeVisible();
  await picture(page, 'merged-filter-nothing');
  right.socket.write('nowhere, at last\r\n');
  await expect(log).toContainText('nowhere, at last');
  await expect(words).toHaveText('1 of 203 lines');
  // A console that is taken out is not counted.
  await page.getByRole('group', { name: 'Consoles that are merged' }).getByRole('button', { name: 'right' }).click();
  await expect(words).toHaveText('0 of 102 lines');
  for (const board of boards) await board.close();
});

test('repeats of each console are shown once, although others print between them', async ({ start, directory }) => {
  const { page } = await start();
  const boards = [await attach(page, directory, 'left'), await attach(page, directory, 'right')];
  let lines = 0;
  const print = async (text: (name: string, round: number) => string, rounds: number): Promise<void> => {
    for (let round = 1; round <= rounds; round++) {
      for (const { socket, name } of boards) {
        socket.write(`[${(lines + 1).toFixed(6).padStart(12)}] ${text(name, round)}\r\n`);
        await arrived(page, boards, ++lines);
      }
    }
  };
  await print((name) => `${name} begins`, 1);
  await print(() => 'hub 1-0: again', 12);
  await merge(page, boards);
  const log = page.getByRole('log');
  await log.focus();
  await page.keyboard.press('r');
  const first = log.getByRole('button', { name: /^This line 12 times, lines 2 to 13 of left/ });
  await expect(first).toBeVisible();
  await expect(log.getByRole('button', { name: /^This line 12 times, lines 2 to 13 of right/ })).toBeVisible();
  expect(await rowsOf(page)).toEqual(['left 1', 'right 1', 'left 2', 'right 2']);
  // They are counted while they are printed.
  await print(() => 'hub 1-0: again', 3);
  await expect(log.getByRole('button', { name: /^This line 15 times, lines 2 to 16 of right/ })).toBeVisible();
  await print((name) => `${name} ends`, 1);
  await expect.poll(() => rowsOf(page)).toEqual(['left 1', 'right 1', 'left 2', 'right 2', 'left 17', 'right 17']);
  await picture(page, 'merged-repeats');
  await log.getByRole('button', { name: /^This line 15 times, lines 2 to 16 of left/ }).click();
  await expect(log.locator('.log-line[data-line="16"]')).toHaveCount(1);
  await expect(log).toHaveAttribute('aria-label', /, 20 rows of 34 lines/);
  // The keyboard folds them again.
  await log.locator('.log-line[data-line="2"] .log-gutter').first().click();
  await log.focus();
  await page.keyboard.press('Space');
  await expect(log).toHaveAttribute('aria-label', /, 6 rows of 34 lines/);
  for (const board of boards) await board.close();
});
