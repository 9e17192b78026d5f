/**
 * Waiting for something to end: `struct completion`, flushing work and workqueues, synchronize_srcu() and the other
 * annotations that lockdep prints like locks. Two forms, never mixed for one lock of a scenario:
 *
 * - counted (`complete` and `wait` only, kernel/sched/completion.c, 6.12): every `complete` lets one `wait` through;
 * - entered (some thread `acquire`s it): holding it is "running inside" (a work item, a reader section), a `wait` ends
 *   when nobody is inside any more. Entering never waits.
 */
import { neverTurnedAway, type LockFamily } from './family.ts';

export const completion: LockFamily = {
  type: 'completion',
  rules:
    'Not a lock: a wait ends when somebody completes it, or when everybody who runs inside has left. Entering never waits.',
  waitingWriterMatters: false,
  blockers(request, lock) {
    if (request !== 'wait') return 0;
    const inside = lock.readers | lock.writers;
    if (inside !== 0) return inside;
    if (lock.signals > 0) return 0;
    // Nobody else is left who could complete it: it waits for itself, that is for ever.
    return lock.completers & ~lock.self || lock.self;
  },
  turnedAway: neverTurnedAway,
};
