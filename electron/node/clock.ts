/** Wall-clock time fine enough to order what arrives from several consoles. */

/** The monotonic clock may be off the wall clock by this much before it is set again, in milliseconds. */
const MAX_DRIFT = 2;

let wallAtAnchor = Date.now();
let monotonicAtAnchor = performance.now();

/**
 * Now, in whole microseconds since 1970. Between two corrections of the wall clock it follows the monotonic clock, so
 * that it has better than millisecond steps.
 */
export function nowMicroseconds(): number {
  const wall = Date.now();
  const monotonic = performance.now();
  const estimate = wallAtAnchor + (monotonic - monotonicAtAnchor);
  if (Math.abs(estimate - wall) <= MAX_DRIFT) return Math.round(estimate * 1000);
  wallAtAnchor = wall;
  monotonicAtAnchor = monotonic;
  return wall * 1000;
}
