/**
 * How many entries of a schedule it takes a thread to get somewhere. A writer that begins to wait and gets the lock at
 * once takes one entry, as a user sees it, not two.
 */
import type { Point } from '../machine/points.ts';

/** Where a thread can get from a point with one entry. */
export function* ways(points: readonly Point[], at: number): Generator<number, void> {
  const { kind, next, failed } = points[at]!;
  if (next !== -1) yield next;
  if (failed !== -1) yield failed;
  if (kind === 'announce' && points[next]!.next !== -1) yield points[next]!.next;
}

/** Entries to each point from the beginning, on the shortest way. */
export function costs(points: readonly Point[]): number[] {
  const steps = points.map((_, index) => (index === 0 ? 0 : Infinity));
  // Successors have higher indexes.
  for (const { index } of points)
    for (const to of ways(points, index)) steps[to] = Math.min(steps[to]!, steps[index]! + 1);
  return steps;
}

/** Entries from each point to `place`, on the shortest way; Infinity where it cannot be reached any more. */
export function costsTo(points: readonly Point[], place: number): number[] {
  const steps = points.map((_, index) => (index === place ? 0 : Infinity));
  for (let at = place - 1; at >= 0; at--)
    for (const to of ways(points, at)) steps[at] = Math.min(steps[at]!, steps[to]! + 1);
  return steps;
}
