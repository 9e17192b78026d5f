/**
 * spinlock_t and raw_spinlock_t: one holder, waiters spin (kernel/locking/spinlock.c, 6.12). Spinning does not disable
 * interrupts, so an interrupt may come to a spinning CPU; interrupts are switched by steps of their own.
 */
import { neverTurnedAway, type LockFamily } from './family.ts';

export const spinlock: LockFamily = {
  type: 'spinlock',
  rules: 'One holder at a time; everybody else spins, also an interrupt on the holder’s own CPU.',
  waitingWriterMatters: false,
  blockers: (_request, lock) => lock.writers | lock.readers,
  turnedAway: neverTurnedAway,
};

export const rawSpinlock: LockFamily = { ...spinlock, type: 'raw_spinlock' };
