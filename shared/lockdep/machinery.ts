/** Which frames of a stack are lockdep's and the lock primitives' own, and which one acquired the lock. */
import type { Frame } from '../contract/report.ts';

/** Symbol without what compilers append: `.isra.0`, `.constprop.0`, `.part.12`, `.cold`, `.llvm.123`. */
export const baseSymbol = (symbol: string): string => {
  const cut = symbol.search(/\.(?:isra|constprop|part|cold|llvm|lto_priv)\b/);
  return cut > 0 ? symbol.slice(0, cut) : symbol;
};

const EXACT = new Set([
  'lock_acquire',
  '__lock_acquire',
  'lock_release',
  '__lock_release',
  'validate_chain',
  'check_prev_add',
  'check_prevs_add',
  'check_noncircular',
  'check_deadlock',
  'check_usage',
  'check_irq_usage',
  'check_wait_context',
  'reacquire_held_locks',
  'find_held_lock',
  'add_lock_to_list',
  'register_lock_class',
  'valid_state',
  'lockdep_rcu_suspicious',
  'lockdep_hardirqs_on',
  'lockdep_hardirqs_on_prepare',
  'trace_hardirqs_on',
  'trace_hardirqs_on_caller',
  'assign_lock_key',
  'lock_acquired',
  'lock_contended',
  'lock_set_class',
  'lock_downgrade',
  'lock_sync',
  '__lock_sync',
  'save_trace',
  'save_stack_trace',
  'save_stack',
  'stack_trace_save',
  'saved_stack_trace',
  'debug_check_no_locks_freed',
  'debug_check_no_locks_held',
  'lockdep_sys_exit',
  'lockdep_print_held_locks',
  'show_stack',
  'show_stack_log_lvl',
  'show_trace',
  'show_trace_log_lvl',
  'unwind_backtrace',
  'show_regs',
  'do_raw_spin_lock',
  'do_raw_read_lock',
  'do_raw_write_lock',
  'mutex_lock',
  'mutex_lock_nested',
  'mutex_lock_io',
  'mutex_lock_io_nested',
  'mutex_lock_interruptible',
  'mutex_lock_interruptible_nested',
  'mutex_lock_killable',
  'mutex_lock_killable_nested',
  '_mutex_lock_nest_lock',
  'mutex_trylock',
  'mutex_unlock',
  '__mutex_unlock_slowpath',
  'down',
  'down_interruptible',
  'down_killable',
  'down_trylock',
  'down_timeout',
  'percpu_down_read',
  'percpu_down_write',
  'percpu_down_read_trylock',
  'rwsem_down_read_slowpath',
  'rwsem_down_write_slowpath',
  'rt_mutex_lock',
  'rt_mutex_lock_nested',
  'rt_spin_lock',
  'rt_read_lock',
  'rt_write_lock',
  'rcu_lock_acquire',
  'rcu_read_lock',
  'rwlock_acquire',
  'rwlock_acquire_read',
  'spin_acquire',
  'mutex_acquire',
  'rwsem_acquire',
  'rwsem_acquire_read',
  'srcu_lock_acquire',
  'srcu_lock_sync',
  '__raw_spin_lock',
  'queued_spin_lock_slowpath',
  'seqcount_lockdep_reader_access',
  'lock_map_acquire',
  'irq_exit_rcu_lockdep',
  'usage_skip',
  'usage_match',
  'mark_held_locks',
  'mark_usage',
  'might_alloc',
  'instrument_atomic_read_write',
  'debug_show_held_locks',
  'debug_show_all_locks',
]);
const STARTS = [
  '_raw_spin_lock',
  '_raw_spin_trylock',
  '_raw_read_lock',
  '_raw_write_lock',
  '_spin_lock',
  '_read_lock',
  '_write_lock',
  '__raw_spin_lock',
  '__raw_read_lock',
  '__raw_write_lock',
  '_raw_spin_unlock',
  '__raw_spin_unlock',
  '__mutex_lock',
  '__ww_mutex_lock',
  'ww_mutex_lock',
  'down_read',
  'down_write',
  '__down_read',
  '__down_write',
  '__percpu_down_',
  'percpu_down_',
  'print_',
  'dump_stack',
  '__dump_stack',
  'dump_backtrace',
  'mark_lock',
  '__might_',
  '___might_',
  'might_lock',
  'might_fault',
  'spin_lock',
  'raw_spin_lock',
  'read_lock',
  'write_lock',
  'mutex_lock',
  '__bfs',
  'lockdep_init_map',
  'arch_stack_walk',
  'stack_trace_',
  '__rt_mutex_',
  'rt_mutex_',
  '__read_lock',
  '__write_lock',
];

/** True for a frame of the lock machinery: lockdep itself, a lock primitive, or the printing of the stack. */
export const isMachineryFrame = (frame: Frame): boolean => {
  const symbol = baseSymbol(frame.symbol);
  if (EXACT.has(symbol)) return true;
  return STARTS.some((start) => symbol.startsWith(start));
};

/**
 * Fold the machinery at the top of a stack. `machinery` are the topmost frames that belong to it (unreliable ones
 * between them included), `rest` is what a reader wants to see. A stack of nothing but machinery is not folded.
 */
export const foldFrames = (
  frames: readonly Frame[],
): { readonly machinery: readonly Frame[]; readonly rest: readonly Frame[] } => {
  let end = 0;
  for (const [i, frame] of frames.entries()) {
    if (isMachineryFrame(frame)) end = i + 1;
    else if (frame.reliable) break;
  }
  if (end === frames.length) return { machinery: [], rest: frames };
  return { machinery: frames.slice(0, end), rest: frames.slice(end) };
};

/**
 * The frame that called the lock primitive: the first reliable frame of a chain entry's (or any other) stack that is no machinery. Inlined callers
 * of a decoded log are passed over, so that decoding does not change the answer.
 */
export const acquisitionFrame = (entry: { readonly frames: readonly Frame[] }): Frame | undefined =>
  entry.frames.find((frame) => frame.reliable && frame.inline !== true && !isMachineryFrame(frame));
