/**
 * A trylock never waits: it takes the lock when the same request without `try` would be granted at once, and fails
 * otherwise. A thread whose trylock failed leaves out the section it guards, up to the matching release (the kernel's
 * callers return or retry later); releases of what it held before, and switching interrupts, still happen in there.
 * The same holds for entering something that is being removed.
 */
import type { LockFamily, LockView, Request } from './family.ts';

/** True when `try` for this request succeeds now. */
export function trySucceeds(family: LockFamily, request: Request, lock: LockView): boolean {
  return !family.turnedAway(request, lock) && family.blockers(request, lock) === 0;
}
