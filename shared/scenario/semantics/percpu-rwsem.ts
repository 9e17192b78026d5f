/**
 * percpu_rw_semaphore: cpu_hotplug_lock, mem_hotplug_lock, sb_writers (kernel/locking/percpu-rwsem.c, 6.12). The writer
 * sets `block` first and then waits for the readers to drain, so from then on new readers wait.
 */
import { rwsem } from './rwsem.ts';
import type { LockFamily } from './family.ts';

export const percpuRwsem: LockFamily = {
  ...rwsem,
  type: 'percpu_rwsem',
  rules:
    'Readers do not disturb each other until a writer comes: from that moment new readers wait, and the writer waits for the readers inside to leave.',
};
