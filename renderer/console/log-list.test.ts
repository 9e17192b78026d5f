import { expect, test } from 'vitest';
import type { LogLens, RequestName, ViewStatus } from '../../shared/contract/ipc.ts';
import { lineNumber } from '../../shared/contract/units.ts';
import { LogList, type Anchor } from './log-list.ts';

const LENS: LogLens = { rules: [], callers: [], collapses: true };

/** A log of which a view shows every tenth line; answers come when they are let. */
function host(lines: number) {
  const asked: RequestName[] = [];
  const status = (change: Partial<ViewStatus> = {}): ViewStatus => ({
    viewId: 'v',
    consoleId: 'c',
    state: 'following',
    shown: lines / 10,
    passed: lines / 10,
    lines,
    searchedBytes: lines,
    bytes: lines,
    revision: 0,
    ...change,
  });
  const row = (line: number) => ({ line: lineNumber(line), text: `line ${line}`, cut: false });
  const answers: Partial<Record<RequestName, (params: never) => unknown>> = {
    'view.open': () => status({ state: 'working', lines: 0, shown: 0 }),
    'view.close': () => ({}),
    'view.unfold': () => status({ revision: 1, shown: lines / 10 + 5 }),
    'view.find': ({ line }: { line: number }) => ({ index: Math.ceil(line / 10) - 1, isShown: line % 10 === 0 }),
    'view.rows': ({ first, count }: { first: number; count: number }) => ({
      rows: Array.from({ length: Math.min(count, lines / 10 - first) }, (_, at) => ({
        row: row((first + at + 1) * 10),
        gap: 9,
        isExtra: false,
      })),
      shown: lines / 10,
      settled: lines / 10,
      revision: 0,
    }),
    'console.rows': ({ firstLine, count }: { firstLine: number; count: number }) => ({
      rows: Array.from({ length: Math.min(count, lines - firstLine + 1) }, (_, at) => row(firstLine + at)),
      lines,
    }),
  };
  const call = (name: RequestName, params: unknown) => {
    asked.push(name);
    return Promise.resolve(answers[name]?.(params as never));
  };
  return { asked, status, call: call as never };
}

function listOver(lines: number, anchor: Anchor | undefined) {
  const { asked, status, call } = host(lines);
  const shown: unknown[] = [];
  const problems: unknown[] = [];
  const list = new LogList({
    consoleId: 'c',
    call,
    anchor: () => anchor,
    onShown: (count, at) => shown.push({ count, at }),
    onProblem: (error) => problems.push(error),
  });
  list.grew(lines, lines);
  return { list, asked, status, shown, problems };
}

test('a view takes the place of the log when it has passed the line the user is at, around that line', async () => {
  const { list, status, shown, asked } = listOver(100_000, { line: 500, pixels: 36 });
  expect(list.count).toBe(100_000);
  expect(list.lineOf(7)).toBe(7);
  await list.setLens(LENS);
  await list.heard(status({ state: 'working', lines: 400, shown: 40 }));
  expect([list.viewId, list.isChanging, list.count]).toEqual([undefined, true, 100_000]);
  await list.heard(status({ state: 'working', lines: 5000, shown: 500 }));
  expect(shown).toEqual([{ count: 500, at: { index: 49, pixels: 36 } }]);
  expect([list.viewId, list.isChanging, list.count]).toEqual(['v', false, 500]);
  // Its rows are here at once.
  expect(list.row(50)?.row.line).toBe(500);
  await list.heard(status());
  expect(list.count).toBe(10_000);
  await list.setLens(undefined);
  expect(shown.at(-1)).toEqual({ count: 100_000, at: { index: 499, pixels: 36 } });
  expect(list.row(500)?.row.line).toBe(500);
  expect(asked).toContain('view.close');
});

test('who follows the end sees the view when everything was looked at', async () => {
  const { list, status, shown } = listOver(100_000, undefined);
  await list.setLens(LENS);
  await list.heard(status({ state: 'working', lines: 99_000 }));
  expect(shown).toEqual([]);
  await list.heard(status());
  expect(shown).toEqual([{ count: 10_000, at: undefined }]);
});

test('news of a view that is not wanted any more changes nothing', async () => {
  const { list, status, shown, asked } = listOver(1000, { line: 1, pixels: 0 });
  await list.setLens(LENS);
  await list.setLens(undefined);
  expect(asked.filter((name) => name === 'view.close')).toHaveLength(1);
  await list.heard(status());
  expect([list.viewId, list.count]).toEqual([undefined, 1000]);
  expect(shown).toHaveLength(1);
});

test('what is unfolded is shown with its rows, around the line it was unfolded at', async () => {
  const { list, status, shown } = listOver(1000, { line: 100, pixels: 18 });
  await list.setLens(LENS);
  await list.heard(status());
  await list.unfold('lines', 91, 99, true, 100);
  expect(shown.at(-1)).toEqual({ count: 105, at: { index: 9, pixels: 18 } });
  // News from before that is not mixed with it.
  await list.heard(status({ shown: 200 }));
  expect(list.count).toBe(105);
});
