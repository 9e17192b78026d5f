import { expect, test } from 'vitest';
import type { LogRow } from '../../shared/contract/ipc.ts';
import { lineNumber } from '../../shared/contract/units.ts';
import { LogPages, PAGE_LINES, type FetchRows } from './log-pages.ts';

/** A capture of numbered lines that can grow; counts what is asked of it. */
function capture(lines: number) {
  const asked: number[] = [];
  const it = { lines, asked };
  const fetch: FetchRows = (firstLine, count) => {
    asked.push(firstLine);
    const rows: LogRow[] = [];
    for (let line = firstLine as number; line < firstLine + count && line <= it.lines; line++)
      rows.push({ line: lineNumber(line), text: `line ${line}`, cut: false });
    return Promise.resolve({ rows, lines: it.lines });
  };
  return { ...it, it, fetch };
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const fail = (error: unknown) => {
  throw error;
};

test('a page is fetched once and not again while it is complete', async () => {
  const { fetch, asked } = capture(10_000);
  const pages = new LogPages(fetch, fail);
  pages.want(1, 50, 1000);
  pages.want(20, 70, 1000);
  await settled();
  pages.want(1, 70, 2000);
  await settled();
  expect(asked).toEqual([1]);
  expect(pages.row(70)?.text).toBe('line 70');
  expect(pages.row(PAGE_LINES + 1)).toBeUndefined();
});

test('the last page is asked for again when the capture has grown, and only then', async () => {
  const { fetch, asked, it } = capture(10);
  const pages = new LogPages(fetch, fail);
  pages.want(1, 10, 100);
  await settled();
  pages.want(1, 10, 100);
  await settled();
  expect(asked).toEqual([1]);
  it.lines = 12;
  pages.want(1, 12, 120);
  expect(pages.row(10)?.text).toBe('line 10');
  await settled();
  expect(asked).toEqual([1, 1]);
  expect(pages.row(12)?.text).toBe('line 12');
});

test('pages used longest ago are dropped', async () => {
  const { fetch } = capture(1_000_000);
  const pages = new LogPages(fetch, fail);
  for (let page = 0; page < 100; page++) {
    pages.want(page * PAGE_LINES + 1, page * PAGE_LINES + 1, 1);
    await settled();
  }
  expect(pages.row(1)).toBeUndefined();
  expect(pages.row(99 * PAGE_LINES + 1)?.text).toBe(`line ${99 * PAGE_LINES + 1}`);
});

test('a failure is told once and not asked for again until there is more', async () => {
  let told = 0;
  let calls = 0;
  const pages = new LogPages(
    () => {
      calls++;
      return Promise.reject(new Error('gone'));
    },
    () => told++,
  );
  pages.want(1, 10, 100);
  await settled();
  pages.want(1, 10, 100);
  await settled();
  expect([calls, told]).toEqual([1, 1]);
});
