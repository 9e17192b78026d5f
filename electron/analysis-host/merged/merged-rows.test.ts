/** Merged rows of real capture files, one of them growing; and of what views with real threads show of them. */
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import fc from 'fast-check';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requests, type LogLens, type MergedRow, type ViewStatus } from '../../../shared/contract/ipc.ts';
import { lineNumber } from '../../../shared/contract/units.ts';
import { CAPTURE_SCHEMA, captureFiles } from '../../node/capture-format.ts';
import { Views } from '../views/views.ts';
import { WatchedCapture } from '../watched-capture.ts';
import { mergedPosition, mergedRows } from './merged-rows.ts';
import { mergedUnfold } from './merged-unfold.ts';

let directory: string;
const captures = new Map<string, WatchedCapture>();
beforeAll(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      ssr: path.join(import.meta.dirname, '..', 'views', 'view-thread.ts'),
      outDir: directory,
      emptyOutDir: false,
      rollupOptions: { output: { format: 'es', entryFileNames: 'view-thread.mjs' } },
    },
  });
}, 120_000);
afterAll(async () => {
  for (const capture of captures.values()) await capture.close();
  await fs.rm(directory, { recursive: true });
});

/** A capture with the lines that came at each time (µs); without a sidecar when no times are wanted. */
async function recorded(id: string, came: readonly (readonly [number, string])[], ended: boolean, timed = true) {
  const files = captureFiles(directory, id);
  const header = { schema: CAPTURE_SCHEMA, id, name: id, spec: { kind: 'unix', path: '/x' }, startedAt: 0 };
  let offset = 0;
  const events = came.map(([at, text]) => {
    const event = { at, event: 'bytes', offset, bytes: Buffer.byteLength(text) };
    offset += event.bytes;
    return event;
  });
  await fs.writeFile(files.log, came.map(([, text]) => text).join(''));
  if (timed) await fs.writeFile(files.events, [header, ...events].map((line) => `${JSON.stringify(line)}\n`).join(''));
  const none = (): void => undefined;
  const capture = new WatchedCapture({
    ...{ id, name: id, files, onProgress: none, onReports: none },
    onError: (error) => {
      throw error;
    },
  });
  captures.set(id, capture);
  await capture.begin(ended);
  await capture.caughtUp();
  return { capture, append: (text: string) => fs.appendFile(files.log, text), bytes: offset };
}

const captureOf = (id: string): WatchedCapture => captures.get(id)!;
const latest = new Map<string, ViewStatus>();
const checks = new Set<() => void>();
const views = new Views({
  captureOf,
  tell: (status) => {
    latest.set(status.viewId, status);
    for (const check of checks) check();
  },
  get threadFile() {
    return path.join(directory, 'view-thread.mjs');
  },
});
const host = { captureOf, views };

/** Resolves when a view has looked at everything. */
const looked = (viewId: string, lines: number): Promise<void> =>
  new Promise((resolve) => {
    const check = (): void => {
      const status = latest.get(viewId);
      if (status === undefined || status.state === 'working' || status.lines < lines) return;
      checks.delete(check);
      resolve();
    };
    checks.add(check);
    check();
  });

const rows = async (ids: readonly string[], first = 0, count = 100) => {
  const params = requests['merged.rows'].params.parse({ consoles: ids.map((id) => ({ id })), first, count });
  const answer = requests['merged.rows'].result.parse(await mergedRows(host, params));
  return { ...answer, texts: answer.rows.map(({ console, row }) => `${ids[console]} ${row.line} ${row.text}`) };
};
const position = async (consoles: readonly { id: string; shift?: number }[], at: object): Promise<number> => {
  const params = requests['merged.find'].params.parse({ consoles, at });
  return (await mergedPosition(host, params)).position;
};

