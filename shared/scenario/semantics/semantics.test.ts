import { describe, expect, it } from 'vitest';
import type { LockType } from '../../contract/scenario.ts';
import type { LockView, Request } from './family.ts';
import { LOCK_FAMILIES } from './index.ts';
import { initialFlags, mayInterrupt } from './interrupts.ts';
import { trySucceeds } from './trylock.ts';

const ME = 1;
const OTHER = 2;
const THIRD = 4;
const view = (parts: Partial<LockView> = {}): LockView => ({
  self: ME,
  writers: 0,
  readers: 0,
  waitingWriters: 0,
  inInterrupt: false,
  signals: 0,
  completers: 0,
  ...parts,
});
const blockers = (type: LockType, request: Request, parts: Partial<LockView> = {}): number =>
  LOCK_FAMILIES[type].blockers(request, view(parts));

describe.each(['mutex', 'rtmutex', 'spinlock', 'raw_spinlock'] as const)('%s', (type) => {
  it('is free, or waits for its one holder, which may be oneself', () => {
    expect(blockers(type, 'write')).toBe(0);
    expect(blockers(type, 'write', { writers: OTHER })).toBe(OTHER);
    expect(blockers(type, 'write', { writers: ME })).toBe(ME);
  });
  it('a try succeeds only when it is free', () => {
    expect(trySucceeds(LOCK_FAMILIES[type], 'write', view())).toBe(true);
    expect(trySucceeds(LOCK_FAMILIES[type], 'write', view({ writers: ME }))).toBe(false);
  });
});

describe.each(['rwlock', 'rwsem', 'percpu_rwsem'] as const)('%s', (type) => {
  it('readers share, a writer waits for all holders', () => {
    expect(blockers(type, 'read', { readers: OTHER | THIRD })).toBe(0);
    expect(blockers(type, 'write', { readers: OTHER | THIRD })).toBe(OTHER | THIRD);
    expect(blockers(type, 'read', { writers: OTHER })).toBe(OTHER);
    expect(blockers(type, 'write', { readers: ME })).toBe(ME);
  });
  it('a new reader waits behind a waiting writer, also one that reads already', () => {
    expect(blockers(type, 'read', { readers: OTHER, waitingWriters: THIRD })).toBe(THIRD);
    expect(blockers(type, 'read', { readers: ME, waitingWriters: THIRD })).toBe(THIRD);
    expect(trySucceeds(LOCK_FAMILIES[type], 'read', view({ readers: OTHER, waitingWriters: THIRD }))).toBe(false);
  });
});

describe('readers that do not queue', () => {
  it('recursive readers of an rwlock, and readers in interrupts, pass a waiting writer', () => {
    expect(blockers('rwlock', 'recursive-read', { readers: OTHER, waitingWriters: THIRD })).toBe(0);
    expect(blockers('rwlock', 'read', { readers: OTHER, waitingWriters: THIRD, inInterrupt: true })).toBe(0);
    expect(blockers('rwlock', 'recursive-read', { writers: OTHER })).toBe(OTHER);
  });
  it('semaphores have none', () => {
    expect(blockers('rwsem', 'recursive-read', { waitingWriters: THIRD })).toBe(THIRD);
    expect(blockers('percpu_rwsem', 'recursive-read', { waitingWriters: THIRD })).toBe(THIRD);
  });
});

describe('active_ref', () => {
  it('entering never waits, and fails once removal has begun', () => {
    expect(blockers('active_ref', 'read', { readers: OTHER, waitingWriters: THIRD })).toBe(0);
    expect(LOCK_FAMILIES.active_ref.turnedAway('read', view({ readers: OTHER }))).toBe(false);
    expect(LOCK_FAMILIES.active_ref.turnedAway('read', view({ waitingWriters: THIRD }))).toBe(true);
    expect(LOCK_FAMILIES.active_ref.turnedAway('read', view({ writers: THIRD }))).toBe(true);
  });
  it('removal waits for everybody inside, also for oneself', () => {
    expect(blockers('active_ref', 'write', { readers: ME | OTHER })).toBe(ME | OTHER);
    expect(blockers('active_ref', 'write', { writers: OTHER })).toBe(0);
  });
});

describe('completion', () => {
  it('a wait ends with a signal, waits for those who could give one, and for ever when nobody is left', () => {
    expect(blockers('completion', 'wait', { signals: 1, completers: OTHER })).toBe(0);
    expect(blockers('completion', 'wait', { completers: OTHER | THIRD })).toBe(OTHER | THIRD);
    expect(blockers('completion', 'wait', { completers: ME })).toBe(ME);
    expect(blockers('completion', 'wait')).toBe(ME);
  });
  it('a flush waits for those inside; entering never waits', () => {
    expect(blockers('completion', 'wait', { readers: OTHER, signals: 1 })).toBe(OTHER);
    expect(blockers('completion', 'wait', { readers: ME, signals: 1 })).toBe(ME);
    expect(blockers('completion', 'read', { readers: OTHER })).toBe(0);
  });
});

describe('interrupts', () => {
  it('come where they are enabled', () => {
    const on = { irqsOn: true, bottomHalvesOn: true };
    expect(mayInterrupt('hardirq', 'task', on)).toBe(true);
    expect(mayInterrupt('hardirq', 'task', { ...on, irqsOn: false })).toBe(false);
    expect(mayInterrupt('hardirq', 'softirq', initialFlags('softirq'))).toBe(true);
    expect(mayInterrupt('hardirq', 'hardirq', initialFlags('hardirq'))).toBe(false);
    expect(mayInterrupt('softirq', 'task', { ...on, bottomHalvesOn: false })).toBe(false);
    expect(mayInterrupt('softirq', 'softirq', on)).toBe(false);
    expect(mayInterrupt('softirq', 'task', on)).toBe(true);
  });
});
