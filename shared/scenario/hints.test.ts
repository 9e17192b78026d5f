import { describe, expect, it } from 'vitest';
import { hintsFor } from './hints.ts';
import { circular, lock, report } from './testing/reports.ts';

const ids = (value: Parameters<typeof hintsFor>[0]): string[] => hintsFor(value).map((hint) => hint.id);

describe('hints', () => {
  it('same pointer or different ones', () => {
    const recursion = (a?: string, b?: string) =>
      report({ kind: 'recursive', acquiring: lock('x', 'f', a), holding: lock('x', 'g', b) });
    expect(ids(recursion('ff01', 'ff01'))).toContain('same-instance');
    expect(ids(recursion('ff01', 'ff02'))).toContain('different-instances');
    expect(ids(recursion())).toContain('instance-unknown');
  });

  it('boot, waits, several classes of a name', () => {
    const value = circular(
      ['kn->count#241', 'cpu_hotplug_lock', 'mem_hotplug_lock'],
      [
        ['lock_acquire', '__kernfs_remove'],
        ['lock_acquire', 'cpus_read_lock', 'online_pages', 'kernfs_fop_write', 'do_syscall_64'],
        ['lock_acquire', 'get_online_mems', 'kmem_cache_create', 'start_kernel'],
      ],
    );
    expect(ids(value)).toEqual(['many-classes-of-a-name', 'boot-only', 'readers-only', 'waits']);
    const boot = hintsFor(value).find((hint) => hint.id === 'boot-only')!;
    expect(boot).toMatchObject({ speaks: 'against', certainty: 'inferred', evidence: ['/chain/0'] });
  });

  it('readers, a possible gate, one task, a module that goes away', () => {
    const readers = circular(
      ['&mm->mmap_lock', '&b->mutex'],
      [
        ['lock_acquire', 'down_read', 'now'],
        ['lock_acquire', '__mutex_lock', 'remove_memory', 'exc_page_fault'],
      ],
    );
    const held = {
      ...readers,
      heldLocks: [{ task: { comm: 'insmod', pid: 42 }, index: 0, lock: lock('device_hotplug_lock', 'remove_memory') }],
    };
    expect(ids(held)).toEqual(['readers-only', 'possible-gate']);
    const one = circular(
      ['a', 'b'],
      [
        ['lock_acquire', 'f', 'flusher', 'kthread', 'ret_from_fork'],
        ['lock_acquire', 'g', 'flusher', 'kthread', 'ret_from_fork'],
      ],
    );
    expect(ids(one)).toEqual(['one-task']);
    const unload = circular(
      ['a', 'b'],
      [
        ['f', '__do_sys_delete_module', 'do_syscall_64'],
        ['g', 'vfs_write', 'do_syscall_64'],
      ],
    );
    expect(ids(unload)).toEqual(['module-unloading']);
  });

  it('an order that was only taught is a rule, also when it was taught at boot', () => {
    const value = circular(
      ['&devfreq->lock', 'fs_reclaim', 'dma_fence_map'],
      [
        ['lock_acquire', '__mutex_lock', 'msm_job_run', 'kthread'],
        ['lock_acquire', 'fs_reclaim_acquire', 'kmem_cache_alloc', 'probe', 'kernel_init_freeable'],
        ['lock_acquire', '__dma_fence_might_wait', 'dma_resv_lockdep', 'do_one_initcall', 'kernel_init'],
      ],
    );
    const found = hintsFor(value).filter(({ id }) => id === 'taught' || id === 'boot-only');
    expect(found.map(({ id, speaks, evidence }) => [id, speaks, evidence])).toEqual([
      ['taught', 'for', ['/chain/0']],
      ['boot-only', 'against', ['/chain/1']],
    ]);
    expect(found[0]!.words).toContain('dma_resv_lockdep()');
    const queue = (name: string) =>
      ids(
        circular(
          [name, 'b'],
          [
            ['lock_acquire', 'now'],
            ['lock_acquire', 'blk_alloc_queue', 'sd_probe', 'kthread'],
          ],
        ),
      );
    expect(queue('a')).not.toContain('taught');
  });

  it('a shorter circle over another lock that the task holds, unless both only read it', () => {
    const value = (heldAt: string) => ({
      ...circular(
        ['kn->count', 'cpu_hotplug_lock', 'mem_hotplug_lock', 'mem_sysfs_mutex'],
        [
          ['lock_acquire', '__kernfs_remove'],
          ['lock_acquire', 'cpus_read_lock', 'online_pages', 'kernfs_fop_write'],
          ['lock_acquire', 'get_online_mems', 'kmem_cache_create', 'start_kernel'],
          ['lock_acquire', '__mutex_lock', 'unregister_memory_section', 'arch_remove_memory'],
        ],
        'unregister_memory_section',
      ),
      heldLocks: ['cpu_hotplug_lock', 'mem_hotplug_lock', 'mem_sysfs_mutex'].map((name, index) => ({
        task: { comm: 'insmod', pid: 42 },
        index,
        lock: lock(name, index === 1 ? heldAt : 'try_remove_memory'),
      })),
    });
    const [shorter] = hintsFor(value('percpu_down_write')).filter(({ id }) => id === 'shorter-circle');
    expect(shorter!.evidence).toEqual(['/heldLocks/1/lock', '/chain/1']);
    expect(shorter!.words).toContain('mem_hotplug_lock → kn->count → cpu_hotplug_lock → mem_hotplug_lock is a circle');
    expect(shorter!.words).toContain('only concerns mem_sysfs_mutex leaves');
    expect(ids(value('get_online_mems'))).not.toContain('shorter-circle');
  });

  it('what ran on an idle CPU or when a module was loaded is not boot only', () => {
    const recorded = (...below: string[]) =>
      ids(
        circular(
          ['a', 'b'],
          [
            ['lock_acquire', 'now'],
            ['lock_acquire', 'then', ...below],
          ],
        ),
      );
    expect(recorded('mnt_init', 'start_kernel')).toContain('boot-only');
    expect(recorded('common_interrupt', 'do_idle', 'cpu_startup_entry', 'start_kernel')).not.toContain('boot-only');
    expect(recorded('zram_init', 'do_one_initcall', 'do_init_module', 'load_module')).not.toContain('boot-only');
  });

  it('no gate: what many hold at once, work items, a lock of each open file, functions that everybody goes through', () => {
    const circle = circular(
      ['&a->mutex', '&b->mutex'],
      [
        ['lock_acquire', '__mutex_lock', 'now', 'a_ioctl', 'kernfs_fop_write_iter', 'ksys_write', 'do_syscall_64'],
        ['lock_acquire', '__mutex_lock', 'then', 'a_ioctl', 'kernfs_fop_write_iter', 'ksys_write', 'do_syscall_64'],
      ],
    );
    const gates = (name: string, at: string) =>
      ids({ ...circle, heldLocks: [{ task: { comm: 'insmod', pid: 42 }, index: 0, lock: lock(name, at) }] });
    expect(gates('&outer->mutex', 'a_ioctl')).toEqual(['possible-gate']);
    expect(gates('sb_writers#3', 'a_ioctl')).toEqual([]);
    expect(gates('kn->active#7', 'kernfs_fop_write_iter')).toEqual([]);
    expect(gates('&of->mutex', 'kernfs_fop_write_iter')).toEqual([]);
    expect(gates('(work_completion)(&x->work)', 'process_one_work')).toEqual([]);
    expect(gates('console_srcu', 'a_ioctl')).toEqual([]);
    expect(gates('&outer->mutex', 'ksys_write')).toEqual([]);
    // There it took the lock of the chain; that it is the same function says nothing of this one.
    const wrapped = circular(
      ['&a->mutex', '&b->mutex'],
      [
        ['lock_acquire', '__mutex_lock', 'now'],
        ['lock_acquire', '__mutex_lock', 'genpd_lock_mtx', 'then'],
      ],
    );
    const domain = lock('&domain_lock_class', 'genpd_lock_mtx');
    expect(ids({ ...wrapped, heldLocks: [{ task: { comm: 'insmod', pid: 42 }, index: 0, lock: domain }] })).toEqual([]);
    const rwsem = {
      ...circle,
      heldLocks: [{ task: { comm: 'insmod', pid: 42 }, index: 0, lock: lock('&fs->sem', 'a_ioctl') }],
    };
    expect(hintsFor(rwsem)[0]!.words).toContain('and not held for reading in both');
  });

  it('not one task: threads and modules that only begin in the same function', () => {
    const begins = (...outer: string[]) =>
      ids(
        circular(
          ['&a->mutex', '&b->mutex'],
          [
            ['lock_acquire', '__mutex_lock', ...outer],
            ['lock_acquire', '__mutex_lock', ...outer],
          ],
        ),
      );
    expect(begins('my_flusher', 'kthread', 'ret_from_fork')).toEqual(['one-task']);
    expect(begins('async_run_entry_fn', 'process_one_work', 'worker_thread', 'kthread')).toEqual([]);
    expect(begins('ret_from_kernel_thread', 'kthread')).toEqual([]);
  });

  it('a hint for each kind of wait', () => {
    const value = circular(
      ['fs_reclaim', '(work_completion)(&x->work)', '(work_completion)(&y->work)'],
      [
        ['lock_acquire', 'fs_reclaim_acquire', 'kmalloc', 'now'],
        ['lock_acquire', '__flush_work', 'f'],
        ['lock_acquire', '__flush_work', 'g'],
      ],
    );
    const waits = hintsFor(value).filter((hint) => hint.id === 'waits');
    expect(waits.map((hint) => hint.evidence.length)).toEqual([2, 3]);
    expect(waits.map((hint) => hint.words.split(':')[0])).toEqual([
      'fs_reclaim',
      '(work_completion)(&x->work), (work_completion)(&y->work)',
    ]);
  });
});
