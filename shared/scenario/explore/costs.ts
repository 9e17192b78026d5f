/**
 * How many entries of a schedule it takes a thread to get somewhere. A writer that begins to wait and gets the lock at
 * once takes one entry, as a user sees it, not two.
 */
import type { Point } from '../machine/points.ts';

/** Entries to each point from the beginning, on the shortest way. */
export function costs(points: readonly Point[]): number[] {
  const steps = points.map((_, index) => (index === 0 ? 0 : Infinity));
  // Successors have higher indexes.
  for (const { index, kind, next, failed } of points) {
    const one = steps[index]! + 1;
    for (const to of [next, failed, kind === 'announce' ? points[next]!.next : -1])
      if (to !== -1 && one < steps[to]!) steps[to] = one;
  }
  return steps;
}

/**
 * Entries from each point to `place`, on the shortest way; Infinity where it cannot be reached any more.
 *
 * @param failing locks (bit set) whose steps may fail. Default: all.
 */
export function costsTo(points: readonly Point[], place: number, failing = -1): readonly number[] {
  return backward(points, failing, ({ index }) => index === place, place);
}

/** Entries from each point to the next one that `isGoal`; Infinity where there is none. */
export function costsToNext(points: readonly Point[], isGoal: (point: Point) => boolean): readonly number[] {
  return backward(points, -1, isGoal, points.length - 1);
}

function backward(
  points: readonly Point[],
  failing: number,
  isGoal: (point: Point) => boolean,
  last: number,
): readonly number[] {
  const steps = points.map(() => Infinity);
  for (let at = last; at >= 0; at--) {
    const point = points[at]!;
    if (isGoal(point)) {
      steps[at] = 0;
      continue;
    }
    const { kind, next, failed, lock } = point;
    let least = next === -1 ? Infinity : steps[next]!;
    if (failed !== -1 && failing & (1 << lock)) least = Math.min(least, steps[failed]!);
    if (kind === 'announce' && points[next]!.next !== -1) least = Math.min(least, steps[points[next]!.next]!);
    steps[at] = least + 1;
  }
  return steps;
}
