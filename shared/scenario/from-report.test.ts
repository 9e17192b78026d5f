import { describe, expect, it } from 'vitest';
import { lineNumber } from '../contract/units.ts';
import { scenarioFromReport } from './from-report.ts';
import { isUnavailable, plainScenario, type ReplayScenario } from './replay-scenario.ts';
import { Scenario } from '../contract/scenario.ts';
import { replayStates } from './replay/default-schedule.ts';
import { circular, frame, lock, report } from './testing/reports.ts';
import type { Report } from '../contract/report.ts';

function scenarioOf(value: Report): ReplayScenario {
  const scenario = scenarioFromReport(value);
  if (isUnavailable(scenario)) throw new Error(scenario.unavailable);
  return scenario;
}

function locksInCycle(scenario: ReplayScenario): string[] {
  const last = replayStates(scenario).at(-1)!;
  return (last.deadlock?.cycle ?? []).map((edge) => edge.waitsFor ?? '').sort();
}

const abba = circular(
  ['cpu_hotplug_lock', 'slab_mutex'],
  [
    ['lock_acquire', 'cpus_read_lock', 'static_key_enable', 'rcu_torture_stats', 'kthread'],
    [
      'lock_acquire',
      '__mutex_lock',
      'slub_cpu_dead',
      'cpuhp_invoke_callback',
      '_cpu_down',
      'torture_onoff',
      'kthread',
      'ret_from_fork',
    ],
  ],
  'kmem_cache_create_usercopy',
);

describe('circular reports', () => {
  it('make one thread per chain entry', () => {
    const scenario = scenarioOf(abba);
    expect(scenario.threads.map((thread) => thread.title)).toEqual(['insmod/42', 'earlier: torture_onoff']);
    expect(
      scenario.threads.map((thread) => thread.steps.map((step) => `${step.op} ${'lock' in step ? step.lock : ''}`)),
    ).toEqual([
      ['acquire slab_mutex', 'acquire cpu_hotplug_lock', 'release cpu_hotplug_lock', 'release slab_mutex'],
      ['acquire cpu_hotplug_lock', 'acquire slab_mutex', 'release slab_mutex', 'release cpu_hotplug_lock'],
    ]);
  });

  it('know types and modes from names and functions', () => {
    const { locks, threads } = scenarioOf(abba);
    expect(locks.map(({ type, certainty }) => [type, certainty])).toEqual([
      ['percpu_rwsem', 'inferred'],
      ['mutex', 'inferred'],
    ]);
    // Wanted for reading now; held for writing by CPU hotplug, as its callbacks on the stack show.
    expect(threads[0]!.steps[1]).toMatchObject({ mode: 'read', modeCertainty: 'inferred' });
    expect(threads[1]!.steps[0]).toMatchObject({ mode: 'write', modeCertainty: 'inferred' });
  });

  it('carry evidence, and say what the report does not', () => {
    const lines = [
      { line: lineNumber(77), element: 'frame', pointer: '/chain/0/frames/2' },
      { line: lineNumber(52), element: 'lock', pointer: '/holding' },
    ] as const;
    const scenario = scenarioFromReport(abba, lines);
    if (isUnavailable(scenario)) throw new Error(scenario.unavailable);
    const [t0, t1] = scenario.threads;
    expect(t0!.steps[0]!.evidence).toMatchObject({ known: true, pointer: '/holding', logLine: 52 });
    expect(t1!.steps[0]!.evidence).toMatchObject({ known: false, chainIndex: 1 });
    expect(t1!.steps[1]!.evidence).toMatchObject({
      known: true,
      chainIndex: 1,
      pointer: '/chain/0/frames/2',
      logLine: 77,
    });
    expect(t1!.steps[1]!.evidence.frame?.symbol).toBe('slub_cpu_dead');
    expect(t1!.inferred).toBe(true);
  });

  it('end in a deadlock of all locks', () => {
    expect(locksInCycle(scenarioOf(abba))).toEqual(['cpu_hotplug_lock', 'slab_mutex']);
    const states = replayStates(scenarioOf(abba));
    expect(states.map((state) => state.changed)).toEqual([
      'Nothing has happened yet.',
      'T0 takes slab_mutex.',
      'T1 takes cpu_hotplug_lock.',
      'T1 waits for slab_mutex; held by T0.',
      'T0 waits for cpu_hotplug_lock; held by T1.',
    ]);
    expect(states.at(-1)!.deadlock?.words).toBe('T0 → T1 → T0');
    expect(states.slice(0, -1).every((state) => state.deadlock === undefined)).toBe(true);
  });

  it('with readers on both ends get an assumed writer, and the readers wait behind it', () => {
    const scenario = scenarioOf(
      circular(
        ['kn->count#241', 'cpu_hotplug_lock.rw_sem', 'mem_hotplug_lock.rw_sem'],
        [
          ['lock_acquire', '__kernfs_remove', 'kernfs_remove_by_name_ns'],
          ['lock_acquire', 'cpus_read_lock', 'online_pages', 'state_store', 'kernfs_fop_write', 'vfs_write'],
          ['lock_acquire', 'get_online_mems', 'kmem_cache_create_usercopy', 'ptlock_cache_init', 'start_kernel'],
        ],
        'percpu_down_write',
      ),
    );
    expect(scenario.threads.map((thread) => thread.title)).toEqual([
      'insmod/42',
      'earlier: state_store',
      'earlier, at boot: ptlock_cache_init',
      // kmem_cache_create() only reads the lock that online_pages() wants to read.
      'a writer of cpu_hotplug_lock.rw_sem (assumed)',
    ]);
    expect(scenario.threads[1]!.steps[0]).toMatchObject({ lock: 'kn->count#241', mode: 'read' });
    expect([...new Set(locksInCycle(scenario))]).toEqual([
      'cpu_hotplug_lock.rw_sem',
      'kn->count#241',
      'mem_hotplug_lock.rw_sem',
    ]);

    const readers = scenarioOf(
      circular(
        ['&a->rwsem', '&b->mutex'],
        [
          ['lock_acquire', 'down_read', 'now'],
          ['lock_acquire', '__mutex_lock', 'mmap_region', 'earlier'],
        ],
      ),
    );
    expect(readers.threads).toHaveLength(2);

    const bothRead = scenarioOf(
      circular(
        ['&mm->mmap_lock', '&b->mutex'],
        [
          ['lock_acquire', 'down_read', 'now'],
          ['lock_acquire', '__mutex_lock', 'exc_page_fault'],
        ],
      ),
    );
    expect(bothRead.threads.map((thread) => thread.id)).toEqual(['T0', 'T1', 'W0']);
    expect(bothRead.threads[2]).toMatchObject({ origin: 'assumed', inferred: true });
    const last = replayStates(bothRead).at(-1)!;
    expect(last.deadlock?.words).toBe('T0 → W0 → T1 → T0');
  });

  it('treat flushing a work item as waiting for its end', () => {
    const scenario = scenarioOf(
      circular(
        ['(work_completion)(&x->work)', 'rtnl_mutex'],
        [
          ['lock_acquire', '__flush_work', 'cancel_work_sync', 'dev_close'],
          ['lock_acquire', '__mutex_lock', 'x_work_fn', 'process_one_work', 'worker_thread', 'kthread'],
        ],
      ),
    );
    expect(scenario.locks[0]).toMatchObject({ type: 'completion', pseudo: true });
    expect(scenario.threads[0]!.steps[1]).toMatchObject({ op: 'wait' });
    expect(scenario.threads[1]!.title).toBe('earlier: x_work_fn');
    expect(replayStates(scenario).at(-1)!.changed).toBe(
      'T0 waits for the end of (work_completion)(&x->work); inside: T1.',
    );
    expect(replayStates(scenario).at(-1)!.deadlock).toBeDefined();
  });

  it('that lack an entry say which', () => {
    const cut = { ...abba, chain: abba.chain!.filter((entry) => entry.index === 0) };
    expect(scenarioFromReport(cut)).toEqual({
      unavailable: 'The chain entry of slab_mutex is missing in the log, so the circle cannot be closed.',
    });
    const three = circular(['a', 'b', 'c'], []);
    expect(scenarioFromReport({ ...three, chain: three.chain!.filter((entry) => entry.index !== 1) })).toEqual({
      unavailable: 'The log lacks chain entry #1, so the circle cannot be closed.',
    });
  });

  it('give a plain scenario that the contract accepts', () => {
    expect(Scenario.safeParse(plainScenario(scenarioOf(abba))).success).toBe(true);
  });
});