test('captures that have ended: in order, to find by line and by time, all settled', async () => {
  await recorded(
    'one',
    [
      [1_000_000, 'a\nb\n'],
      [3_000_000, 'c\n'],
    ],
    true,
  );
  await recorded(
    'two',
    [
      [2_000_000, 'x\n'],
      [3_000_000, 'y\nz'],
    ],
    true,
  );
  const answer = await rows(['one', 'two']);
  expect(answer.texts).toEqual(['one 1 a', 'one 2 b', 'two 1 x', 'one 3 c', 'two 2 y', 'two 3 z']);
  expect(answer).toMatchObject({ lines: 6, settled: 6 });
  expect((await rows(['two', 'one'], 3, 2)).texts).toEqual(['two 2 y', 'two 3 z']);
  const both = [{ id: 'one' }, { id: 'two' }];
  expect(await position(both, { id: 'two', line: 1 })).toBe(2);
  expect(await position(both, { time: 2000 })).toBe(2);
  expect(await position(both, { time: 2000.001 })).toBe(3);
  expect(await position(both, { time: 9999 })).toBe(6);
  // Where a line of a console that is left out would be.
  expect(await position([{ id: 'one' }], { id: 'two', line: 1 })).toBe(2);
  // A second earlier, two's first line comes with one's first.
  expect(await position([{ id: 'two', shift: -1000 }, { id: 'one' }], { id: 'two', line: 1 })).toBe(0);
});

test('a capture without times has no place; alone it gives an empty whole', async () => {
  await recorded('untimed', [[0, 'nobody knows when\n']], true, false);
  expect((await rows(['untimed', 'one'])).texts).toEqual(['one 1 a', 'one 2 b', 'one 3 c']);
  expect(await rows(['untimed'])).toMatchObject({ rows: [], lines: 0, settled: 0, untimed: [0] });
  await expect(position([{ id: 'one' }], { id: 'untimed', line: 1 })).rejects.toThrow('not known when');
});

test('a live one adds lines; what is before its unfinished line is settled', async () => {
  const { capture, append, bytes } = await recorded('live', [[2_500_000, 'login: ']], false);
  expect(await rows(['one', 'live'])).toMatchObject({ lines: 4, settled: 2 });
  await append('root\n# ');
  capture.appended([{ bytes: bytes + 7, at: 4_000_000 }]);
  await capture.caughtUp();
  const answer = await rows(['one', 'live']);
  expect(answer.texts).toEqual(['one 1 a', 'one 2 b', 'live 1 login: root', 'one 3 c', 'live 2 # ']);
  expect(answer.settled).toBe(4);
});

type Consoles = readonly { readonly id: string; readonly shift?: number; readonly viewId: string }[];
const listed = async (consoles: Consoles, first: number, count: number) =>
  requests['merged.rows'].result.parse(
    await mergedRows(host, requests['merged.rows'].params.parse({ consoles, first, count })),
  );

let recordings = 0;
/** Captures with views of them that have looked at everything. */
async function viewed(came: readonly (readonly (readonly [number, string])[])[], lens: Partial<LogLens>) {
  const consoles = await Promise.all(
    came.map(async (arrivals) => {
      const id = `viewed-${++recordings}`;
      const { capture } = await recorded(id, arrivals, true);
      const { viewId } = views.open(id, { rules: [], callers: [], collapses: false, ...lens });
      await looked(viewId, capture.progress.lines);
      return { id, viewId };
    }),
  );
  const close = (): void => consoles.forEach(({ viewId }) => views.close(viewId));
  return { consoles, close };
}
const without = (text: string): LogLens['rules'] => [
  { keep: 'without', query: { text, isRegex: false, matchCase: true } },
];
const short = (all: readonly MergedRow[]) =>
  all.map(({ console, row, gap }) => `${console}:${row.line} ${row.text} ${gap}`);

