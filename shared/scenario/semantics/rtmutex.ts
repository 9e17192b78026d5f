/** rt_mutex: a mutex with priority inheritance; who may hold it is the same (kernel/locking/rtmutex.c, 6.12). */
import { mutex } from './mutex.ts';
import type { LockFamily } from './family.ts';

export const rtmutex: LockFamily = {
  ...mutex,
  type: 'rtmutex',
  rules: 'One holder at a time, whose priority is raised to its waiters’; everybody else waits.',
};
