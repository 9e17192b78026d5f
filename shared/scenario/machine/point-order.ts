/** The points of a thread in order, and each only once. */
import type { Point } from './points.ts';

/** Points in the order of execution, from `start` = 0; a successor always has a higher number. */
export function inRunOrder(points: readonly Point[], start: number): Point[] {
  const order: number[] = [];
  const seen = new Set<number>();
  const stack: { point: number; done: boolean }[] = [{ point: start, done: false }];
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    if (entry.done) {
      order.push(entry.point);
      continue;
    }
    if (seen.has(entry.point)) continue;
    seen.add(entry.point);
    stack.push({ point: entry.point, done: true });
    const point = points[entry.point]!;
    for (const next of [point.next, point.failed]) if (next !== -1) stack.push({ point: next, done: false });
  }
  order.reverse();
  const place = new Map(order.map((old, index) => [old, index]));
  return order.map((old, index) => {
    const point = points[old]!;
    return { ...point, index, next: place.get(point.next) ?? -1, failed: place.get(point.failed) ?? -1 };
  });
}

/**
 * Points that nothing can tell apart, looking at what is held there and at everything that can follow, are one point: after
 * the section of a failed try a thread is where it would be without the failure. Successors keep higher numbers.
 *
 * @param points successors have higher indexes.
 */
export function mergedPoints(points: readonly Point[]): Point[] {
  const same = new Map<string, number>();
  const kept: number[] = [];
  const first: number[] = [];
  for (let at = points.length - 1; at >= 0; at--) {
    const point = points[at]!;
    const onward = { next: first[point.next] ?? -1, failed: first[point.failed] ?? -1 };
    const key = JSON.stringify({ ...point, ...onward, index: 0 });
    const known = same.get(key);
    first[at] = known ?? at;
    if (known !== undefined) continue;
    same.set(key, at);
    kept.push(at);
  }
  const place = new Map(kept.reverse().map((old, index) => [old, index]));
  const indexOf = (old: number): number => (old === -1 ? -1 : place.get(first[old]!)!);
  return kept.map((old, index) => {
    const point = points[old]!;
    return { ...point, index, next: indexOf(point.next), failed: indexOf(point.failed) };
  });
}
