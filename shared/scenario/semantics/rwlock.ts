/**
 * rwlock_t with CONFIG_QUEUED_RWLOCKS (x86, arm64; kernel/locking/qrwlock.c, 6.12): a reader in task context queues
 * behind a waiting writer, a reader in an interrupt does not; `recursive-read` is the reader that never queues
 * (interrupts, and every reader where rwlocks are not queued). This is lockdep's read_lock_is_recursive().
 */
import { neverTurnedAway, type LockFamily } from './family.ts';

export const rwlock: LockFamily = {
  type: 'rwlock',
  rules:
    'Many readers or one writer. A reader in a task waits behind a waiting writer; a recursive reader, and any reader in an interrupt, waits only for a writer that has it.',
  waitingWriterMatters: true,
  blockers(request, lock) {
    if (request === 'recursive-read' || (request === 'read' && lock.inInterrupt)) return lock.writers;
    if (request === 'read') return lock.writers | (lock.waitingWriters & ~lock.self);
    return lock.writers | lock.readers;
  },
  turnedAway: neverTurnedAway,
};
