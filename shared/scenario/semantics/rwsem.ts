/** rw_semaphore: a waiting writer blocks new readers (kernel/locking/rwsem.c, 6.12: RWSEM_READ_FAILED_MASK). */
import { neverTurnedAway, type LockFamily } from './family.ts';

export const rwsem: LockFamily = {
  type: 'rwsem',
  rules:
    'Many readers or one writer. As soon as a writer waits, new readers wait behind it, also one that reads already.',
  waitingWriterMatters: true,
  blockers(request, lock) {
    if (request === 'read' || request === 'recursive-read') return lock.writers | (lock.waitingWriters & ~lock.self);
    return lock.writers | lock.readers;
  },
  turnedAway: neverTurnedAway,
};
