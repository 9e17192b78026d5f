/** A capture that grows on a real disk: rows, reports, boots. */
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ReportSummary } from '../../shared/contract/ipc.ts';
import { captureFiles, type CaptureFiles } from '../node/capture-format.ts';
import { OriginalFile } from './original-file.ts';
import { ByteNeedle } from './scan/scan-memory.ts';
import { WatchedCapture, type CaptureProgress } from './watched-capture.ts';

const BOOT = '[    0.000000] Linux version 6.12.117 (lab@lab) (gcc 12.2.0) #1 SMP\n';
/** Made up after the shape of lockdep's print_deadlock_bug(). */
const SPLAT = `[    2.547548] ============================================
[    2.547642] WARNING: possible recursive locking detected
[    2.547903] 6.12.117 #1 Not tainted
[    2.548149] --------------------------------------------
[    2.548245] insmod/42 is trying to acquire lock:
[    2.548357] ffffffffa0002058 (demo_a){+.+.}-{4:4}, at: demo_twice+0x1b2/0x1000 [demo]
[    2.548445]
[    2.548445] but task is already holding lock:
[    2.548457] ffffffffa0002058 (demo_a){+.+.}-{4:4}, at: demo_once+0x1a0/0x1000 [demo]
[    2.548545]
[    2.548545] other info that might help us debug this:
[    2.548545]  Possible unsafe locking scenario:
[    2.548545]
[    2.549545]        CPU0
[    2.549645]        ----
[    2.549745]   lock(demo_a);
[    2.550045]   lock(demo_a);
[    2.550145]
[    2.550145]  *** DEADLOCK ***
[    2.550145]
[    2.550145]  May be due to missing lock nesting notation
[    2.550145]
[    2.550245] 1 lock held by insmod/42:
[    2.550345]  #0: ffffffffa0002058 (demo_a){+.+.}-{4:4}, at: demo_once+0x1a0/0x1000 [demo]
[    2.550445]
[    2.550445] stack backtrace:
[    2.550545] CPU: 1 UID: 0 PID: 42 Comm: insmod Not tainted 6.12.117 #1
[    2.550645] Call Trace:
[    2.550745]  <TASK>
[    2.550845]  dump_stack_lvl+0xb4/0xca
[    2.550945]  demo_twice+0x1b2/0x1000 [demo]
[    2.551045]  </TASK>
`;

let directory: string;
let files: CaptureFiles;
let capture: WatchedCapture | undefined;
beforeEach(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
  files = captureFiles(directory, 'a');
  await fs.writeFile(files.log, '');
});
afterEach(async () => {
  await capture?.close();
  await fs.rm(directory, { recursive: true });
});

interface Watched {
  readonly capture: WatchedCapture;
  readonly summaries: ReportSummary[];
  readonly errors: unknown[];
  readonly progress: CaptureProgress[];
  /** Append as the console host does, and tell. */
  readonly append: (text: string | Buffer, at?: number) => Promise<void>;
}

async function watch(ended = false): Promise<Watched> {
  const summaries: ReportSummary[] = [];
  const errors: unknown[] = [];
  const progress: CaptureProgress[] = [];
  const made = new WatchedCapture({
    id: 'a',
    name: 'lab',
    files,
    onReports: (news) => summaries.push(...news.map((summary) => ReportSummary.parse(summary))),
    onProgress: (news) => progress.push(news),
    onError: (error) => errors.push(error),
  });
  capture = made;
  await made.begin(ended);
  const append = async (text: string | Buffer, at = 1): Promise<void> => {
    await fs.appendFile(files.log, text);
    made.appended([{ bytes: (await fs.stat(files.log)).size, at }]);
  };
  return { capture: made, summaries, errors, progress, append };
}

