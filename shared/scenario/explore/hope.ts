/**
 * Whether a deadlock that is not known yet can still come of a state. Where none can, nothing after it has to be looked at.
 *
 * Circles were looked at one by one before (by-circles.ts), so of those only the ones that were given up are of interest:
 * as long as each of their threads can still get to its place. All other deadlocks have somebody in them who waits for a
 * counted completion:
 *
 * For ever: nobody else is left who could give it. Then all others have given all they ever give, and that is not enough,
 * should they use up all they can. Such a deadlock is one thread in one step, so it is known once it was found.
 *
 * A knot: those who could give it wait as well, for the waiting one or each other. Every such wait ahead of a thread is
 * taken to be one that never ends, until there is no reason left for it (a greatest fixed point):
 *
 * - A smallest group of threads has no circle of locks in it, or that would be the smaller group. So whoever of it waits
 *   for a lock does so, in the end, because of one who waits for a completion: its place is "grounded", somebody else
 *   keeps the lock from it at a place that is grounded or is such a wait. (Least fixed point.)
 * - A wait for a completion in a group needs another one of the group that has not given it yet, at such a wait or at a
 *   grounded place. And there are too few signals: those outside the group have none left to give, so they gave all they
 *   ever give and used up at most all they can; the others are at their places.
 *
 * Who stands still at the end of a run was before these places in every state on the way. So where no such wait is left,
 * no run ends in a deadlock of this sort. Whether threads can be at their places at once is not asked: that keeps states
 * that could be given up, and never the other way round. Only for machines without interrupts.
 */
import { members } from '../machine.ts';
import type { Machine, Point } from '../machine/points.ts';
import type { Candidate } from './candidates.ts';
import { forEverKey, knotKey, waitLabel } from './circles.ts';
import { costsTo } from './costs.ts';
import { isCounted } from './closures.ts';
import type { Tables } from './tables.ts';

/** A place where a thread can wait. */
interface Stop {
  readonly lock: number;
  /** It waits for a counted completion. */
  readonly counted: boolean;
  /** Locks (bit sets) that it keeps from others there, and those it has a completion for afterwards. */
  readonly holds: number;
  readonly owes: number;
  /** Per lock: completions given minus used up by the thread by then. */
  readonly signals: readonly number[];
  /** In the keys of deadlocks (circles.ts). */
  readonly label: string;
}

interface ThreadStops {
  readonly stops: readonly Stop[];
  /** The stops (bit set) that wait for counted completions. */
  readonly counted: number;
  /** Per point: the stops (bit set) that can still be reached from it. */
  readonly ahead: readonly number[];
}

export interface Hope {
  /** Take a deadlock as known. */
  learn(key: string): void;
  /** True when no run from there ends in a deadlock that is not known. */
  isGone(points: readonly number[]): boolean;
}

/** More different places of one thread are not told apart: then nothing is ever given up. */
const MOST_STOPS = 31;

/**
 * @param tables of the machine that is walked through.
 * @param open circles of which it is not known whether they can be closed.
 * @returns undefined where it cannot be told.
 */
