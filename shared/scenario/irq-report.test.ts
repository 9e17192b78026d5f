/** The irq kinds: the whole path of dependencies, with the stack of each. */
import { describe, expect, it } from 'vitest';
import type { DependencyEntry, Report } from '../contract/report.ts';
import { validate } from '../lockdep/model/validate.ts';
import { explore } from './explore.ts';
import { scenarioFromReport } from './from-report.ts';
import { isUnavailable, type ReplayScenario } from './replay-scenario.ts';
import { suggestChanges } from './suggest-changes.ts';
import { frame, lock, report } from './testing/reports.ts';
import { applyAll } from './what-if.ts';

const stack = (...symbols: string[]) => symbols.map(frame);
const entry = (name: string, depth: number, taken?: string, usages: Record<string, string> = {}): DependencyEntry => ({
  depth,
  lock: lock(name),
  usages: Object.entries(usages).map(([usage, symbol]) => ({ usage, frames: stack('lock_acquire', symbol) })),
  ...(taken === undefined ? {} : { acquiredAt: stack('lock_acquire', '_raw_spin_lock', taken) }),
});

function scenarioOf(parts: Partial<Report> & Pick<Report, 'kind'>): ReplayScenario {
  const scenario = scenarioFromReport(report(parts));
  if (isUnavailable(scenario)) throw new Error(scenario.unavailable);
  return scenario;
}

/** Each dependency as "held > taken in function". */
function dependencies({ threads }: ReplayScenario): string[] {
  return threads
    .filter((thread) => thread.steps.some((step) => step.role === 'hold') && thread.id !== 'T0')
    .map((thread) => {
      const [hold, want] = ['hold', 'want'].map((role) => thread.steps.find((step) => step.role === role)!);
      const name = (step: typeof hold) => (step && 'lock' in step ? step.lock : '?');
      return `${name(hold)} > ${name(want)} in ${want!.evidence.frame?.symbol ?? 'nothing'}`;
    });
}

const ORDER: Partial<Report> & Pick<Report, 'kind'> = {
  kind: 'irq-unsafe-order',
  title: 'HARDIRQ-safe -> HARDIRQ-unsafe lock order detected',
  acquiring: lock('&c', 'now'),
  holding: lock('&b', 'taken_b'),
  newDependency: { from: lock('&b'), to: lock('&c') },
  safeLock: lock('&a'),
  unsafeLock: lock('&d'),
  backtrace: stack('dump_stack', '_raw_spin_lock', 'now'),
  stacks: [
    { title: 'which became HARDIRQ-irq-safe at', frames: stack('lock_acquire', '_raw_spin_lock', 'my_irq_handler') },
    { title: 'which became HARDIRQ-irq-unsafe at', frames: stack('lock_acquire', '_raw_spin_lock', 'my_open') },
  ],
};

describe('X-safe -> X-unsafe order', () => {
  it.each([
    // 6.12: under the lock that was taken. Older kernels: under the one that was held.
    ['as 6.12 prints it', [entry('&a', 1), entry('&b', 0, 'take_b_in_a')]],
    ['as older kernels print it', [entry('&a', 1, 'take_b_in_a'), entry('&b', 0, 'now')]],
  ])('has a thread for every dependency of the dumps, %s', (_, backwards) => {
    const scenario = scenarioOf({
      ...ORDER,
      dependencies: [
        { title: 'between the safe lock and the holding lock', entries: backwards },
        {
          title: 'between the lock to be acquired and the unsafe lock',
          entries: [entry('&d', 1, 'take_d_in_c'), entry('&c', 0, 'now')],
        },
      ],
    });
    expect(dependencies(scenario)).toEqual(['&a > &b in take_b_in_a', '&c > &d in take_d_in_c', '&b > &c in now']);
    expect(scenario.threads[0]!.steps[0]!.evidence.frame?.symbol).toBe('my_open');
    expect(scenario.threads.find(({ id }) => id === 'I0')!.steps[0]!.evidence).toMatchObject({
      known: true,
      pointer: '/stacks/0/frames/2',
    });
    expect(explore(scenario).deadlocks[0]!.locks).toHaveLength(4);
    expect(validate(scenario).reports[0]?.kind).toBe('irq-unsafe-order');
  });

  it('cut before the ends were named: the usage of the two locks tells', () => {
    const { kind, title, acquiring, holding } = ORDER;
    const cut = { kind, title, acquiring, holding };
    const scenario = scenarioOf({
      ...cut,
      acquiring: { ...lock('&c', 'now'), usage: '+.+.' },
      holding: { ...lock('&b', 'taken_b'), usage: '-...' },
    });
    expect(scenario.locks.map(({ id }) => id)).toEqual(['&b', '&c']);
    expect(scenarioFromReport(report(cut))).toEqual({ unavailable: 'The log lacks one of the locks of the order.' });
  });

  it('without dumps says that there may be more between', () => {
    expect(scenarioOf(ORDER).assumptions.join(' ')).toContain('there may be further locks');
  });
});

