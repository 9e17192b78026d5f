import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Console, ReportSummary } from '../../shared/contract/ipc.ts';
import type { FiredTrigger, Trigger } from '../../shared/contract/ipc/triggers.ts';
import { byteOffset, epochMilliseconds, lineNumber } from '../../shared/contract/units.ts';
import { TriggerActions } from './trigger-actions.ts';
import { Triggers } from './triggers.ts';

let triggers: Trigger[];
let console: Console;
let fired: FiredTrigger[];
let more: FiredTrigger[];
let did: string[];
let within: [number, number] | undefined;
let watched: Triggers;

beforeEach(() => {
  vi.useFakeTimers();
  [fired, more, did, within] = [[], [], [], undefined];
  console = {
    id: 'board',
    name: 'board',
    spec: { kind: 'unix', path: '/s' },
    state: 'connected',
    attempts: 0,
    startedAt: epochMilliseconds(0),
    capturePath: '',
    bytes: 10,
    lines: 2,
    indexedBytes: 0,
    analysedBytes: 10,
    boots: 0,
    reports: 0,
    canType: true,
    abilities: ['break', 'qmp'],
  };
  watched = new Triggers({
    triggers: () => triggers,
    consoleOf: (id) => (id === console.id ? console : undefined),
    answers: {
      isWithin: (_, offset) => within !== undefined && offset >= within[0] && offset < within[1],
      isComing: () => within?.[1] === Infinity,
      endOfLast: () => within?.[1] ?? 0,
    },
    actions: new TriggerActions({
      answers: {
        press: (_, key, way, why) => {
          did.push(`${way.by} ${key} for ${why?.report ?? 'nothing'}`);
          const over = Promise.resolve({} as never);
          return { pressed: over, over };
        },
      },
      act: (_, action) => {
        did.push(action.do === 'qmp' ? action.command : action.do);
        return Promise.resolve('paused');
      },
      consoleOf: () => console,
    }),
    onFired: (news) => fired.push(news),
    onMore: (news) => more.push(news),
    noted: () => Promise.resolve([]),
    note: () => Promise.resolve(),
    onError: (error) => {
      throw error;
    },
  });
});
afterEach(() => vi.useRealTimers());

const tell = (change: Partial<Console>): void => {
  console = { ...console, ...change };
  watched.onTold('console.changed', console);
};
const report = (change: Partial<ReportSummary> = {}): void =>
  watched.onTold('report.changed', {
    id: 'board:0',
    consoleId: 'board',
    consoleName: 'board',
    kind: 'circular',
    sentence: 's',
    arrivedAt: epochMilliseconds(Date.now()),
    completeness: { state: 'complete', missing: [] },
    signature: 'x',
    firstLine: lineNumber(1),
    lastLine: lineNumber(2),
    firstByte: byteOffset(4),
    growing: false,
    ...change,
  });
const printed = (trigger: string, offset = 5): void =>
  watched.onPrinted({ type: 'triggered', id: 'board', trigger, line: lineNumber(2), offset: byteOffset(offset) });
const on = (id: string, change: Partial<Trigger> = {}): Trigger => ({
  id,
  on: 'report',
  isEnabled: true,
  ...change,
});
const words = (): string[] => fired.map((one) => one.words);

test('several silences, each with its own time; growth begins all of them anew', async () => {
  const silence = (seconds: number) => on(`s${seconds}`, { on: 'silence', seconds });
  triggers = [silence(5), silence(60), { ...silence(1), consoles: ['another'] }];
  tell({});
  await vi.advanceTimersByTimeAsync(5000);
  expect(words()).toEqual(['Silence for 5 s']);
  await vi.advanceTimersByTimeAsync(50_000);
  tell({ bytes: 11 });
  await vi.advanceTimersByTimeAsync(59_999);
  expect(words()).toEqual(['Silence for 5 s', 'Silence for 5 s']);
  await vi.advanceTimersByTimeAsync(1);
  expect(words().at(-1)).toBe('Silence for 60 s');
  expect(fired[0]?.line).toBe(2);
  tell({ state: 'reconnecting' });
  await vi.advanceTimersByTimeAsync(100_000);
  expect(fired).toHaveLength(3);
});

