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
});
