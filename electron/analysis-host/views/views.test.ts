/** Views with a real thread over real, growing files, against the plainest thing that could be right. */
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linePrefix } from '../../../shared/console-log/line-prefix.ts';
import { severityOf } from '../../../shared/console-log/severity.ts';
import type { LogLens, LogRow, LogRule, RequestResult, ViewStatus } from '../../../shared/contract/ipc.ts';
import { lineNumber } from '../../../shared/contract/units.ts';
import { LineBits } from './line-bits.ts';
import { messageStart } from './message-start.ts';
import { LONGEST_GROUP, RepeatFinder, type Run } from './repeat-finder.ts';
import { ShownLines } from './shown-lines.ts';
import type { FromViewThread, ToViewThread, ViewTask } from './view-messages.ts';
import { Views } from './views.ts';

let directory: string;
beforeAll(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      ssr: path.join(import.meta.dirname, 'view-thread.ts'),
      outDir: directory,
      emptyOutDir: false,
      rollupOptions: { output: { format: 'es', entryFileNames: 'view-thread.mjs' } },
    },
  });
}, 120_000);
afterAll(() => fs.rm(directory, { recursive: true }));

const lens = (change: Partial<LogLens> = {}): LogLens => ({ rules: [], callers: [], collapses: false, ...change });
const rule = (keep: LogRule['keep'], text: string, isRegex = false): LogRule => ({
  keep,
  query: { text, isRegex, matchCase: true },
});

let files = 0;

/** A capture that is a file which grows, and one view of it. */
async function viewOf(wanted: LogLens) {
  const file = path.join(directory, `${++files}.log`);
  await fs.writeFile(file, '');
  const capture = {
    file,
    bytes: 0,
    ended: false,
    rows: async (first: number, count: number): Promise<readonly LogRow[]> => {
      const texts = (await fs.readFile(file, 'utf8')).split('\n');
      if (texts.at(-1) === '') texts.pop();
      const wantedTexts = texts.slice(first - 1, first - 1 + count);
      return wantedTexts.map((text, index) => ({ line: lineNumber(first + index), text, cut: false }));
    },
  };
  let latest: ViewStatus | undefined;
  const checks = new Set<() => void>();
  const views = new Views({
    captureOf: () => capture,
    tell: (status) => {
      latest = status;
      for (const check of checks) check();
    },
    threadFile: path.join(directory, 'view-thread.mjs'),
  });
  const { viewId } = views.open('c', wanted);
  const until = (isRight: (status: ViewStatus) => boolean): Promise<ViewStatus> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (latest === undefined || !isRight(latest)) return;
        checks.delete(check);
        resolve(latest);
      };
      checks.add(check);
      check();
    });
  const grow = async (text: string | Buffer, ended = false): Promise<ViewStatus> => {
    await fs.appendFile(file, text);
    capture.bytes += typeof text === 'string' ? Buffer.byteLength(text) : text.length;
    capture.ended = ended;
    views.grew('c', capture.bytes, ended);
    const state = ended ? 'done' : 'following';
    return until((status) => status.state === state && status.bytes === capture.bytes);
  };
  const rows = async (): Promise<RequestResult<'view.rows'>['rows']> =>
    (await views.rows({ viewId, first: 0, count: 2000 })).rows;
  const numbers = async (): Promise<readonly number[]> => (await rows()).map(({ row }) => row.line);
  return { views, viewId, grow, rows, numbers, until, close: () => views.close(viewId) };
}

