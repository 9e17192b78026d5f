/**
 * Wait types: how much a lock may sleep, and what may be taken inside (include/linux/lockdep_types.h, 6.12: enum
 * lockdep_wait_type). 0 means unchecked: percpu rwsems, work items, kernfs references are initialised without one.
 */
import type { LockType } from '../../contract/scenario.ts';

export interface WaitScale {
  readonly spin: number;
  /** spinlock_t: sleeps on PREEMPT_RT. */
  readonly config: number;
  readonly sleep: number;
  readonly max: number;
}

/** With CONFIG_PROVE_RAW_LOCK_NESTING a spinlock_t may not be taken inside a raw one; without, the two are the same. */
export function waitScale(rawNesting: boolean): WaitScale {
  return rawNesting ? { spin: 2, config: 3, sleep: 4, max: 5 } : { spin: 2, config: 2, sleep: 3, max: 4 };
}

/** The inner wait type of a lock; the outer one is the same. */
export function waitTypeOf(type: LockType, scale: WaitScale): number {
  switch (type) {
    case 'raw_spinlock':
      return scale.spin;
    case 'spinlock':
    case 'rwlock':
      return scale.config;
    case 'mutex':
    case 'rtmutex':
    case 'rwsem':
      return scale.sleep;
    default:
      return 0;
  }
}
