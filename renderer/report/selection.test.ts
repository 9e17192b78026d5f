import { describe, expect, it } from 'vitest';
import type { Frame, LockRef, Report } from '../../shared/contract/report.ts';
import { byteOffset, lineNumber } from '../../shared/contract/units.ts';
import { firstSelection, selectionOf } from './selection.ts';

const frame = (symbol: string): Frame => ({ symbol, reliable: true });
const lock = (name: string, at?: string): LockRef => ({ class: name, name, ...(at ? { at: frame(at) } : {}) });
const report: Report = {
  schema: 'lockstep.report/1',
  kind: 'circular',
  title: 'possible circular locking dependency detected',
  source: {
    name: 'x',
    firstLine: lineNumber(1),
    lastLine: lineNumber(2),
    firstByte: byteOffset(0),
    lastByte: byteOffset(9),
  },
  acquiring: lock('A', 'take_a'),
  holding: lock('B', 'take_b'),
  chain: [
    { index: 1, lock: lock('B'), frames: [frame('lock_acquire'), frame('old_b')] },
    { index: 0, lock: lock('A'), frames: [frame('__lock_acquire'), frame('lock_acquire'), frame('new_a')] },
  ],
  heldLocks: [{ task: { comm: 'x', pid: 1 }, index: 0, lock: lock('B', 'take_b') }],
  backtrace: [frame('dump_stack'), frame('do_it')],
  completeness: { state: 'complete', missing: [] },
  signature: 's',
};

describe('selectionOf', () => {
  it.each([
    ['/chain/0', 'B', 1, 'old_b'],
    ['/chain/0/frames/0', 'B', 1, 'lock_acquire'],
    ['/chain/1/frames/2', 'A', 0, 'new_a'],
    ['/chain/1/lock', 'A', undefined, 'new_a'],
    ['/acquiring', 'A', 0, 'take_a'],
    ['/holding', 'B', undefined, 'take_b'],
    ['/heldLocks/0', 'B', undefined, 'take_b'],
    ['/backtrace/1', undefined, undefined, 'do_it'],
  ])('%s', (pointer, name, chainIndex, symbol) => {
    const found = selectionOf(report, pointer);
    expect([found.lock, found.chainIndex, found.frame?.symbol]).toEqual([name, chainIndex, symbol]);
  });

  it.each(['', '/chain/7', '/nothing', '/__proto__', '/chain/constructor', 'chain/0'])(
    'selects nothing for %j',
    (pointer) => expect(selectionOf(report, pointer)).toEqual({}),
  );
});

it('begins at the acquisition that made lockdep complain', () => {
  expect(firstSelection(report).pointer).toBe('/chain/1/frames/2');
  expect(firstSelection({ ...report, chain: undefined }).pointer).toBe('/acquiring');
});