describe('LineBits', () => {
  test('counts and finds what a list does', () => {
    const step = fc.oneof(
      fc.record({ push: fc.array(fc.boolean(), { maxLength: 1200 }) }),
      fc.record({ cut: fc.nat(3000) }),
      fc.record({ set: fc.nat(3000), isIn: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const bits = new LineBits();
        let plain: boolean[] = [];
        for (const each of steps) {
          if ('push' in each) {
            for (const isIn of each.push) bits.push(isIn);
            plain.push(...each.push);
          } else if ('cut' in each) {
            bits.cut(each.cut);
            plain = plain.slice(0, each.cut);
          } else if (each.set >= 1 && each.set <= plain.length) {
            bits.set(each.set, each.isIn);
            plain[each.set - 1] = each.isIn;
          }
          const lines = plain.flatMap((isIn, index) => (isIn ? [index + 1] : []));
          expect(bits.lines).toBe(plain.length);
          expect(bits.size).toBe(lines.length);
          for (const index of [0, 1, lines.length >> 1, lines.length - 1]) {
            if (index >= 0 && index < lines.length) expect(bits.at(index)).toBe(lines[index]);
          }
          expect(bits.at(lines.length)).toBe(0);
          for (const line of [1, 32, 33, 512, 513, plain.length, plain.length + 5]) {
            expect(bits.before(line)).toBe(lines.filter((each) => each < line).length);
            expect(bits.has(line)).toBe(plain[line - 1] ?? false);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

const item = (line: number, text: string) => ({ line, hash: text.length, message: Buffer.from(text) });

/** From the left, the shortest group that is repeated, with all its repetitions. */
function plainRuns(texts: readonly string[]): { runs: Run[]; hidden: number[] } {
  const runs: Run[] = [];
  const hidden: number[] = [];
  const isGroup = (at: number, from: number, period: number): boolean =>
    at + period <= texts.length &&
    texts.slice(at, at + period).join('\n') === texts.slice(from, from + period).join('\n');
  for (let at = 0; at < texts.length;) {
    let period = 1;
    while (period <= LONGEST_GROUP && !isGroup(at + period, at, period)) period++;
    if (period > LONGEST_GROUP) {
      at++;
      continue;
    }
    let times = 2;
    while (isGroup(at + times * period, at, period)) times++;
    for (let line = at + period; line < at + times * period; line++) hidden.push(line + 1);
    runs.push({ firstLine: at + 1, lastLine: at + times * period, period, times });
    at += times * period;
  }
  return { runs, hidden };
}

describe('repeats', () => {
  test('are found as the plainest search from the left finds them, in pieces of any size', () => {
    const block = fc.array(fc.constantFrom('a', 'b', 'c', 'dd'), { minLength: 1, maxLength: 40 });
    const repeated = fc
      .tuple(block, fc.integer({ min: 1, max: 6 }))
      .map(([lines, times]) => Array.from({ length: times }, () => lines).flat());
    const texts = fc.array(repeated, { maxLength: 8 }).map((blocks) => blocks.flat());
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 300 }), (lines, piece) => {
        const finder = new RepeatFinder();
        const hidden: number[] = [];
        const runs: Run[] = [];
        lines.forEach((text, index) => {
          finder.push(item(index + 1, text));
          if (index % piece !== 0) return;
          const found = finder.take(false);
          hidden.push(...found.hidden);
          runs.push(...found.runs);
          // Asking how it looks changes nothing.
          finder.guess(item(index + 2, 'a'));
          finder.detach();
        });
        const rest = finder.take(true);
        expect({ hidden: [...hidden, ...rest.hidden], runs: [...runs, ...rest.runs] }).toEqual(plainRuns(lines));
      }),
      { numRuns: 300 },
    );
  });
  test('of a group are hidden while it is printed, and shown when it goes on otherwise', () => {
    const finder = new RepeatFinder();
    'abcabcab'.split('').forEach((text, index) => finder.push(item(index + 1, text)));
    expect(finder.guess()).toMatchObject({
      hidden: [4, 5, 6, 7, 8],
      runs: [{ firstLine: 1, lastLine: 6, period: 3, times: 2 }],
    });
    finder.push(item(9, 'x'));
    expect(finder.guess()).toMatchObject({
      hidden: [4, 5, 6],
      runs: [{ firstLine: 1, lastLine: 6, period: 3, times: 2 }],
    });
  });
});

test.each([
  ['<4>[   12.345678][    T1] message', 'message'],
  ['[   12.345678] message', 'message'],
  ['[   12.345678] [    T1] message', 'message'],
  ['[Thu Nov 26 12:04:09 2026] message', 'message'],
  ['[    0.000000][    C0]', ''],
  ['[drm] message', '[drm] message'],
  ['[12] x', '[12] x'],
  ['<b> x', '<b> x'],
  ['plain', 'plain'],
  ['', ''],
])('the message of %s', (text, message) => {
  const bytes = Buffer.from(text);
  expect(bytes.subarray(messageStart(bytes, 0, bytes.length)).toString()).toBe(message);
});

const logLine = fc
  .tuple(
    fc.constantFrom('', '<3>', '<4>', '<6>'),
    fc.constantFrom('', '[    1.000000]', '[    2.500000]'),
    fc.constantFrom('', '[    T1]', '[    C0]', '[   T17]'),
    fc.constantFrom('usb 1-1: new', 'WARNING: x', 'BUG: y', 'an error', 'audit: z', 'é', ''),
  )
  .map(([level, time, caller, text]) => `${level}${time}${caller} ${text}`);

const lenses: readonly (readonly [string, LogLens, (text: string) => boolean])[] = [
  [
    'only',
    lens({ rules: [rule('only', 'usb'), rule('only', 'an? error', true)] }),
    (text) => /usb|an? error/.test(text),
  ],
  [
    'only and without',
    lens({ rules: [rule('only', 'u'), rule('without', '^<3>', true)] }),
    (text) => text.includes('u') && !text.startsWith('<3>'),
  ],
  ['severity', lens({ least: 'error' }), (text) => ['error', 'critical'].includes(severityOf(text, linePrefix(text)))],
  ['callers', lens({ callers: ['T1', 'C0'] }), (text) => ['T1', 'C0'].includes(linePrefix(text).caller ?? '')],
  [
    'all of it',
    lens({ least: 'warning', callers: ['T1'], rules: [rule('without', 'audit')] }),
    (text) =>
      linePrefix(text).caller === 'T1' &&
      ['warning', 'error', 'critical'].includes(severityOf(text, linePrefix(text))) &&
      !text.includes('audit'),
  ],
];

describe.each([false, true])('a filter, with repeats collapsed: %s', (collapses) => {
  test.each(lenses)(
    '%s shows what trying each line shows, while the log grows',
    async (_name, wanted, passes) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(logLine, { maxLength: 150 }),
          fc.array(fc.nat(4000), { maxLength: 3 }),
          async (texts, cuts) => {
            const view = await viewOf({ ...wanted, collapses });
            const content = texts.map((text) => `${text}\n`).join('');
            const bytes = Buffer.from(content);
            const ends = [...new Set(cuts.map((cut) => Math.min(cut, bytes.length)))].sort((a, b) => a - b);
            let at = 0;
            for (const end of [...ends, bytes.length]) {
              await view.grow(bytes.subarray(at, end));
              at = end;
            }
            const status = await view.grow('', true);
            const passed = texts.flatMap((text, index) => (passes(text) ? [{ line: index + 1, text }] : []));
            const messageOf = (text: string): string => {
              const line = Buffer.from(text);
              return line.subarray(messageStart(line, 0, line.length)).toString();
            };
            const repeats = new Set(
              collapses
                ? plainRuns(passed.map(({ text }) => messageOf(text))).hidden.map((index) => passed[index - 1]!.line)
                : [],
            );
            const shown = passed.filter(({ line }) => !repeats.has(line)).map(({ line }) => line);
            expect(await view.numbers()).toEqual(shown);
            expect(status.passed).toBe(passed.length);
            expect(status.lines).toBe(texts.length);
            const passing = new Set(passed.map(({ line }) => line));
            let before = 0;
            for (const { row, gap, repeat } of await view.rows()) {
              let left = 0;
              for (let line = before + 1; line < row.line; line++) if (!passing.has(line)) left++;
              expect(gap).toBe(left);
              before = row.line;
              if (repeat !== undefined) expect(repeat.firstLine + 0).toBeLessThanOrEqual(row.line);
            }
            view.close();
          },
        ),
        { numRuns: 12 },
      );
    },
    120_000,
  );
});

test('a line that is still printed is shown as far as it is there', async () => {
  const view = await viewOf(lens({ rules: [rule('only', 'root')] }));
  await view.grow('login: \nro');
  expect(await view.numbers()).toEqual([]);
  await view.grow('ot#');
  expect(await view.numbers()).toEqual([2]);
  await view.grow(' exit\nx');
  expect(await view.numbers()).toEqual([2]);
  view.close();
});

test('what is left out can be shown, and is not any more when that is taken back', async () => {
  const view = await viewOf(lens({ rules: [rule('without', 'noise')], collapses: true }));
  await view.grow('a\nnoise\nb\nb\nb\nnoise\nb\nc\n');
  expect(await view.numbers()).toEqual([1, 3, 8]);
  expect(view.views.find({ viewId: view.viewId, line: lineNumber(2) })).toMatchObject({ index: 1, hiddenBy: 'filter' });
  expect(view.views.find({ viewId: view.viewId, line: lineNumber(5) })).toMatchObject({
    isShown: false,
    hiddenBy: 'repeat',
    repeat: { firstLine: 3, lastLine: 7, times: 4, period: 1, isOpen: false, mayGrow: true },
  });
  expect(view.views.find({ viewId: view.viewId, line: lineNumber(99) }).hiddenBy).toBe('unread');
  const unfold = (what: 'lines' | 'repeats', from: number, to: number, isOpen: boolean): Promise<ViewStatus> =>
    view.views.unfold({ viewId: view.viewId, what, from: lineNumber(from), to: lineNumber(to), isOpen });
  const { revision } = await unfold('repeats', 3, 3, true);
  expect(revision).toBe(1);
  expect(await view.numbers()).toEqual([1, 3, 4, 5, 7, 8]);
  await unfold('lines', 1, 4, true);
  expect(await view.numbers()).toEqual([1, 2, 3, 4, 5, 7, 8]);
  expect((await view.rows())[1]).toMatchObject({ isExtra: true, gap: 0 });
  await unfold('repeats', 3, 3, false);
  expect(await view.numbers()).toEqual([1, 2, 3, 4, 8]);
  await unfold('lines', 2, 3, false);
  expect(await view.numbers()).toEqual([1, 3, 4, 8]);
  view.close();
});

test('a pattern that explodes is named and ends its view only', async () => {
  const view = await viewOf(lens({ rules: [rule('only', 'fine'), rule('without', '^(?=a)(a+)+$', true)] }));
  const failed = view.until(({ state }) => state === 'failed');
  void view.grow(`${'a'.repeat(60)}!\n`);
  expect((await failed).problem?.message).toContain('(a+)+');
  view.close();
}, 20_000);

test('a rule that is no pattern is refused, and a line without end is shown', async () => {
  await expect(viewOf(lens({ rules: [rule('only', '(', true)] }))).rejects.toThrow('Not a regular expression');
  const view = await viewOf(lens({ rules: [rule('only', 'needle')], collapses: true }));
  await view.grow('x'.repeat(3 * 1024 * 1024));
  expect(await view.numbers()).toEqual([]);
  await view.grow('needle and more');
  expect(await view.numbers()).toEqual([1]);
  await view.grow('\nneedle\nneedle\n', true);
  expect(await view.numbers()).toEqual([1, 2]);
  view.close();
});

test('while as many bytes were looked at the rows are the same, as they are asked for again only when there are more', async () => {
  const file = path.join(directory, `${++files}.log`);
  await fs.writeFile(file, '');
  const workerData: ViewTask = {
    file,
    lens: lens({ collapses: true }),
    rule: new Int32Array(new SharedArrayBuffer(4)),
  };
  const thread = new Worker(path.join(directory, 'view-thread.mjs'), { workerData });
  const shown = new ShownLines();
  const seen = new Map<number, string>();
  const changes: number[] = [];
  let bytes = 0;
  const grow = async (text: string): Promise<void> => {
    await fs.appendFile(file, text);
    bytes += text.length;
    const idle = new Promise<void>((resolve) => {
      const onMessage = (message: FromViewThread): void => {
        shown.take(message);
        const rows = JSON.stringify(shown.rows(0, 1000));
        if ((seen.get(message.bytes) ?? rows) !== rows) changes.push(message.bytes);
        seen.set(message.bytes, rows);
        if (!message.isIdle) return;
        thread.off('message', onMessage);
        resolve();
      };
      thread.on('message', onMessage);
    });
    const growth: ToViewThread = { bytes, ended: false };
    thread.postMessage(growth);
    await idle;
  };
  await grow(`start\n${'again\n'.repeat(40)}${'down\nup\n'.repeat(12)}end\n`);
  await grow('again\n'.repeat(3));
  await grow('again\nagain\nag');
  await grow('ain');
  await grow('\nother\n');
  expect(changes).toEqual([]);
  expect(seen.size).toBeGreaterThan(5);
  await thread.terminate();
});
