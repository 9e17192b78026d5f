/** Whether a lock was taken for reading or for writing, or is only waited for, judged by the functions on the stack. */
import type { Frame } from '../contract/report.ts';
import type { LockType } from '../contract/scenario.ts';
import { acquisitionFrame, baseSymbol, isMachineryFrame } from '../lockdep/machinery.ts';
import { knownHolding, knownTaking } from './known-modes.ts';
import type { Certainty } from './replay-scenario.ts';

export interface JudgedMode {
  readonly mode: 'write' | 'read' | 'recursive-read';
  readonly certainty: Certainty;
  /** The function that says so. */
  readonly symbol?: string;
}

const READ =
  /^_*(percpu_down_read|cpus_read_lock|get_online_(cpus|mems)|down_read|rwsem_down_read|mmap_read_(try)?lock|read_lock|raw_read_lock|_?raw_read_lock|sb_start_|mnt_want_write|file_start_write|blk_queue_enter|bio_queue_enter|btrfs_(try_)?tree_read_lock|rcu_read_lock|srcu_read_lock|kernfs_get_active|inode_lock_shared|filemap_invalidate_lock_shared)/;
const WRITE =
  /^_*(percpu_down_write|cpus_write_lock|cpu_hotplug_begin|mem_hotplug_begin|down_write|rwsem_down_write|mmap_write_(try)?lock|write_lock|raw_write_lock|_?raw_write_lock|kernfs_drain|kernfs_remove|kernfs_deactivate|freeze_super|blk_mq_freeze_queue|blk_freeze_queue|inode_lock|filemap_invalidate_lock|btrfs_(try_)?tree_(write_)?lock|synchronize_srcu)\w*/;
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
 * @param name the class name without `#N` and `/N`.
 * @param frames the stack printed under the entry, innermost first.
 */
export function acquiredMode(name: string, type: LockType, frames: readonly Frame[]): JudgedMode {
  if (!MODED.includes(type)) return { mode: 'write', certainty: 'inferred' };
  const top = topOf(frames);
  for (const symbol of top) {
    if (READ.test(symbol)) return { mode: 'read', certainty: 'inferred', symbol };
    if (WRITE.test(symbol)) return { mode: 'write', certainty: 'inferred', symbol };
  }
  const known = knownTaking(name, top);
  return known ? { ...known, certainty: 'inferred' } : { mode: 'write', certainty: 'assumed' };
}

/** The primitives and the first functions above them: further out other locks are taken. */
function topOf(frames: readonly Frame[]): string[] {
  const top: string[] = [];
  let wrappers = 0;
  for (const frame of frames) {
    if (!frame.reliable) continue;
    top.push(baseSymbol(frame.symbol));
    if (!isMachineryFrame(frame) && ++wrappers >= WRAPPERS) break;
  }
  return top;
}

/**
 * The mode in which a lock was held while this stack ran; the acquisition itself is not printed.
 * `assumed` write when no function on the stack says otherwise.
 */
export function heldMode(name: string, type: LockType, frames: readonly Frame[]): JudgedMode {
  if (!MODED.includes(type)) return { mode: 'write', certainty: 'inferred' };
  const known = knownHolding(
    name,
    frames.map((frame) => baseSymbol(frame.symbol)),
  );
  if (known) return { ...known, certainty: 'inferred' };
  // Somebody who keeps others waiting for references is a user of them: removal holds nothing.
  if (type === 'active_ref') return { mode: 'read', certainty: 'assumed' };
  return { mode: 'write', certainty: 'assumed' };
}

/**
 * How the task of the report holds a lock: as the function it was taken in says; else as those that ran under it do.
 *
 * @param at where it was taken, as the report says
 * @param frames what the task runs now
 */
export function heldNow(name: string, type: LockType, at: Frame | undefined, frames: readonly Frame[]): JudgedMode {
  const taken = acquiredMode(name, type, at ? [at] : []);
  if (taken.certainty !== 'assumed' && taken.symbol !== undefined) return taken;
  const held = heldMode(name, type, frames);
  return held.certainty === 'assumed' ? taken : held;
}
