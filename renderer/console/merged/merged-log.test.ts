import { expect, test } from 'vitest';
import type { LogLens, MergedConsole, RequestName, ViewStatus } from '../../../shared/contract/ipc.ts';
import { lineNumber } from '../../../shared/contract/units.ts';
import { RequestError } from '../../app/bridge.ts';
import { MergedLog, type MergedAnchor } from './merged-log.ts';

const LENS: LogLens = { rules: [], callers: [], collapses: true };
const BOTH: readonly MergedConsole[] = [
  { id: 'a', shift: 0 },
  { id: 'b', shift: 0 },
];

/** Two consoles whose lines take turns, and views that show every tenth line of each. */
function host(lines: number) {
  const asked: RequestName[] = [];
  const forgotten = new Set<string>();
  let opened = 0;
  const status = (viewId: string, change: Partial<ViewStatus> = {}): ViewStatus => ({
    ...{ viewId, consoleId: viewId[0]!, state: 'following' as const, shown: lines / 10, passed: lines / 10 },
    ...{ lines, searchedBytes: lines, bytes: lines, revision: 0, ...change },
  });
  const every = (consoles: readonly MergedConsole[]): number => (consoles[0]?.viewId === undefined ? 1 : 10);
  const check = (consoles: readonly MergedConsole[]): void => {
    if (consoles.some(({ viewId }) => forgotten.has(viewId ?? '')))
      throw new RequestError({ code: 'no-view', message: 'This view of the log is over.' });
  };
  type Rows = { consoles: readonly MergedConsole[]; first: number; count: number };
  type Find = { consoles: readonly MergedConsole[]; at: { id: string; line: number } };
  const answers: Partial<Record<RequestName, (params: never) => unknown>> = {
    'view.open': ({ consoleId }: { consoleId: string }) =>
      status(`${consoleId}${++opened}`, { state: 'working', lines: 0, shown: 0, searchedBytes: 0 }),
    'view.close': () => ({}),
    'merged.find': ({ consoles, at }: Find) => {
      check(consoles);
      const step = every(consoles);
      const own = consoles.findIndex(({ id }) => id === at.id);
      const rows = Math.ceil(at.line / step) - 1;
      const position = rows * consoles.length + Math.max(0, own);
      return { position, isShown: own >= 0 && at.line % step === 0, lines: (lines / step) * consoles.length };
    },
    'merged.rows': ({ consoles, first, count }: Rows) => {
      check(consoles);
      const step = every(consoles);
      const all = (lines / step) * consoles.length;
      const rows = Array.from({ length: Math.max(0, Math.min(count, all - first)) }, (_, index) => {
        const line = (Math.floor((first + index) / consoles.length) + 1) * step;
        const console = (first + index) % consoles.length;
        return { console, row: { line: lineNumber(line), text: `${line}`, cut: false }, gap: 0, isExtra: false };
      });
      return { rows, lines: all, settled: all, untimed: [], orderVersion: 0 };
    },
  };
  const call = async (name: RequestName, params: unknown) => {
    asked.push(name);
    return Promise.resolve(answers[name]?.(params as never));
  };
  return { asked, forgotten, status, call: call as never };
}

async function logOver(lines: number, anchor: MergedAnchor | undefined) {
  const { call, ...rest } = host(lines);
  const shown: unknown[] = [];
  const problems: unknown[] = [];
  const log = new MergedLog({
    call,
    anchor: () => anchor,
    onShown: (count, at) => shown.push({ count, at }),
    onProblem: (error) => problems.push(error),
  });
  log.grew(BOTH.map(({ id }) => ({ id, lines, bytes: lines })));
  await log.show(BOTH, undefined);
  return { log, shown, problems, ...rest };
}
const viewIds = (log: MergedLog): readonly (string | undefined)[] => log.consoles.map(({ viewId }) => viewId);

test('a filter is shown when the views of all consoles have passed where the user is, around that line', async () => {
  const { log, shown, status, asked } = await logOver(100_000, { id: 'b', line: 500, pixels: 36 });
  expect(shown).toEqual([{ count: 200_000, at: { index: 999, pixels: 36 } }]);
  expect(log.at(1000)).toEqual({ id: 'b', line: 500 });
  await log.show(BOTH, LENS);
  await log.heard(status('a1', { state: 'working', lines: 50_000, shown: 5000 }));
  expect([log.isWhole, log.count]).toEqual([true, 200_000]);
  expect(log.status).toMatchObject({ state: 'working', lines: 50_000 });
  await log.heard(status('b2', { state: 'working', lines: 4000, shown: 400 }));
  expect(shown.at(-1)).toEqual({ count: 5400, at: { index: 99, pixels: 36 } });
  expect([log.isWhole, viewIds(log)]).toEqual([false, ['a1', 'b2']]);
  // Its rows are here at once.
  expect(log.at(100)).toEqual({ id: 'b', line: 500 });
  await log.show(BOTH, undefined);
  expect(shown.at(-1)).toEqual({ count: 200_000, at: { index: 999, pixels: 36 } });
  expect(asked.filter((name) => name === 'view.close')).toHaveLength(2);
});

test('who follows the end waits for all of it; a console taken out and in keeps the views of the others', async () => {
  const { log, shown, status, asked } = await logOver(1000, undefined);
  await log.show(BOTH, LENS);
  await log.heard(status('a1'));
  expect(shown).toHaveLength(1);
  await log.heard(status('b2'));
  expect(shown.at(-1)).toEqual({ count: 200, at: undefined });
  await log.show([BOTH[0]!], LENS);
  expect(shown.at(-1)).toEqual({ count: 100, at: undefined });
  await log.show(BOTH, LENS);
  expect(asked.filter((name) => name === 'view.open')).toHaveLength(3);
  await log.heard(status('b3'));
  expect(viewIds(log)).toEqual(['a1', 'b3']);
});

test('lines that are kept have their places in every list, and are told when they are not shown', async () => {
  const { log, status } = await logOver(1000, undefined);
  const kept = { id: 'a', line: 31 };
  log.keep([kept], [kept, { position: 60, isShown: true, lines: 2000 }]);
  expect(log.placeOf(kept)?.position).toBe(60);
  await log.show(BOTH, LENS);
  await log.heard(status('a1'));
  await log.heard(status('b2'));
  expect(log.placeOf(kept)).toMatchObject({ position: 6, isShown: false });
  await log.show(BOTH, undefined);
  expect(log.placeOf(kept)).toMatchObject({ position: 60, isShown: true });
});

test('views that the analysis host has forgotten are opened again', async () => {
  const { log, status, forgotten, problems, asked } = await logOver(1000, undefined);
  await log.show(BOTH, LENS);
  await log.heard(status('a1'));
  await log.heard(status('b2'));
  forgotten.add('a1').add('b2');
  await log.unfolded([], { id: 'a', line: 10 });
  await expect.poll(() => asked.filter((name) => name === 'view.open').length).toBe(4);
  await log.heard(status('a3'));
  await log.heard(status('b4'));
  expect(viewIds(log)).toEqual(['a3', 'b4']);
  expect(problems).toEqual([]);
});

test('a filter that was changed before it was shown has no views any more', async () => {
  const { log, status, asked } = await logOver(1000, undefined);
  await log.show(BOTH, LENS);
  await log.show(BOTH, { ...LENS });
  expect(asked.filter((name) => name === 'view.close')).toHaveLength(2);
  await log.heard(status('a3'));
  await log.heard(status('b4'));
  expect(viewIds(log)).toEqual(['a3', 'b4']);
});
