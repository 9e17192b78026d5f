/** Whether a lock was taken for reading or for writing, or is only waited for, judged by the functions on the stack. */
import type { Frame } from '../contract/report.ts';
import type { LockType } from '../contract/scenario.ts';
import { acquisitionFrame, baseSymbol, isMachineryFrame } from '../lockdep/machinery.ts';
import type { Certainty } from './replay-scenario.ts';

export interface JudgedMode {
  readonly mode: 'write' | 'read' | 'recursive-read';
  readonly certainty: Certainty;
  /** The function that says so. */
  readonly symbol?: string;
}

const READ =
  /^_*(percpu_down_read|cpus_read_lock|get_online_(cpus|mems)|down_read|rwsem_down_read|mmap_read_(try)?lock|read_lock|raw_read_lock|_?raw_read_lock|sb_start_|mnt_want_write|file_start_write|blk_queue_enter|bio_queue_enter|rcu_read_lock|srcu_read_lock|kernfs_get_active|inode_lock_shared|filemap_invalidate_lock_shared)/;
const WRITE =
  /^_*(percpu_down_write|cpus_write_lock|cpu_hotplug_begin|mem_hotplug_begin|down_write|rwsem_down_write|mmap_write_(try)?lock|write_lock|raw_write_lock|_?raw_write_lock|kernfs_drain|kernfs_remove|kernfs_deactivate|freeze_super|blk_mq_freeze_queue|blk_freeze_queue|inode_lock|filemap_invalidate_lock|synchronize_srcu)\w*/;
const WRAPPER =
  /^(cpus_(read|write)_lock|get_online_(cpus|mems)|mem_hotplug_begin|cpu_hotplug_begin|mmap_(read|write)_lock\w*|inode_lock\w*|filemap_invalidate_lock\w*|sb_start_\w+|__sb_start_write|kernfs_drain|lock_sock_nested|device_lock)$/;

/** True for a function that only takes one well-known lock: its caller tells more. */
export function isLockWrapper(frame: Frame): boolean {
  return WRAPPER.test(baseSymbol(frame.symbol));
}

/**
 * The frame a reader wants to see: the function that decided to take the lock. Wrappers of one well-known lock
 * (cpus_read_lock()) are passed over as lockdep's own frames are, unless there is nothing above them.
 *
 * @param frames a stack, innermost first
 */
export function takingFrame(frames: readonly Frame[]): Frame | undefined {
  return acquisitionFrame({ frames: frames.filter((each) => !isLockWrapper(each)) }) ?? acquisitionFrame({ frames });
}

const MODED: readonly LockType[] = ['rwlock', 'rwsem', 'percpu_rwsem', 'active_ref'];
/** How many frames above the machinery may still be wrappers of the primitive. */
const WRAPPERS = 3;

/**
 * The mode in which the lock of a chain entry was acquired.
 *
 * @param frames the stack printed under the entry, innermost first.
 */
export function acquiredMode(type: LockType, frames: readonly Frame[]): JudgedMode {
  if (!MODED.includes(type)) return { mode: 'write', certainty: 'inferred' };
  let wrappers = 0;
  for (const frame of frames) {
    if (!frame.reliable) continue;
    const symbol = baseSymbol(frame.symbol);
    if (READ.test(symbol)) return { mode: 'read', certainty: 'inferred', symbol };
    if (WRITE.test(symbol)) return { mode: 'write', certainty: 'inferred', symbol };
    if (!isMachineryFrame(frame) && ++wrappers >= WRAPPERS) break;
  }
  return { mode: 'write', certainty: 'assumed' };
}

interface HoldRule {
  readonly lock: RegExp;
  readonly symbol: RegExp;
  readonly mode: 'write' | 'read';
}

/** Functions that are known to hold a lock while they call others. */
const HOLDERS: readonly HoldRule[] = [
  {
    lock: /^(kn->count|kn->active|s_active)$/,
    symbol:
      /^(kernfs_fop_(write|read)(_iter)?|kernfs_file_(direct_read|read_iter)|kernfs_seq_\w+|sysfs_kf_\w+|sysfs_write_file|sysfs_read_file|seq_read(_iter)?|kernfs_fop_mmap)$/,
    mode: 'read',
  },
  {
    lock: /^cpu_hotplug/,
    symbol: /^(_cpu_up|_cpu_down|cpuhp_invoke_callback(_range)?|cpuhp_up_callbacks|cpuhp_down_callbacks|takedown_cpu)$/,
    mode: 'write',
  },
  {
    lock: /^mem_hotplug/,
    symbol: /^(online_pages|offline_pages|__offline_pages|arch_remove_memory|add_memory_resource)$/,
    mode: 'write',
  },
  {
    lock: /^sb_writers/,
    symbol:
      /^(vfs_write|ksys_write|do_iter_write|do_writev|path_openat|do_unlinkat|do_mkdirat|do_rmdir|do_renameat2|do_sendfile|splice_\w+|iter_file_splice_write|do_fallocate|vfs_fallocate|mnt_want_write)$/,
    mode: 'read',
  },
  {
    lock: /mmap_(lock|sem)/,
    symbol: /^(do_user_addr_fault|handle_mm_fault|__do_page_fault|do_page_fault|exc_page_fault)$/,
    mode: 'read',
  },
  {
    lock: /mmap_(lock|sem)/,
    symbol: /^(vm_mmap_pgoff|do_mmap|mmap_region|__vm_munmap|do_munmap|exit_mmap|dup_mmap)$/,
    mode: 'write',
  },
];

/**
 * The mode in which a lock was held while this stack ran; the acquisition itself is not printed.
 * `assumed` write when no function on the stack says otherwise.
 */
export function heldMode(name: string, type: LockType, frames: readonly Frame[]): JudgedMode {
  if (!MODED.includes(type)) return { mode: 'write', certainty: 'inferred' };
  for (const frame of frames) {
    const symbol = baseSymbol(frame.symbol);
    const rule = HOLDERS.find((candidate) => candidate.lock.test(name) && candidate.symbol.test(symbol));
    if (rule) return { mode: rule.mode, certainty: 'inferred', symbol };
  }
  // Somebody who keeps others waiting for references is a user of them: removal holds nothing.
  if (type === 'active_ref') return { mode: 'read', certainty: 'assumed' };
  return { mode: 'write', certainty: 'assumed' };
}