export function newHope(tables: Tables, open: readonly Candidate[]): Hope | undefined {
  const { machine, counted } = tables;
  // A thread that ends with something others wait for, and programs with very many places, are not thought through here.
  const endsHolding = tables.threads.some(({ points }) =>
    points.some((point) => point.kind === 'end' && keptFromOthers(machine, point) !== 0),
  );
  const threads = tables.threads.map((_, index) => stopsOf(tables, index));
  if (tables.interrupts || endsHolding || threads.some(({ stops }) => stops.length > MOST_STOPS)) return undefined;
  const locks = machine.families.length;
  const least = tables.threads.map(({ points }) => leastSignals(points, locks));
  const canClose = openCircles(tables, open);
  const count = threads.length;
  /** Per thread: stops at which it may stay for ever, and what it keeps from others and owes there. */
  const stays = new Int32Array(count);
  const holds = new Int32Array(count);
  const owes = new Int32Array(count);
  /** Per thread and counted completion: given minus used up in the end, at least. Indexed [thread * locks + lock]. */
  const fewest = new Int32Array(count * locks);

  const add = (thread: number, number: number): void => {
    const stop = threads[thread]!.stops[number]!;
    stays[thread] = stays[thread]! | (1 << number);
    holds[thread] = holds[thread]! | stop.holds;
    owes[thread] = owes[thread]! | stop.owes;
    for (const lock of counted)
      if (stop.signals[lock]! < fewest[thread * locks + lock]!) fewest[thread * locks + lock] = stop.signals[lock]!;
  };
  const startAt = (points: readonly number[]): void => {
    for (let i = 0; i < count; i++)
      for (const lock of counted) fewest[i * locks + lock] = least[i]![points[i]! * locks + lock]!;
  };
  /** True when all others together may leave too few signals for a thread that waits at a stop. */
  const tooFew = (thread: number, { lock, signals }: Stop): boolean => {
    let sum = signals[lock]!;
    for (let i = 0; i < count; i++) if (i !== thread) sum += fewest[i * locks + lock]!;
    return sum <= 0;
  };
  /** What somebody else than the thread has, of what each has. */
  const others = (sets: Int32Array, thread: number): number => {
    let all = 0;
    for (let i = 0; i < count; i++) if (i !== thread) all |= sets[i]!;
    return all;
  };
  /** Add the grounded places to the waits that are left. */
  const ground = (points: readonly number[]): void => {
    for (let changed = true; changed;) {
      changed = false;
      for (let i = 0; i < count; i++) {
        const { ahead, stops, counted: waits } = threads[i]!;
        const kept = others(holds, i);
        for (let rest = ahead[points[i]!]! & ~waits & ~stays[i]!; rest !== 0; rest &= rest - 1) {
          const number = 31 - Math.clz32(rest & -rest);
          if ((kept & (1 << stops[number]!.lock)) === 0) continue;
          add(i, number);
          changed = true;
        }
      }
    }
  };
  /** Per thread: waits (bit set) that are known to be able to last for ever. */
  const known = threads.map(() => 0);
  const knownKeys = new Set<string>();
  const mayLastForEver = (points: readonly number[]): boolean => {
    startAt(points);
    for (let i = 0; i < count; i++) {
      const { ahead, counted: mask, stops } = threads[i]!;
      for (let rest = ahead[points[i]!]! & mask & ~known[i]!; rest !== 0; rest &= rest - 1) {
        if (tooFew(i, stops[31 - Math.clz32(rest & -rest)]!)) return true;
      }
    }
    return false;
  };

  /**
   * True when only two threads are left at their stops, and both together are known as a knot wherever they wait: one
   * alone is none.
   */
  const isKnownPair = (): boolean => {
    const [a, b, more] = members(stays.reduce((set, own, i) => (own === 0 ? set : set | (1 << i)), 0));
    if (a === undefined || b === undefined || more !== undefined) return false;
    const labels = (i: number): string[] => members(stays[i]!).map((number) => threads[i]!.stops[number]!.label);
    return labels(a).every((mine) => labels(b).every((theirs) => knownKeys.has(knotKey([mine, theirs]))));
  };

  return {
    learn(key) {
      knownKeys.add(key);
      threads.forEach(({ stops }, i) =>
        stops.forEach(({ counted: forEver, label }, number) => {
          if (forEver && forEverKey(label) === key) known[i] = known[i]! | (1 << number);
        }),
      );
    },
    isGone(points) {
      if (canClose(points) || mayLastForEver(points)) return false;
      const waits = threads.map(({ ahead, counted: mask }, i) => ahead[points[i]!]! & mask);
      for (;;) {
        startAt(points);
        for (let i = 0; i < count; i++) {
          stays[i] = 0;
          holds[i] = 0;
          owes[i] = 0;
          for (let rest = waits[i]!; rest !== 0; rest &= rest - 1) add(i, 31 - Math.clz32(rest & -rest));
        }
        ground(points);
        let left = 0;
        let changed = false;
        for (let i = 0; i < count; i++) {
          const owed = others(owes, i);
          for (let rest = waits[i]!; rest !== 0; rest &= rest - 1) {
            const bit = rest & -rest;
            const stop = threads[i]!.stops[31 - Math.clz32(bit)]!;
            if ((owed & (1 << stop.lock)) !== 0 && tooFew(i, stop)) continue;
            waits[i] = waits[i]! & ~bit;
            changed = true;
          }
          left |= waits[i]!;
        }
        if (left === 0) return true;
        if (!changed) return isKnownPair();
      }
    },
  };
}

