/**
 * Partial-order reduction: closed sets of threads. In a state a set of threads is closed when nothing that the others can
 * do, before one of the set moves, conflicts with what one of the set does next, or lets one of the set move that cannot
 * yet. Then whatever run there is from here, its first move of a thread of the set can as well come first: moves that do
 * not conflict may change places. So only the threads of the set have to be tried (stubborn sets: Valmari 1989; persistent
 * sets: Godefroid 1996, ch. 4). The same rules serve the way to a goal (reach.ts) and the search for states in which
 * nobody can move (persistent.ts, walk-fused.ts).
 *
 * Many sets are asked for in one state, and what a thread brings along does not depend on the set but for one choice. So
 * it is worked out once a state.
 */
import type { Point } from '../machine/points.ts';
import type { ThreadSet } from '../semantics/family.ts';
import { conflict, type Snapshot, type Tables } from './tables.ts';

export class Closures {
  #tables: Tables;
  readonly #conflicts: ((u: number, v: number) => boolean) | undefined;
  #snapshot: Snapshot | undefined;
  #points: ArrayLike<number> = [];
  /** Threads (bit set) whose `#needs` and `#oneOf` are worked out for this state. */
  #known = 0;
  /** Per thread of a set: who is in it as well, and of whom one has to be (0: of nobody). */
  readonly #needs: Int32Array;
  readonly #oneOf: Int32Array;

  /** @param conflicts pairs of threads that conflict for other reasons than their locks. */
  constructor(tables: Tables, conflicts?: (u: number, v: number) => boolean) {
    this.#tables = tables;
    this.#conflicts = conflicts;
    this.#needs = new Int32Array(tables.threads.length);
    this.#oneOf = new Int32Array(tables.threads.length);
  }

  /** From now on they are states of other tables, with as many threads at most. */
  begin(tables: Tables): void {
    this.#tables = tables;
    this.#known = 0;
  }

  /** From now on the sets are those of this state. */
  at(snapshot: Snapshot, points: ArrayLike<number>): void {
    this.#snapshot = snapshot;
    this.#points = points;
    this.#known = 0;
  }

  /** The smallest closed set that contains the seed. */
  from(seed: ThreadSet): ThreadSet {
    let set = seed;
    for (let todo = seed; todo !== 0;) {
      const u = 31 - Math.clz32(todo & -todo);
      todo &= todo - 1;
      if (!(this.#known & (1 << u))) this.#look(u);
      let add = this.#needs[u]!;
      const oneOf = this.#oneOf[u]!;
      // One is enough; what it has itself it will never let go.
      if (oneOf !== 0 && !(oneOf & (set | (1 << u)))) add |= oneOf & -oneOf;
      add &= ~set;
      set |= add;
      todo |= add;
    }
    return set;
  }

  /** The smallest set, by those who can move, out of the closed sets that contain one of the seeds each. */
  smallest(seeds: ThreadSet, enabled: ThreadSet): ThreadSet {
    let best = 0;
    let bestSize = Infinity;
    for (let rest = seeds; rest !== 0 && bestSize > 1; rest &= rest - 1) {
      const found = this.from(rest & -rest) & enabled;
      const size = bits(found);
      if (size >= bestSize) continue;
      best = found;
      bestSize = size;
    }
    return best;
  }

  #look(u: number): void {
    const tables = this.#tables;
    const snapshot = this.#snapshot!;
    const points = this.#points;
    this.#known |= 1 << u;
    const blockers = snapshot.blockers[u]!;
    if (blockers !== 0) {
      // Under an interrupt it waits for that one.
      const any = snapshot.above[u] === -1 && isCounted(tables, tables.threads[u]!.points[points[u]!]!);
      this.#needs[u] = any ? blockers & ~(1 << u) : 0;
      // All of them have to move before it can.
      this.#oneOf[u] = any ? 0 : blockers;
      return;
    }
    let needs = snapshot.coupled[u]!;
    const byLocks = !isPlenty(tables, snapshot, points, u);
    for (let v = 0; v < tables.threads.length; v++) {
      if (v === u || needs & (1 << v)) continue;
      if ((byLocks && conflict(tables, u, points[u]!, v, points[v]!)) || this.#conflicts?.(u, v)) needs |= 1 << v;
    }
    this.#needs[u] = needs;
    // It can begin to wait now; to get the lock in the same go somebody has to move first.
    this.#oneOf[u] = snapshot.behind[u]!;
  }
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