test('triggers look at what came just now, not at a recording of the past', async () => {
  for (const [isNew, expected] of [
    [false, ['later']],
    [true, ['first', 'later']],
  ] as const) {
    await fs.writeFile(files.log, 'first words\n');
    const printed: string[] = [];
    const made = new WatchedCapture({
      id: 'a',
      name: 'lab',
      files,
      needles: () =>
        ['first', 'later'].map((words) => ({
          trigger: words,
          words: new ByteNeedle(Buffer.from(words), false),
        })),
      onPrinted: ({ trigger }) => printed.push(trigger),
      onReports: () => undefined,
      onProgress: () => undefined,
      onError: (error) => expect.fail(String(error)),
    });
    await made.begin(false, isNew);
    await fs.appendFile(files.log, 'later words\n');
    made.appended([{ bytes: 24, at: 1 }]);
    await vi.waitFor(() => expect(printed).toContain('later'));
    expect(printed).toEqual(expected);
    await made.close();
  }
});

test('a report is there while it prints, finished by the silence after it', async () => {
  const { summaries, append, capture: watched } = await watch();
  await append(BOOT);
  const [head, rest] = [SPLAT.slice(0, 600), SPLAT.slice(600)];
  await append(head, 1_700_000_000_000_000);
  await vi.waitFor(() => expect(summaries.at(-1)?.growing).toBe(true));
  await append(rest, 1_700_000_001_000_000);
  await vi.waitFor(() => expect(summaries.at(-1)?.growing).toBe(false));
  expect(summaries.at(-1)).toMatchObject({
    id: 'a:0',
    consoleId: 'a',
    consoleName: 'lab',
    kind: 'recursive',
    kernel: '6.12.117',
    task: { comm: 'insmod', pid: 42 },
    boot: 0,
    completeness: { state: 'complete' },
    firstLine: 2,
    arrivedAt: 1_700_000_000_000,
  });
  expect(watched.progress).toMatchObject({ lines: 33, reports: 1, boots: 1 });
  expect(watched.boots(0)).toMatchObject([{ line: 1 }]);
  expect(watched.report(0)?.report.heldLocks).toHaveLength(1);
  expect(watched.report(1)).toBeUndefined();
});

test('pieces of any size, two boots', async () => {
  const { summaries, append, capture: watched } = await watch();
  const whole = Buffer.from(BOOT + SPLAT + BOOT + SPLAT);
  for (let at = 0; at < whole.length; at += 97) await append(whole.subarray(at, at + 97));
  watched.end();
  await watched.caughtUp();
  const last = new Map(summaries.map((summary) => [summary.id, summary]));
  expect([...last.values()].map(({ id, boot, growing }) => [id, boot, growing])).toEqual([
    ['a:0', 0, false],
    ['a:1', 1, false],
  ]);
  expect(last.get('a:0')?.signature).toBe(last.get('a:1')?.signature);
});

test('a capture of an earlier session: read to its end, arrival times from its sidecar', async () => {
  await fs.writeFile(files.log, BOOT + SPLAT.slice(0, 400));
  const events = [
    { at: 1_600_000_000_000_000, event: 'bytes', offset: 0, bytes: BOOT.length },
    { at: 1_600_000_005_000_000, event: 'bytes', offset: BOOT.length, bytes: 400 },
  ];
  await fs.writeFile(files.events, `${events.map((event) => JSON.stringify(event)).join('\n')}\n{"at":16`);
  const { summaries, capture: watched } = await watch(true);
  await watched.caughtUp();
  expect(summaries.at(-1)).toMatchObject({
    growing: false,
    arrivedAt: 1_600_000_005_000,
    completeness: { state: 'truncated' },
  });
});

test('rows while it grows', async () => {
  const { append, capture: watched } = await watch();
  expect(await watched.rows(1, 10)).toEqual([]);
  await append('one\ntw');
  await watched.caughtUp();
  expect(await watched.rows(1, 10)).toMatchObject([{ text: 'one' }, { text: 'tw' }]);
  await append('o\n');
  await watched.caughtUp();
  expect(await watched.rows(2, 10)).toMatchObject([{ line: 2, text: 'two', cut: false }]);
});

