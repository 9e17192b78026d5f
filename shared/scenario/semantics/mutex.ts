/** mutex, ww_mutex, semaphores used as mutexes, socket locks: one holder (kernel/locking/mutex.c, 6.12). */
import { neverTurnedAway, type LockFamily } from './family.ts';

export const mutex: LockFamily = {
  type: 'mutex',
  rules: 'One holder at a time; everybody else waits, also the holder itself when it asks again.',
  waitingWriterMatters: false,
  blockers: (_request, lock) => lock.writers | lock.readers,
  turnedAway: neverTurnedAway,
};
