/**
 * What two threads can do with each other, the others left out. Those only hinder (and make tries fail: here they fail at
 * will), so what two threads alone cannot do is impossible: circles are not listed, and ways to one not followed, when
 * two of their threads cannot both get to their places from where they are.
 */
import type { Machine, Point } from '../machine/points.ts';

/** Per pair of points, [pointA * points of B + pointB]: 1 where both can be at once. */
type Grid = Uint8Array;

export interface Pairs {
  /** True when thread `a` can be at point `p` while thread `b` is at `q`. For equal numbers: two with the same program. */
  meet(a: number, p: number, b: number, q: number): boolean;
  /**
   * From where both can still get to `p` and `q`.
   *
   * @param after `b` begins only when `a` is at `p`: it is an interrupt that comes on top of it there.
   */
  ways(a: number, p: number, b: number, q: number, after: boolean): Grid;
}

const known = new WeakMap<Machine, Pairs>();

/** Computed when asked for, and kept. */
export function pairsOf(machine: Machine): Pairs {
  const before = known.get(machine);
  if (before) return before;
  const made = newPairs(machine);
  known.set(machine, made);
  return made;
}

function newPairs(machine: Machine): Pairs {
  const count = machine.threads.length;
  const reached = new Map<number, Grid>();
  const open = new Map<number, Grid>();
  const most = Math.max(...machine.threads.map(({ points }) => points.length));
  const pointsOf = (thread: number): readonly Point[] => machine.threads[thread]!.points;

  /** True when a thread can take the step at `from`, with the other one at `other`. */
  const canLeave = (from: Point, other: Point): boolean =>
    from.kind !== 'wait' || !(machine.entered & (1 << from.lock)) || !(other.reads & (1 << from.lock));

  const forward = (a: number, b: number): Grid => {
    const width = pointsOf(b).length;
    const grid = new Uint8Array(pointsOf(a).length * width);
    grid[0] = 1;
    // Successors have higher indexes.
    for (const p of pointsOf(a))
      for (const q of pointsOf(b)) {
        if (grid[p.index * width + q.index] === 0) continue;
        const go = (to: Point | undefined, other: Point | undefined): void => {
          if (to && other && compatible(machine, to, other)) grid[to.index * width + other.index] = 1;
        };
        for (const next of [p.next, p.failed]) if (canLeave(p, q)) go(pointsOf(a)[next], q);
        for (const next of [q.next, q.failed]) if (canLeave(q, p)) go(p, pointsOf(b)[next]);
      }
    return grid;
  };

  const backward = (a: number, goalA: number, b: number, goalB: number, after: boolean): Grid => {
    const width = pointsOf(b).length;
    const grid = new Uint8Array(pointsOf(a).length * width);
    for (let i = goalA; i >= 0; i--)
      for (let j = goalB; j >= 0; j--) {
        const p = pointsOf(a)[i]!;
        const q = pointsOf(b)[j]!;
        const leads = (x: number, y: number): boolean => x !== -1 && y !== -1 && grid[x * width + y] === 1;
        const open =
          (i === goalA && j === goalB) ||
          (i !== goalA && canLeave(p, q) && (leads(p.next, j) || leads(p.failed, j))) ||
          (j !== goalB && (!after || i === goalA) && canLeave(q, p) && (leads(i, q.next) || leads(i, q.failed)));
        if (open && compatible(machine, p, q)) grid[i * width + j] = 1;
      }
    return grid;
  };

  return {
    meet(a, p, b, q) {
      const key = a * count + b;
      const grid = reached.get(key) ?? forward(a, b);
      reached.set(key, grid);
      return grid[p * pointsOf(b).length + q] === 1;
    },
    ways(a, p, b, q, after) {
      const key = (((a * count + b) * most + p) * most + q) * 2 + (after ? 1 : 0);
      const grid = open.get(key) ?? backward(a, p, b, q, after);
      open.set(key, grid);
      return grid;
    },
  };
}

/** True when two threads can be at these points at once, by what they hold. Removing the same thing twice is possible. */
export function compatible(machine: Machine, a: Point, b: Point): boolean {
  let shared = a.writes & b.writes;
  for (let lock = 0; shared !== 0 && lock < machine.families.length; lock++)
    if (machine.families[lock]!.type === 'active_ref') shared &= ~(1 << lock);
  return shared === 0 && !(a.writes & b.reads) && !(b.writes & a.reads);
}