test('what we asked for ourselves does not end a silence', async () => {
  triggers = [on('s', { on: 'silence', seconds: 20, sysRq: ['w'] })];
  tell({});
  await vi.advanceTimersByTimeAsync(20_000);
  expect(did).toEqual(['break w for nothing']);
  within = [10, Infinity];
  tell({ bytes: 500 });
  within = [10, 500];
  tell({ bytes: 500 });
  await vi.advanceTimersByTimeAsync(500_000);
  expect(fired).toHaveLength(1);
  tell({ bytes: 501 });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(fired).toHaveLength(2);
});

test('a report: told once, while it prints; keys only when it is over, then the guest is stopped', async () => {
  triggers = [on('r', { sysRq: ['d', 't'], stopsGuest: true })];
  tell({});
  report({ growing: true });
  report({ growing: true });
  await vi.advanceTimersByTimeAsync(2000);
  expect(words()).toEqual(['Lockdep report']);
  expect(did).toEqual([]);
  report();
  await vi.advanceTimersByTimeAsync(400);
  expect(did).toEqual(['break d for 4', 'break t for 4', 'stop']);
  expect(more).toMatchObject([{ id: fired[0]!.id, done: 'SysRq d pressed; SysRq t pressed; guest stopped' }]);
  expect(fired).toHaveLength(1);
});

test('the answer to SysRq d sets nothing off; a panic in it is told, but nothing is pressed', async () => {
  triggers = [on('r', { sysRq: ['d'] }), on('p', { on: 'panic', sysRq: ['t'] }), on('t', { on: 'text', text: 'held' })];
  tell({});
  within = [100, 900];
  report({ kind: 'held-locks-dump', firstByte: byteOffset(120) });
  printed('t', 130);
  expect(fired).toEqual([]);
  printed('p', 140);
  report({ id: 'board:1', firstByte: byteOffset(150) });
  await vi.advanceTimersByTimeAsync(5000);
  expect(words()).toEqual(['Kernel panic', 'Lockdep report']);
  expect(did).toEqual([]);
});

test('a storm: told every ten seconds at most, acted on once a minute', async () => {
  triggers = [on('o', { on: 'oops', sysRq: ['l'] })];
  tell({});
  for (let second = 0; second < 61; second++) {
    printed('o');
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(fired).toHaveLength(7);
  expect(did).toHaveLength(2);
  expect(more.some(({ done }) => done?.startsWith('Nothing was done'))).toBe(true);
});

test('without BREAK nothing is typed unless the user gave a command', async () => {
  const command = { by: 'command', command: 'echo KEY > /proc/sysrq-trigger' } as const;
  triggers = [on('p', { on: 'panic', sysRq: ['t'], stopsGuest: true })];
  tell({ abilities: [] });
  printed('p');
  await vi.advanceTimersByTimeAsync(1000);
  expect(did).toEqual([]);
  expect(more[0]?.done).toMatch(/No SysRq: this connection has no BREAK.*guest not stopped: .* no QMP/);
  triggers = [on('q', { on: 'panic', sysRq: ['t'], sysRqWay: command })];
  await vi.advanceTimersByTimeAsync(60_000);
  printed('q');
  await vi.advanceTimersByTimeAsync(1000);
  expect(did).toEqual(['command t for nothing']);
});

test('for some consoles only; a loss; what is off is off', () => {
  triggers = [on('a', { consoles: ['other'] }), on('b', { on: 'lost' }), on('c', { on: 'panic', isEnabled: false })];
  tell({});
  report();
  printed('c');
  tell({ state: 'reconnecting', problem: { code: 'closed', message: 'gone' } });
  tell({ state: 'reconnecting', attempts: 2 });
  expect(words()).toEqual(['Connection lost, or QEMU ended']);
});

test('files that are read happened long ago', () => {
  triggers = [on('r'), on('p', { on: 'panic' })];
  tell({ spec: { kind: 'file', path: '/log' } });
  report();
  printed('p');
  expect(fired).toEqual([]);
});