/** Whether one of the circles may still be closed: each of its threads, or a twin of it, can get to its place. */
function openCircles(tables: Tables, open: readonly Candidate[]): (points: readonly number[]) => boolean {
  const circles = open.map((candidate) =>
    candidate.threads.map((thread, at) => ({
      twins: tables.twins.flatMap((twin, index) => (twin === tables.twins[thread] ? [index] : [])),
      toGo: costsTo(tables.threads[thread]!.points, candidate.points[at]!),
    })),
  );
  return (points) =>
    circles.some((places) =>
      places.every(({ twins, toGo }) => twins.some((thread) => toGo[points[thread]!] !== Infinity)),
    );
}

function stopsOf(tables: Tables, thread: number): ThreadStops {
  const { points } = tables.threads[thread]!;
  const stops: Stop[] = [];
  const numbers = new Map<string, number>();
  const ahead: number[] = points.map(() => 0);
  // Successors have higher indexes.
  for (const point of [...points].reverse()) {
    let reached = 0;
    for (const next of [point.next, point.failed]) if (next !== -1) reached |= ahead[next]!;
    const stop = stopOf(tables, thread, point);
    if (stop) {
      const key = JSON.stringify(stop);
      const number = numbers.get(key) ?? stops.push(stop) - 1;
      numbers.set(key, number);
      reached |= 1 << number;
    }
    ahead[point.index] = reached;
  }
  const counted = stops.reduce((set, stop, number) => (stop.counted ? set | (1 << number) : set), 0);
  return { stops, counted, ahead };
}

function stopOf(tables: Tables, thread: number, point: Point): Stop | undefined {
  const { machine } = tables;
  const { kind, lock } = point;
  // Entering a completion never waits.
  if (kind !== 'wait' && (kind !== 'acquire' || machine.families[lock]!.type === 'completion')) return undefined;
  const counted = isCounted(tables, point);
  return {
    lock,
    counted,
    holds: keptFromOthers(machine, point),
    owes: point.completesAhead,
    signals: point.signals,
    label: waitLabel(tables.twins[thread]!, point.step),
  };
}

/** Locks (bit set) that a thread at this point may keep from others who wait. A removal only turns away. */
function keptFromOthers(machine: Machine, { writes, reads, announced }: Point): number {
  let removals = 0;
  machine.families.forEach(({ type }, lock) => {
    if (type === 'active_ref') removals |= 1 << lock;
  });
  return reads | ((writes | announced) & ~removals);
}

/** Per point and lock: completions given minus used up by the thread when it ends, at least. Indexed [point * locks + lock]. */
function leastSignals(points: readonly Point[], locks: number): Int32Array {
  const least = new Int32Array(points.length * locks);
  for (const { index, next, failed, signals } of [...points].reverse())
    for (let lock = 0; lock < locks; lock++) {
      const onward = [next, failed].filter((to) => to !== -1).map((to) => least[to * locks + lock]!);
      least[index * locks + lock] = onward.length === 0 ? signals[lock]! : Math.min(...onward);
    }
  return least;
}
