/**
 * Partial-order reduction on the way to a goal: which threads have to be tried in a state so that a shortest way is still
 * found. It begins with a thread that has to move before the goal; a set of threads is enough when nothing the others can
 * do, before one of the set moves, conflicts with what the set does next, for then that move can as well come first
 * (stubborn sets: Valmari 1989; for shortest ways: Wehrle and Helmert 2012).
 */
import type { Point } from '../machine/points.ts';
import type { ThreadSet } from '../semantics/family.ts';
import { conflict, type Snapshot, type Tables } from './tables.ts';

/**
 * The threads to try, out of those that can move. Empty when the goal cannot be reached from here.
 *
 * @param seeds threads each of which has to move before the goal is reached.
 */
export function stubborn(
  tables: Tables,
  snapshot: Snapshot,
  points: ArrayLike<number>,
  seeds: ThreadSet,
  enabled: ThreadSet,
): ThreadSet {
  let best = -1;
  let bestSize = Infinity;
  for (let rest = seeds; rest !== 0 && bestSize > 1; rest &= rest - 1) {
    const found = closure(tables, snapshot, points, rest & -rest) & enabled;
    const size = bits(found);
    if (size === 0) return 0;
    if (size < bestSize) {
      best = found;
      bestSize = size;
    }
  }
  return best === -1 ? 0 : best;
}

/** The smallest closed set of threads that contains the seed. */
export function closure(tables: Tables, snapshot: Snapshot, points: ArrayLike<number>, seed: ThreadSet): ThreadSet {
  const count = tables.threads.length;
  let set = seed;
  for (let todo = seed; todo !== 0;) {
    const u = 31 - Math.clz32(todo & -todo);
    todo &= todo - 1;
    let add = 0;
    const blockers = snapshot.blockers[u]!;
    if (blockers !== 0) add = enablers(tables, points, u, blockers, set);
    else {
      if (!isPlenty(tables, snapshot, points, u))
        for (let v = 0; v < count; v++)
          if (!(set & (1 << v)) && conflict(tables, u, points[u]!, v, points[v]!)) add |= 1 << v;
      add |= snapshot.coupled[u]!;
      // It can begin to wait now; to get the lock in the same go somebody has to move first.
      const behind = snapshot.behind[u]!;
      if (behind !== 0 && !(behind & (set | (1 << u)))) add |= behind & -behind;
    }
    add &= ~set;
    set |= add;
    todo |= add;
  }
  return set;
}

/** A wait for which there are signals enough, whoever else waits: nobody can take it away. */
function isPlenty(tables: Tables, snapshot: Snapshot, points: ArrayLike<number>, u: number): boolean {
  const point = tables.threads[u]!.points[points[u]!]!;
  if (!isCounted(tables, point)) return false;
  const locks = tables.machine.families.length;
  let left = snapshot.signals[point.lock]!;
  for (let v = 0; v < tables.threads.length; v++)
    if (v !== u) left -= tables.threads[v]!.waits[points[v]! * locks + point.lock]!;
  return left > 0;
}

/** For a thread that cannot move: threads of which one has to move before it can. */
function enablers(
  tables: Tables,
  points: ArrayLike<number>,
  u: number,
  blockers: ThreadSet,
  set: ThreadSet,
): ThreadSet {
  const self = 1 << u;
  if (isCounted(tables, tables.threads[u]!.points[points[u]!]!)) return blockers & ~self;
  // All of them have to move, so one of them is enough; its own lock it will never let go.
  if (blockers & (set | self)) return 0;
  return blockers & -blockers;
}

/** A wait that any of the blockers can end. */
export function isCounted(tables: Tables, point: Point): boolean {
  return point.kind === 'wait' && !(tables.machine.entered & (1 << point.lock));
}

/** How many threads are in a set. */
export function bits(set: ThreadSet): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count++;
  return count;
}