test('filtered: what is left out of all of them between two rows is counted, found and shown', async () => {
  const noise = (count: number): string => 'noise\n'.repeat(count);
  const { consoles, close } = await viewed(
    [
      [
        [1_000_000, `a1\n${noise(3)}`],
        [3_000_000, `a2\n`],
        [5_000_000, noise(50)],
        [6_000_000, 'a3\n'],
      ],
      [
        [2_000_000, `${noise(2)}b1\n`],
        [4_000_000, noise(40)],
        [7_000_000, noise(1)],
      ],
    ],
    { rules: without('noise') },
  );
  expect(short((await listed(consoles, 0, 100)).rows)).toEqual(['0:1 a1 0', '1:3 b1 5', '0:5 a2 0', '0:56 a3 90']);
  // The gap of the first row asked for is known, too.
  expect(short((await listed(consoles, 3, 1)).rows)).toEqual(['0:56 a3 90']);
  const find = (id: number, line: number) =>
    mergedPosition(host, {
      consoles: consoles.map((each) => ({ ...each, shift: 0 })),
      at: { id: consoles[id]!.id, line: lineNumber(line) },
    });
  expect(await find(0, 56)).toMatchObject({ position: 3, isShown: true, lines: 4 });
  expect(await find(1, 20)).toMatchObject({ position: 3, isShown: false, hiddenBy: 'filter' });
  expect(await find(1, 44)).toMatchObject({ position: 4, isShown: false });
  const unfold = (id: number, line: number, more: { before?: number; after?: number }) =>
    mergedUnfold(
      host,
      requests['merged.unfold'].params.parse({ consoles, at: { id: consoles[id]!.id, line }, ...more }),
    );
  expect(await unfold(0, 56, { before: 20 })).toMatchObject([{ revision: 1 }]);
  const after = (await listed(consoles, 0, 100)).rows;
  expect(after).toHaveLength(24);
  expect(after.slice(3, 23).every(({ isExtra, console }) => isExtra && console === 0)).toBe(true);
  expect(short(after.slice(3, 4))).toEqual(['0:36 noise 70']);
  // All of a gap, of both.
  expect(await unfold(0, 36, {})).toHaveLength(2);
  const whole = (await listed(consoles, 0, 100)).rows;
  expect(whole).toHaveLength(94);
  expect(whole.map(({ gap }) => gap).filter((gap) => gap > 0)).toEqual([5]);
  // Around a line that is left out.
  await unfold(1, 2, { before: 1, after: 1 });
  expect(short((await listed(consoles, 0, 5)).rows)).toEqual([
    '0:1 a1 0',
    '1:1 noise 3',
    '1:2 noise 0',
    '1:3 b1 0',
    '0:5 a2 0',
  ]);
  close();
});

test('repeats are those of one console, whatever others print between them', async () => {
  const tick = (from: number): readonly (readonly [number, string])[] =>
    Array.from({ length: 5 }, (_, at) => [from + at * 1_000_000, `tick ${from}\n`] as const);
  const { consoles, close } = await viewed([tick(1), tick(2)], { collapses: true });
  const { rows: shown } = await listed(consoles, 0, 100);
  expect(shown.map(({ console, repeat }) => [console, repeat?.firstLine, repeat?.lastLine, repeat?.times])).toEqual([
    [0, 1, 5, 5],
    [1, 1, 5, 5],
  ]);
  close();
});

test('property: any part of what views show is that part of it sorted, with every line left out in one gap', async () => {
  const line = fc.constantFrom('noise', 'a', 'b', 'noise 2');
  const arrivals = fc.array(fc.tuple(fc.nat({ max: 3000 }), fc.array(line, { maxLength: 40 })), {
    minLength: 1,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(arrivals, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      fc.nat(),
      fc.integer({ min: 1, max: 60 }),
      async (all, collapses, at, count) => {
        const came = all.map((each) => {
          let now = 1_000_000;
          return [
            [now, 'begins\n'] as const,
            ...each.map(([later, texts]) => [(now += later), texts.map((text) => `${text}\n`).join('')] as const),
          ];
        });
        const { consoles, close } = await viewed(came, { rules: without('noise'), collapses });
        const lines = came.flatMap((each, console) => {
          let number = 0;
          return each.flatMap(([time, text]) =>
            text
              .split('\n')
              .slice(0, -1)
              .map((words) => ({ console, time, line: ++number, words })),
          );
        });
        lines.sort((a, b) => a.time - b.time || a.console - b.console || a.line - b.line);
        const shownOf = await Promise.all(
          consoles.map(
            async ({ viewId }) =>
              new Set<number>((await views.rows({ viewId, first: 0, count: 2000 })).rows.map(({ row }) => row.line)),
          ),
        );
        const expected: string[] = [];
        let gap = 0;
        for (const { console, line: number, words } of lines) {
          if (words.includes('noise')) gap++;
          else if (shownOf[console]!.has(number)) {
            expected.push(`${console}:${number} ${words} ${gap}`);
            gap = 0;
          }
        }
        const first = at % expected.length;
        const answer = await listed(consoles, first, count);
        expect(answer).toMatchObject({ lines: expected.length, settled: expected.length });
        expect(short(answer.rows)).toEqual(expected.slice(first, first + count));
        const wanted = answer.rows[0]!;
        const found = await mergedPosition(host, {
          consoles: consoles.map((each) => ({ ...each, shift: 0 })),
          at: { id: consoles[wanted.console]!.id, line: wanted.row.line },
        });
        expect(found).toMatchObject({ position: first, isShown: true });
        close();
      },
    ),
    { numRuns: 25 },
  );
}, 120_000);
