/**
 * How many entries of a schedule a part (part.ts) still needs to close its circle, at least. Each thread of the circle
 * needs so many to its place by itself. Their sum never says too much, so A* finds a shortest run with it.
 *
 * A step that can fail is often a short cut, and where it is none it may be the only way. It fails only while somebody
 * else has its lock or begins to wait for it. So a thread may count on a failure for nothing only if another one of the
 * circle has the lock now or on its way; otherwise a helper has to get there first, which takes that so many entries,
 * and where no helper can any more the step does not fail. Several failures may be owed to one helper, so only the
 * dearest one counted on is charged: for each price the threads count on everything that is not dearer, and the
 * cheapest choice is the estimate.
 */
import type { Point } from '../machine/points.ts';
import { costsTo, costsToNext } from './costs.ts';
import type { Tables } from './tables.ts';

/** Of a thread of the circle. */
export interface WayToPlace {
  /** Locks (bit set) of steps on the way that can fail. */
  readonly tried: number;
  /** Of those, locks that it tries to take while it has them itself. */
  readonly triedTwice: number;
  /** Per point: locks (bit set) that it keeps from others there or after that, up to its place. */
  readonly keeps: Int32Array;
  /** Entries per point when only steps on these locks (bit set) fail. */
  toGo(failing: number): readonly number[];
}

/** @param points of the thread, cut at its place */
export function wayToPlace(points: readonly Point[], place: number): WayToPlace {
  const keeps = new Int32Array(points.length);
  let tried = 0;
  let triedTwice = 0;
  for (let at = place; at >= 0; at--) {
    const { next, failed, lock } = points[at]!;
    const own = keptAt(points[at]!);
    keeps[at] =
      own | (next === -1 || next > place ? 0 : keeps[next]!) | (failed === -1 || failed > place ? 0 : keeps[failed]!);
    if (failed === -1) continue;
    tried |= 1 << lock;
    if (own & (1 << lock)) triedTwice |= 1 << lock;
  }
  const known = new Map<number, readonly number[]>();
  return {
    tried,
    triedTwice,
    keeps,
    toGo(failing) {
      const steps = known.get(failing) ?? costsTo(points, place, failing);
      known.set(failing, steps);
      return steps;
    },
  };
}

/** Locks (bit set) that a thread at this point has or begins to wait for: a try for one of them may fail. */
function keptAt({ writes, reads, announced }: Point): number {
  return writes | reads | announced;
}

const distances = new WeakMap<Tables, Map<number, readonly (readonly number[])[]>>();

/** Per lock and point: entries until the thread keeps the lock from others. */
function distancesToLocks(tables: Tables, thread: number): readonly (readonly number[])[] {
  const known = distances.get(tables) ?? new Map<number, readonly (readonly number[])[]>();
  distances.set(tables, known);
  const before = known.get(thread);
  if (before) return before;
  const { context } = tables.machine.threads[thread]!;
  const { points } = tables.threads[thread]!;
  const made = tables.machine.families.map((_, lock) => {
    const steps = costsToNext(points, (point) => (keptAt(point) & (1 << lock)) !== 0);
    // An interrupt has to come first.
    return context === 'task' ? steps : steps.map((entries, at) => (at === 0 ? entries + 1 : entries));
  });
  known.set(thread, made);
  return made;
}

/**
 * The estimate for states of a part: one point per thread, those of the circle first.
 *
 * @param ways of the threads of the circle.
 * @param helpers threads of the whole machine.
 * @param failAtWill steps fail without anybody's help.
 */
export function estimateFor(
  tables: Tables,
  ways: readonly WayToPlace[],
  helpers: readonly number[],
  failAtWill: boolean,
): (points: readonly number[]) => number {
  const circle = ways.length;
  const tried = ways.reduce((set, way) => set | way.tried, 0);
  const all = ways.map((way) => way.toGo(way.tried));
  const sumOf = (points: readonly number[], toGo: readonly (readonly number[])[]): number => {
    let sum = 0;
    for (let i = 0; i < circle; i++) sum += toGo[i]![points[i]!]!;
    return sum;
  };
  if (failAtWill || tried === 0) return (points) => sumOf(points, all);

  const locks: number[] = [];
  for (let rest = tried; rest !== 0; rest &= rest - 1) locks.push(31 - Math.clz32(rest & -rest));
  const helping = helpers.map((thread) => distancesToLocks(tables, thread));
  const prices = new Float64Array(locks.length);
  const free = new Int32Array(circle);
  /** Per thread: what it counts on as a bit set of locks, and its entries then; kept from state to state. */
  const counted = new Int32Array(circle).fill(-1);
  const toGo = [...all];
  const sum = (points: readonly number[], failing: number): number => {
    let entries = 0;
    for (let i = 0; i < circle; i++) {
      const own = (free[i]! | failing) & ways[i]!.tried;
      if (counted[i] !== own) {
        counted[i] = own;
        toGo[i] = ways[i]!.toGo(own);
      }
      entries += toGo[i]![points[i]!]!;
    }
    return entries;
  };

  return (points) => {
    const least = sumOf(points, all);
    if (least === Infinity) return least;
    let once = 0;
    let twice = 0;
    for (let i = 0; i < circle; i++) {
      const keeps = ways[i]!.keeps[points[i]!]!;
      twice |= once & keeps;
      once |= keeps;
    }
    for (let i = 0; i < circle; i++) free[i] = twice | (once & ~ways[i]!.keeps[points[i]!]!) | ways[i]!.triedTwice;
    let best = sum(points, 0);
    if (best === least) return best;
    for (let at = 0; at < locks.length; at++) {
      let price = Infinity;
      for (let i = 0; i < helping.length; i++) price = Math.min(price, helping[i]![locks[at]!]![points[circle + i]!]!);
      prices[at] = price;
    }
    for (let price = -1; ;) {
      // The next dearer one.
      let next = Infinity;
      for (const other of prices) if (other > price && other < next) next = other;
      if (least + next >= best) return best;
      price = next;
      let failing = 0;
      for (let at = 0; at < locks.length; at++) if (prices[at]! <= price) failing |= 1 << locks[at]!;
      best = Math.min(best, price + sum(points, failing));
    }
  };
}
