/** All lock families by type. */
import type { LockType } from '../../contract/scenario.ts';
import { activeRef } from './active-ref.ts';
import { completion } from './completion.ts';
import type { LockFamily } from './family.ts';
import { mutex } from './mutex.ts';
import { percpuRwsem } from './percpu-rwsem.ts';
import { rtmutex } from './rtmutex.ts';
import { rwlock } from './rwlock.ts';
import { rwsem } from './rwsem.ts';
import { rawSpinlock, spinlock } from './spinlock.ts';

export const LOCK_FAMILIES: Readonly<Record<LockType, LockFamily>> = {
  mutex,
  rtmutex,
  spinlock,
  raw_spinlock: rawSpinlock,
  rwlock,
  rwsem,
  percpu_rwsem: percpuRwsem,
  active_ref: activeRef,
  completion,
};