describe('recursive reports', () => {
  it('of one instance block their own thread', () => {
    const same = report({
      kind: 'recursive',
      acquiring: lock('&dev->mutex', 'inner', 'ff01'),
      holding: lock('&dev->mutex', 'outer', 'ff01'),
    });
    const last = replayStates(scenarioOf(same)).at(-1)!;
    expect(last.changed).toBe('T0 waits for &dev->mutex; held by T0 itself.');
    expect(last.deadlock?.words).toBe('T0 → T0');
  });

  it('of two instances need somebody in the other order', () => {
    const two = report({
      kind: 'recursive',
      acquiring: lock('&dev->mutex', 'inner', 'ff02'),
      holding: lock('&dev->mutex', 'outer', 'ff01'),
    });
    const scenario = scenarioOf(two);
    expect(scenario.threads.map((thread) => thread.origin)).toEqual(['current', 'assumed']);
    expect(replayStates(scenario).at(-1)!.deadlock?.words).toBe('T0 → T1 → T0');
  });
});

describe('irq reports', () => {
  it('inconsistent state: the interrupt comes on the holder’s CPU', () => {
    const value = report({
      kind: 'inconsistent-state',
      acquiring: lock('&a->lock', 'poll'),
      usageConflict: { from: '{IN-SOFTIRQ-W}', to: '{SOFTIRQ-ON-W}' },
    });
    const last = replayStates(scenarioOf(value)).at(-1)!;
    expect(last.deadlock?.words).toBe('T0 → I0 → T0');
  });

  it('unsafe order: the interrupt closes the path', () => {
    const value = report({
      kind: 'irq-unsafe-order',
      title: 'HARDIRQ-safe -> HARDIRQ-unsafe lock order detected',
      safeLock: lock('safe'),
      unsafeLock: lock('unsafe'),
      holding: lock('middle', 'f'),
      acquiring: lock('unsafe', 'g'),
      newDependency: { from: lock('middle'), to: lock('unsafe') },
    });
    const scenario = scenarioOf(value);
    const last = replayStates(scenario).at(-1)!;
    expect(scenario.threads.map((thread) => thread.id)).toEqual(['T0', 'T1', 'I0', 'T2']);
    expect(last.deadlock?.cycle.map((edge) => edge.thread).sort()).toEqual(['I0', 'T0', 'T1', 'T2']);
  });

  it('kinds without an interleaving say so', () => {
    expect(scenarioFromReport(report({ kind: 'bad-unlock-balance', backtrace: [frame('x')] }))).toHaveProperty(
      'unavailable',
    );
  });
});
