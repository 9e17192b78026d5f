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
    expect(ids(value)).toEqual(['many-classes-of-a-name', 'boot-only', 'waits']);
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
});
