import { describe, expect, it } from 'vitest';
import { scenarioFromReport } from './from-report.ts';
import { outerLocksOf } from './outer-locks.ts';
import { isUnavailable } from './replay-scenario.ts';
import { suggestChanges } from './suggest-changes.ts';
import { circular, lock } from './testing/reports.ts';
import { compareOutcomes, judge, applyAll } from './what-if.ts';

const held = (name: string, at: string, pid = 42) => ({
  task: { comm: 'insmod', pid },
  index: 0,
  lock: lock(name, at),
});
const report = {
  ...circular(
    ['kn->count#241', 'cpu_hotplug_lock', 'mem_hotplug_lock'],
    [
      ['lock_acquire', '__kernfs_remove'],
      ['lock_acquire', 'cpus_read_lock', 'online_pages', 'state_store', 'kernfs_fop_write'],
      ['lock_acquire', 'get_online_mems', 'kmem_cache_create_usercopy', 'ptlock_cache_init', 'start_kernel'],
    ],
    'percpu_down_write',
  ),
  heldLocks: [
    held('sb_writers#4', 'vfs_write'),
    held('&of->mutex', 'kernfs_fop_write'),
    held('kn->active#47', 'kernfs_fop_write_iter'),
    held('&q->q_usage_counter(queue)#20', 'blk_mq_freeze_queue_nomemsave'),
    held('&dev->mutex', 'device_release_driver_internal'),
    held('device_hotplug_lock', 'remove_memory'),
    held('mem_hotplug_lock', 'percpu_down_write'),
    held('rcu_read_lock', 'f'),
    held('&x->rwsem', 'down_read'),
    held('other_mutex', 'f', 43),
  ],
};

describe('what one tries first', () => {
  it('an outer lock is one that excludes: no readers, no waits, nothing of the circle or of another task', () => {
    const circle = new Set(['kn->count#241', 'cpu_hotplug_lock', 'mem_hotplug_lock']);
    expect(outerLocksOf(report, circle)).toEqual(['device_hotplug_lock', '&dev->mutex']);
  });

  it('names threads as a reader knows them, and takes away the writer that was assumed', () => {
    const scenario = scenarioFromReport(report);
    if (isUnavailable(scenario)) throw new Error(scenario.unavailable);
    const suggested = suggestChanges(scenario, ['device_hotplug_lock']);
    expect(suggested.map(({ title }) => title)).toEqual([
      'Everybody holds device_hotplug_lock',
      'kn->count#241 after mem_hotplug_lock is released',
      'It is another kn->count#241',
      'No writer of cpu_hotplug_lock comes in between',
      'T2 (ptlock_cache_init) happens only at boot',
      'T1 and T2 are one task',
    ]);
    const before = judge(scenario);
    const after = (at: number) => compareOutcomes(before, judge(applyAll(scenario, suggested[at]!.changes)));
    // Readers do not wait for each other; lockdep does not know that nobody ever writes.
    expect(after(3)).toBe('No deadlock is left, but lockdep would go on complaining.');
  });

  it('a work item that is flushed under a lock is flushed after it', () => {
    const scenario = scenarioFromReport(
      circular(
        ['(work_completion)(&x->work)', '&x->lock'],
        [
          ['lock_acquire', '__flush_work', 'x_close'],
          ['lock_acquire', '__mutex_lock', 'x_work', 'process_one_work'],
        ],
      ),
    );
    if (isUnavailable(scenario)) throw new Error(scenario.unavailable);
    const suggested = suggestChanges(scenario, []);
    expect(suggested.map(({ title }) => title)).toEqual([
      'Wait for (work_completion)(&x->work) after &x->lock is released',
      'It is another (work_completion)(&x->work)',
    ]);
    const verdicts = suggested.map(({ changes }) =>
      compareOutcomes(judge(scenario), judge(applyAll(scenario, changes))),
    );
    expect(verdicts).toEqual([
      'No deadlock is left, and lockdep does not complain.',
      'No deadlock is left, but lockdep would go on complaining.',
    ]);
  });
});