test('a capture that was deleted and put back is read on', async () => {
  const { capture: watched, append } = await watch();
  await append('one\n');
  await watched.caughtUp();
  await fs.rm(files.log);
  await append('one\ntwo\n');
  await watched.caughtUp();
  expect(await watched.rows(1, 10)).toMatchObject([{ text: 'one' }, { text: 'two' }]);
});

test('a capture that was cut or deleted under us is told or ends quietly, and nothing hangs', async () => {
  const { errors, capture: watched, append } = await watch();
  await append('some\n');
  await watched.caughtUp();
  watched.appended([{ bytes: 1_000_000, at: 1 }]);
  await watched.caughtUp();
  expect(watched.progress.analysedBytes).toBe(5);
  expect(errors).toEqual([]);
});

/** A file, and its capture that is being made of it. */
async function watchCopied(content: string) {
  const file = path.join(directory, 'original');
  await fs.writeFile(file, content);
  let isStale = false;
  const summaries: ReportSummary[] = [];
  const made = new WatchedCapture({
    id: 'a',
    name: 'lab',
    files,
    onReports: (news) => summaries.push(...news),
    onProgress: () => undefined,
    onError: (error) => {
      throw error;
    },
    onStale: () => (isStale = true),
  });
  capture = made;
  const original = await OriginalFile.open(file);
  made.beginWith(original!);
  return { file, made, summaries, isStale: () => isStale };
}

test('a file that is being copied is read before its copy is there, and its copy from then on', async () => {
  const content = `${BOOT}${SPLAT}${'more\n'.repeat(200_000)}last`;
  const { made, summaries, isStale, file } = await watchCopied(content);
  await made.caughtUp();
  expect(made.file).toBe(file);
  expect(made.progress).toMatchObject({ lines: 200_034, analysedBytes: content.length, reports: 1 });
  expect(summaries.at(-1)).toMatchObject({ growing: false });
  expect(await made.rows(200_034, 5)).toMatchObject([{ text: 'last' }]);
  await fs.writeFile(files.log, content);
  made.appended([{ bytes: content.length, at: 1_700_000_000_000_000 }]);
  made.end(content.length);
  await vi.waitFor(() => expect(made.file).toBe(files.log));
  await fs.rm(file);
  expect(isStale()).toBe(false);
  expect(await made.rows(1, 1)).toMatchObject([{ line: 1, arrivedAt: 1_700_000_000_000 }]);
  expect(await made.rows(200_034, 5)).toMatchObject([{ text: 'last' }]);
});

test.each([
  ['written to', (file: string) => fs.appendFile(file, 'more\n'), 'one\ntwo\nmore\n'],
  ['changed in place', (file: string) => fs.writeFile(file, 'ONE\ntwo\n'), 'ONE\ntwo\n'],
  ['replaced', (file: string) => fs.rm(file).then(() => fs.writeFile(file, 'one\ntwo\n')), 'one\ntwo\n'],
  ['cut', (file: string) => fs.truncate(file, 4), 'one\n'],
  ['deleted', (file: string) => fs.rm(file), 'one\ntwo\n'],
  ['copied in part only', () => Promise.resolve(), 'one\n'],
])('a file that was %s while it was copied: its copy is read anew', async (_, change, copied) => {
  const { file, made, isStale } = await watchCopied('one\ntwo\n');
  await made.caughtUp();
  await change(file);
  await fs.writeFile(files.log, copied);
  made.end(copied.length);
  await vi.waitFor(() => expect(isStale()).toBe(true));
});

test('what is no file is not read in the place of its copy', async () => {
  expect(await OriginalFile.open(directory)).toBeUndefined();
  expect(await OriginalFile.open(path.join(directory, 'nothing'))).toBeUndefined();
  expect(await OriginalFile.open('/dev/zero')).toBeUndefined();
});
