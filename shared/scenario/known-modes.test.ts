import { describe, expect, it } from 'vitest';
import { scenarioFromReport } from './from-report.ts';
import { acquiredMode, heldMode, heldNow } from './lock-modes.ts';
import { isUnavailable } from './replay-scenario.ts';
import { circular, frame, lock } from './testing/reports.ts';

const stack = (...symbols: string[]) => symbols.map(frame);
const taken = (name: string, type: Parameters<typeof acquiredMode>[1], ...symbols: string[]) =>
  acquiredMode(name, type, stack(...symbols));
const held = (name: string, type: Parameters<typeof heldMode>[1], ...symbols: string[]) =>
  heldMode(name, type, stack(...symbols));

describe('how a lock was taken, where the primitive is inlined', () => {
  it('user memory is faulted in under mmap_lock for reading', () => {
    expect(taken('&mm->mmap_lock', 'rwsem', 'lock_acquire', '__might_fault', '_copy_from_user', 'kvm_ioctl')).toEqual({
      mode: 'read',
      certainty: 'inferred',
      symbol: '__might_fault',
    });
    expect(taken('&mm->mmap_sem', 'rwsem', '_copy_to_user', 'fops_read')).toMatchObject({ mode: 'read' });
    // Another lock that was taken in the same function was not.
    expect(taken('&x->rwsem', 'rwsem', '_copy_to_user')).toMatchObject({ mode: 'write', certainty: 'assumed' });
  });

  it('a request enters its queue as a reader, freezing the queue is the writer', () => {
    const io = '&q->q_usage_counter(io)';
    expect(taken(io, 'percpu_rwsem', 'lock_acquire', 'blk_mq_submit_bio', '__submit_bio')).toMatchObject({
      mode: 'read',
      certainty: 'inferred',
    });
    expect(taken(io, 'percpu_rwsem', 'blk_mq_freeze_queue_nomemsave', 'loop_set_status')).toMatchObject({
      mode: 'write',
    });
    // Held is only a frozen queue, whichever function is seen under it, or was inlined into its caller.
    expect(held(io, 'percpu_rwsem', 'loop_reconfigure_limits', 'lo_ioctl')).toMatchObject({ mode: 'write' });
    expect(heldNow(io, 'percpu_rwsem', frame('sd_remove'), stack('kobject_uevent'))).toMatchObject({ mode: 'write' });
  });

  it('everybody reads sb_internal but who freezes the filesystem', () => {
    expect(held('sb_internal', 'percpu_rwsem', 'join_transaction', 'start_transaction')).toEqual({
      mode: 'read',
      certainty: 'inferred',
    });
    expect(held('sb_pagefaults', 'percpu_rwsem', 'xfs_wait_buftarg', 'freeze_super')).toMatchObject({
      mode: 'write',
      symbol: 'freeze_super',
    });
    expect(taken('sb_writers', 'percpu_rwsem', 'lock_acquire', 'lo_write_bvec')).toMatchObject({ mode: 'read' });
  });

  it('everybody reads cpu_hotplug_lock but who plugs a CPU; setting up a state is no plugging', () => {
    const name = 'cpu_hotplug_lock';
    expect(held(name, 'percpu_rwsem', 'slub_cpu_dead', 'cpuhp_invoke_callback', '_cpu_down')).toMatchObject({
      mode: 'write',
    });
    expect(held(name, 'percpu_rwsem', 'cb', 'cpuhp_invoke_callback', '__cpuhp_setup_state_cpuslocked')).toMatchObject({
      mode: 'read',
      symbol: '__cpuhp_setup_state_cpuslocked',
    });
    expect(held(name, 'percpu_rwsem', 'kmem_cache_create_usercopy', 'start_kernel')).toMatchObject({ mode: 'read' });
    expect(taken(name, 'percpu_rwsem', 'static_key_slow_dec')).toMatchObject({ mode: 'read' });
  });

  it('trees of btrfs, the page cache, ext4, kernfs', () => {
    expect(taken('btrfs-root-00', 'rwsem', '__btrfs_tree_read_lock')).toMatchObject({ mode: 'read' });
    expect(taken('btrfs-log-00', 'rwsem', '__btrfs_tree_lock')).toMatchObject({ mode: 'write', certainty: 'inferred' });
    expect(held('mapping.invalidate_lock', 'rwsem', 'blk_mq_submit_bio', 'page_cache_ra_unbounded')).toMatchObject({
      mode: 'read',
    });
    expect(held('&root->kernfs_rwsem', 'rwsem', 'filldir64', 'kernfs_fop_readdir')).toMatchObject({ mode: 'read' });
    const migrate = ['jbd2_journal_lock_updates', 'ext4_change_inode_journal_flag'];
    expect(held('&sbi->s_writepages_rwsem', 'percpu_rwsem', ...migrate)).toMatchObject({ mode: 'write' });
    expect(held('&sbi->s_writepages_rwsem', 'percpu_rwsem', 'ext4_map_blocks', 'ext4_writepages')).toMatchObject({
      mode: 'read',
    });
  });
});

describe('what kind a lock is, by the wait type of its report', () => {
  const typeOf = (waitType: string, parts: object = {}) => {
    const value = circular(
      ['&tz->lock', '&b->mutex'],
      [
        ['lock_acquire', 'now'],
        ['lock_acquire', '__mutex_lock', 'then'],
      ],
    );
    const chain = value.chain!.map((entry) =>
      entry.index === 0 ? { ...entry, lock: { ...lock('&tz->lock'), waitType } } : entry,
    );
    const scenario = scenarioFromReport({ ...value, chain, ...parts });
    if (isUnavailable(scenario)) throw new Error(scenario.unavailable);
    return scenario.locks[0]!.type;
  };

  it('overrules the guess that ->lock is a spinlock; 3 is told by the scale of the report or the version', () => {
    expect(typeOf('{4:4}')).toBe('mutex');
    expect(typeOf('{2:2}')).toBe('spinlock');
    expect(typeOf('{3:3}', { waitTypeScale: '2/3' })).toBe('mutex');
    expect(typeOf('{3:3}', { waitTypeScale: '3/4' })).toBe('spinlock');
    expect(typeOf('{3:3}', { kernel: { release: '6.1.0-rc3' } })).toBe('mutex');
    expect(typeOf('{0:0}')).toBe('spinlock');
  });
});
