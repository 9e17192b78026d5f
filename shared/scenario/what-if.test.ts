import { describe, expect, it } from 'vitest';
import { scenarioFromReport } from './from-report.ts';
import { isUnavailable } from './replay-scenario.ts';
import { circular } from './testing/reports.ts';
import { applyAll, applyWhatIf, compareOutcomes, judge, wordsOf, type WhatIf } from './what-if.ts';

/** The shape of seed 000: removal under mem_hotplug_lock against online_pages() and kmem_cache_create() at boot. */
const scenario = (() => {
  const made = scenarioFromReport(
    circular(
      ['kn->count#241', 'cpu_hotplug_lock', 'mem_hotplug_lock'],
      [
        ['lock_acquire', '__kernfs_remove'],
        ['lock_acquire', 'cpus_read_lock', 'online_pages', 'state_store', 'kernfs_fop_write'],
        ['lock_acquire', 'get_online_mems', 'kmem_cache_create_usercopy', 'start_kernel'],
      ],
      'percpu_down_write',
    ),
  );
  if (isUnavailable(made)) throw new Error(made.unavailable);
  return made;
})();
const before = judge(scenario);
const verdict = (...stack: WhatIf[]): string => compareOutcomes(before, judge(applyAll(scenario, stack)));

describe('what if', () => {
  it('nothing changed: deadlock, and lockdep complains', () => {
    expect(before.exploration.answer).toBe('deadlock');
    expect(before.lockdep).toEqual(['circular']);
  });

  it('an outer lock removes the deadlock, but lockdep goes on complaining', () => {
    expect(verdict({ change: 'hold-outer', lock: 'device_hotplug_lock', threads: ['T0', 'T1', 'T2'] })).toBe(
      'No deadlock is left, but lockdep would go on complaining.',
    );
  });

  it('removing the files outside of mem_hotplug_lock removes both', () => {
    const change: WhatIf = { change: 'move-out', thread: 'T0', step: 1, outOf: 'mem_hotplug_lock', where: 'before' };
    expect(wordsOf(change, scenario)).toBe('T0 takes kn->count#241 before mem_hotplug_lock, not under it');
    expect(verdict(change)).toBe('No deadlock is left, and lockdep does not complain.');
  });

  it('two instances of one class, and an edge that only happens at boot: no deadlock, lockdep cannot know', () => {
    expect(verdict({ change: 'split', lock: 'kn->count#241', threads: ['T1'] })).toBe(
      'No deadlock is left, but lockdep would go on complaining.',
    );
    expect(verdict({ change: 'only-at-boot', thread: 'T2' })).toBe(
      'No deadlock is left, but lockdep would go on complaining.',
    );
    expect(verdict({ change: 'one-task', threads: ['T0', 'T1'] })).toBe(
      'No deadlock is left, but lockdep would go on complaining.',
    );
  });

  it('a trylock, a reference, a dropped lock remove both', () => {
    expect(verdict({ change: 'try', thread: 'T1', step: 1 })).toBe(
      'No deadlock is left, and lockdep does not complain.',
    );
    expect(verdict({ change: 'take-reference', thread: 'T0', step: 1 })).toBe(
      'No deadlock is left, and lockdep does not complain.',
    );
    expect(verdict({ change: 'drop', thread: 'T1', step: 1 })).toBe(
      'No deadlock is left, and lockdep does not complain.',
    );
  });

  it('stacked changes apply in order; one that does not fit says so', () => {
    const stacked = applyAll(scenario, [
      { change: 'drop', thread: 'T1', step: 1 },
      { change: 'hold-outer', lock: 'G', threads: ['T1'] },
    ]);
    expect(stacked.threads[1]!.steps.map((step) => `${step.op} ${'lock' in step ? step.lock : ''}`)).toEqual([
      'acquire G',
      'acquire kn->count#241',
      'release kn->count#241',
      'release G',
    ]);
    expect(() => applyWhatIf(scenario, { change: 'try', thread: 'T9', step: 0 })).toThrow('no thread "T9"');
    expect(() => applyWhatIf(scenario, { change: 'drop', thread: 'T0', step: 2 })).toThrow('takes no lock');
  });

  it('taking the locks in the same order everywhere removes both', () => {
    const abba = scenarioFromReport(circular(['a_mutex', 'b_mutex'], []));
    if (isUnavailable(abba)) throw new Error(abba.unavailable);
    expect(
      compareOutcomes(judge(abba), judge(applyWhatIf(abba, { change: 'swap', thread: 'T1', step: 0, with: 1 }))),
    ).toBe('No deadlock is left, and lockdep does not complain.');
  });

  it('two pairs that are one task each are two tasks; a pair that shares a thread with another is one with it', () => {
    const threads = (id: string, first: string, second: string) => ({
      id,
      context: 'task' as const,
      steps: [
        { op: 'acquire' as const, lock: first, mode: 'write' as const, try: false },
        { op: 'acquire' as const, lock: second, mode: 'write' as const, try: false },
        { op: 'release' as const, lock: second },
        { op: 'release' as const, lock: first },
      ],
    });
    const locks = ['a', 'b', 'c'].map((id) => ({ id, type: 'mutex' as const, class: id, subclass: 0 }));
    const abba = {
      locks,
      threads: [threads('T0', 'a', 'b'), threads('T1', 'b', 'c'), threads('T2', 'b', 'a'), threads('T3', 'c', 'b')],
    };
    const pairs = (...sets: string[][]): string =>
      judge(
        applyAll(
          abba,
          sets.map((ids): WhatIf => ({ change: 'one-task', threads: ids })),
        ),
      ).exploration.answer;
    // T0 and T2 are still two tasks, and so are T1 and T3.
    expect(pairs(['T0', 'T1'], ['T2', 'T3'])).toBe('deadlock');
    expect(pairs(['T0', 'T1'], ['T1', 'T2'], ['T2', 'T3'])).toBe('no-deadlock');
  });

  it('says what came of a change in words that are true for every before and after', () => {
    const none = judge(applyAll(scenario, [{ change: 'drop', thread: 'T1', step: 1 }]));
    const gated = judge(applyAll(scenario, [{ change: 'hold-outer', lock: 'G', threads: ['T0', 'T1', 'T2'] }]));
    expect(compareOutcomes(none, before)).toBe('This makes a deadlock possible that was not there before.');
    expect(compareOutcomes(gated, none)).toBe('There is no deadlock, as before, and now lockdep is silent.');
    expect(compareOutcomes(none, gated)).toBe('There is no deadlock, as before, but now lockdep would complain.');
    expect(compareOutcomes(gated, gated)).toBe('There is no deadlock, as before, but lockdep would go on complaining.');
    const unseen = { ...before, lockdep: [] };
    expect(compareOutcomes(before, unseen)).toBe('This only silences lockdep: the deadlock is still reachable.');
    expect(compareOutcomes(unseen, before)).toBe('The deadlock is still reachable, and now lockdep complains.');
    expect(compareOutcomes(unseen, gated)).toBe('No deadlock is left, but now lockdep would complain.');
    const unknown = { ...before, exploration: { ...before.exploration, answer: 'unknown' as const, deadlocks: [] } };
    expect(compareOutcomes(unknown, before)).toBe('A deadlock is reachable, and lockdep complains.');
    // Everything is one lock: the circle is gone, and the task waits for itself.
    expect(
      verdict(
        { change: 'merge', lock: 'mem_hotplug_lock', with: 'cpu_hotplug_lock' },
        { change: 'drop', thread: 'T1', step: 1 },
      ),
    ).toMatch(/^That deadlock is gone, but another one is reachable/);
  });

  it('who waits for a work item that nobody runs any more does not wait, and lockdep still knows the class', () => {
    const flush = scenarioFromReport(
      circular(
        ['(wq_completion)loop0', '&lo->lo_mutex'],
        [
          ['lock_acquire', 'flush_workqueue', 'loop_clr_fd'],
          ['lock_acquire', '__mutex_lock', 'loop_workfn', 'process_one_work'],
        ],
      ),
    );
    if (isUnavailable(flush)) throw new Error(flush.unavailable);
    const as = judge(flush);
    const after = (...stack: WhatIf[]) => compareOutcomes(as, judge(applyAll(flush, stack)));
    const split: WhatIf = { change: 'split', lock: '(wq_completion)loop0', threads: ['T0'] };
    expect(after({ change: 'drop', thread: 'T1', step: 0 })).toBe(
      'No deadlock is left, and lockdep does not complain.',
    );
    expect(after(split)).toBe('No deadlock is left, but lockdep would go on complaining.');
    // And when they are one again, it is as before.
    expect(
      after(split, { change: 'merge', lock: '(wq_completion)loop0', with: '(wq_completion)loop0 (another)' }),
    ).toBe('The deadlock is still reachable, and lockdep still complains.');
  });

  it('refuses what means nothing: readers of a mutex, the same mode again, a reference instead of a lock', () => {
    const refused = (change: WhatIf) => () => applyWhatIf(scenario, change);
    const abba = scenarioFromReport(circular(['a_mutex', 'b_mutex'], []));
    if (isUnavailable(abba)) throw new Error(abba.unavailable);
    const read: WhatIf = { change: 'mode', thread: 'T0', step: 0, mode: 'read' };
    expect(() => applyWhatIf(abba, read)).toThrow('b_mutex has no readers');
    expect(refused({ change: 'mode', thread: 'T1', step: 1, mode: 'read' })).toThrow('for reading already');
    expect(refused({ change: 'split', lock: 'kn->count#241', threads: ['T2'] })).toThrow(
      'T2 does not use kn->count#241',
    );
    expect(refused({ change: 'merge', lock: 'kn->count#241', with: 'cpu_hotplug_lock' })).toThrow(
      'they are of different kinds: active_ref and percpu_rwsem',
    );
    expect(() => applyWhatIf(abba, { change: 'take-reference', thread: 'T0', step: 1 })).toThrow(
      'does not wait for users',
    );
  });

  it('says of a move whether the lock was the inner or the outer one', () => {
    const move = { change: 'move-out', thread: 'T0', where: 'after' } as const;
    expect(wordsOf({ ...move, step: 0, outOf: 'kn->count#241' }, scenario)).toContain('not around it');
    expect(wordsOf({ ...move, step: 1, outOf: 'mem_hotplug_lock' }, scenario)).toContain('not under it');
  });

  it('an interrupt waits for no boot on top of it, and is no task', () => {
    const irq: Parameters<typeof judge>[0] = {
      locks: [{ id: 'a', type: 'spinlock', class: 'a', subclass: 0 }],
      threads: [
        {
          id: 'T0',
          context: 'task',
          steps: [
            { op: 'acquire', lock: 'a', mode: 'write', try: false },
            { op: 'release', lock: 'a' },
          ],
        },
        {
          id: 'I0',
          context: 'hardirq',
          on: 'T0',
          steps: [
            { op: 'acquire', lock: 'a', mode: 'write', try: false },
            { op: 'release', lock: 'a' },
          ],
        },
      ],
    };
    const as = judge(irq);
    expect(as.exploration.answer).toBe('deadlock');
    const boot: WhatIf = { change: 'only-at-boot', thread: 'T0' };
    expect(compareOutcomes(as, judge(applyAll(irq, [boot])))).toBe(
      'No deadlock is left, but lockdep would go on complaining.',
    );
    expect(() => applyWhatIf(irq, { change: 'only-at-boot', thread: 'I0' })).toThrow('I0 is an interrupt');
    expect(() => applyWhatIf(irq, { change: 'one-task', threads: ['T0', 'I0'] })).toThrow('I0 is an interrupt');
  });
});
