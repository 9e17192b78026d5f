import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Console } from '../../shared/contract/ipc.ts';
import type { Answer } from '../../shared/contract/ipc/triggers.ts';
import { byteOffset, epochMilliseconds, lineNumber } from '../../shared/contract/units.ts';
import type { CaptureNote } from '../node/capture-format.ts';
import type { SourceAction } from '../node/host-protocol.ts';
import { ProblemError } from '../node/problem.ts';
import { Answers } from './answers.ts';

const RULER = '='.repeat(45);
const WAY = { by: 'break' } as const;

/** A console whose log is here, and a machine that prints what it is told to. */
let log: Buffer;
let pressed: SourceAction[];
let told: Answer[];
let notes: CaptureNote[];
let errors: unknown[];
let refuses: boolean;
let answers: Answers;
const board = (): Console => ({
  id: 'board',
  name: 'board',
  spec: { kind: 'unix', path: '/s' },
  state: 'connected',
  attempts: 0,
  startedAt: epochMilliseconds(0),
  capturePath: '',
  bytes: log.length,
  lines: 0,
  indexedBytes: 0,
  analysedBytes: 0,
  boots: 0,
  reports: 0,
  canType: true,
});
const print = (text: string): void => {
  log = Buffer.concat([log, Buffer.from(text)]);
  answers.onConsole(board());
};

beforeEach(() => {
  vi.useFakeTimers();
  log = Buffer.from('before\n');
  [pressed, told, notes, errors, refuses] = [[], [], [], [], false];
  answers = new Answers({
    consoleOf: (id) => (id === 'board' ? board() : undefined),
    act: (_, action) => {
      if (refuses) return Promise.reject(new ProblemError({ code: 'x', message: 'Not now.' }));
      pressed.push(action);
      return Promise.resolve(String(log.length));
    },
    read: (_, from, count) => Promise.resolve(log.subarray(from, from + count)),
    lineAt: (_, offset) => Promise.resolve(lineNumber(log.subarray(0, offset).toString().split('\n').length)),
    noted: () => Promise.resolve([]),
    note: (_, note) => {
      notes.push(note);
      return Promise.resolve();
    },
    tell: (answer) => told.push(answer),
    onError: (error) => errors.push(error),
  });
});
afterEach(() => {
  vi.useRealTimers();
  expect(errors).toEqual([]);
});

test('an answer ends with the kernel’s last words, and is noted with its lines and its report', async () => {
  const { pressed: begun, over } = answers.press('board', 'd', WAY, { report: byteOffset(3), trigger: 'Hung task' });
  const first = await begun;
  expect(first).toMatchObject({ state: 'coming', firstByte: 7, report: 3 });
  expect(pressed).toEqual([{ do: 'sysrq', key: 'd', way: WAY }]);
  print('sysrq: Show Locks Held\n\nShowing all locks held in the system:\n');
  expect(answers.isWithin('board', 8)).toBe(true);
  expect(answers.isWithin('board', 6)).toBe(false);
  // A word in two halves.
  print(`\n[ 1.0] ${RULER.slice(0, 20)}`);
  print(`${RULER.slice(20)}\n`);
  await vi.advanceTimersByTimeAsync(400);
  const answer = await over;
  expect(answer).toMatchObject({ state: 'complete', firstByte: 7, lastByte: log.length, firstLine: 2, lastLine: 6 });
  expect(told.at(-1)).toEqual(answer);
  expect(notes).toMatchObject([
    { event: 'answer', key: 'd', from: 7, to: log.length, report: 3, trigger: 'Hung task' },
  ]);
  print('later\n');
  expect(answers.isWithin('board', log.length - 1)).toBe(false);
  expect(await answers.list('board')).toEqual([answer]);
});

test('one without last words ends with silence; none at all is an answer too', async () => {
  const l = answers.press('board', 'l', WAY).over;
  await vi.advanceTimersByTimeAsync(0);
  print('CPU 0\n');
  await vi.advanceTimersByTimeAsync(1000);
  print(`${RULER}\n`);
  await vi.advanceTimersByTimeAsync(1499);
  expect(told.at(-1)?.state).toBe('coming');
  await vi.advanceTimersByTimeAsync(1);
  expect(await l).toMatchObject({ state: 'quiet' });
  const nothing = answers.press('board', 'd', WAY).over;
  await vi.advanceTimersByTimeAsync(5000);
  expect(await nothing).toMatchObject({ state: 'quiet', firstByte: log.length, lastByte: log.length });
});

test('a console that never stops printing ends it after two minutes', async () => {
  const { over } = answers.press('board', 't', WAY);
  await vi.advanceTimersByTimeAsync(0);
  for (let second = 0; second < 121; second++) {
    print('flood\n');
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(await over).toMatchObject({ state: 'limit' });
});

test('keys are pressed one after the other', async () => {
  const first = answers.press('board', 'd', WAY).over;
  const second = answers.press('board', 't', WAY);
  await vi.advanceTimersByTimeAsync(0);
  expect(pressed).toHaveLength(1);
  print('INFO: lockdep is turned off.\n');
  await vi.advanceTimersByTimeAsync(300);
  expect(await first).toMatchObject({ state: 'complete' });
  await second.pressed;
  expect(pressed).toHaveLength(2);
  expect(answers.isComing('board')).toBe(true);
  answers.onConsole({ ...board(), state: 'reconnecting' });
  expect(await second.over).toMatchObject({ state: 'cut' });
  await vi.advanceTimersByTimeAsync(0);
  expect(answers.isComing('board')).toBe(false);
});

test('the user’s next key does not wait', async () => {
  const first = answers.press('board', 't', WAY).over;
  await vi.advanceTimersByTimeAsync(0);
  answers.overtake('board');
  await answers.press('board', 'w', WAY).pressed;
  expect(await first).toMatchObject({ state: 'overtaken' });
  expect(pressed).toHaveLength(2);
  answers.forget('board');
});

test('a key that can’t be pressed is told to who asked, and the next one can', async () => {
  refuses = true;
  await expect(answers.press('board', 'd', WAY).pressed).rejects.toThrow('Not now.');
  refuses = false;
  const { pressed: begun } = answers.press('board', 'd', WAY);
  expect(await begun).toMatchObject({ state: 'coming' });
  answers.forget('board');
});