describe('irq inversion', () => {
  const dumps = (entries: DependencyEntry[]) => [{ title: 'the shortest dependencies', entries }];

  it('just taken in an interrupt: the task is the interrupt', () => {
    const scenario = scenarioOf({
      kind: 'irq-inversion',
      acquiring: lock('&a', 'my_irq_handler'),
      otherLock: lock('&c'),
      otherRelation: 'took another, SOFTIRQ-unsafe lock',
      irqState: 'SOFTIRQ',
      dependencies: dumps([
        entry('&c', 2, 'take_c_in_b', { 'SOFTIRQ-ON-W': 'open_c' }),
        entry('&b', 1, 'take_b_in_a'),
        entry('&a', 0, 'my_irq_handler'),
      ]),
    });
    expect(dependencies(scenario)).toEqual(['&a > &b in take_b_in_a', '&b > &c in take_c_in_b']);
    expect(scenario.threads.at(-1)).toMatchObject({ id: 'I0', context: 'softirq', origin: 'current' });
    expect(scenario.threads[0]!.steps[0]!.evidence.frame?.symbol).toBe('open_c');
    expect(validate(scenario).reports[0]?.kind).toBe('irq-inversion');
  });

  it('just taken with interrupts on: the task is below the interrupt', () => {
    const scenario = scenarioOf({
      kind: 'irq-inversion',
      acquiring: lock('&c', 'open_c'),
      otherLock: lock('&a'),
      otherRelation: 'was taken by another, HARDIRQ-safe lock',
      irqState: 'HARDIRQ',
      dependencies: dumps([
        entry('&a', 2, 'take_b_in_a', { 'IN-HARDIRQ-W': 'my_irq_handler' }),
        entry('&b', 1, 'take_c_in_b'),
        entry('&c', 0, 'open_c'),
      ]),
    });
    expect(dependencies(scenario)).toEqual(['&a > &b in take_b_in_a', '&b > &c in take_c_in_b']);
    expect(scenario.threads[0]).toMatchObject({ id: 'T0', origin: 'current' });
    expect(scenario.threads.at(-1)!.steps[0]!.evidence.frame?.symbol).toBe('my_irq_handler');
    expect(validate(scenario).reports[0]?.kind).toBe('irq-inversion');
  });

  it('of two readers needs a writer in between', () => {
    const scenario = scenarioOf({
      kind: 'irq-inversion',
      acquiring: lock('&a', 'my_irq_handler'),
      otherLock: lock('tasklist_lock'),
      otherRelation: 'took another, SOFTIRQ-READ-unsafe lock',
      irqState: 'SOFTIRQ-READ',
      dependencies: dumps([
        {
          ...entry('tasklist_lock', 1, undefined, { 'SOFTIRQ-ON-R': 'do_wait' }),
          acquiredAt: stack('lock_acquire', '_raw_read_lock', 'send_sigio'),
        },
        entry('&a', 0, 'my_irq_handler'),
      ]),
    });
    expect(scenario.threads.map(({ id }) => id)).toEqual(['T0', 'T1', 'I0', 'W1']);
    expect(explore(scenario).answer).toBe('deadlock');
  });
});

describe('memory reclaim, which was such a state until 4.13', () => {
  it('becomes a wait for reclaim', () => {
    const scenario = scenarioOf({
      kind: 'inconsistent-state',
      acquiring: lock('&fs->mutex', 'shrink'),
      usageConflict: { from: 'RECLAIM_FS-ON-W', to: 'IN-RECLAIM_FS-W' },
      stacks: [
        { title: '{RECLAIM_FS-ON-W} state was registered at', frames: stack('mark_held_locks', 'kmalloc', 'fill') },
      ],
    });
    expect(scenario.threads.map(({ id, context }) => `${id} ${context}`)).toEqual(['T0 task', 'R0 task']);
    expect(explore(scenario).deadlocks[0]!.locks.toSorted()).toEqual(['&fs->mutex', 'fs_reclaim']);
    const order = scenarioOf({
      ...ORDER,
      title: 'RECLAIM_FS-safe -> RECLAIM_FS-unsafe lock order detected',
    });
    expect(explore(order).answer).toBe('deadlock');
  });
});

describe('reader sections in interrupts', () => {
  it('who enters one does not wait, who waits for them holds nothing: no deadlock, whatever lockdep’s table says', () => {
    const scenario = scenarioOf({
      kind: 'inconsistent-state',
      acquiring: lock('console_srcu', 'console_srcu_read_lock'),
      usageConflict: { from: '{INITIAL USE}', to: '{IN-NMI}' },
      stacks: [
        {
          title: '{INITIAL USE} state was registered at',
          frames: stack('__lock_acquire', 'lock_sync', '__synchronize_srcu', 'unregister_console_locked'),
        },
      ],
      backtrace: stack('lock_acquire', 'console_srcu_read_lock', 'cons_atomic_flush'),
    });
    expect(scenario.threads.map(({ steps }) => steps[0]!.op)).toEqual(['wait', 'acquire']);
    expect(explore(scenario).answer).toBe('no-deadlock');
  });
});

it('interrupts are not offered as one task with others', () => {
  const scenario = scenarioOf(ORDER);
  expect(scenario.threads.some(({ context }) => context === 'hardirq')).toBe(true);
  for (const { changes } of suggestChanges(scenario, [])) expect(() => applyAll(scenario, changes)).not.toThrow();
});
