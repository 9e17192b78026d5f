/**
 * Every circle that the programs of the threads allow, by what is held and wanted where. Whether its threads can get to
 * their places is another question (reach.ts).
 *
 * An interrupt closes a circle in two ways. It can stand still itself, waiting for a lock, and then came on an idle CPU as
 * far as this circle is concerned; or the thread below it stands still because of it, and then it came when that thread
 * was at its place, for it never goes on from there. So no moment of coming has to be tried at all. Where an interrupt is
 * bound to the CPU of a task, the task stands still under it and so is in the circle only as that, or not at all; it came
 * before the task's first step then.
 */
import type { Machine, Point } from '../machine/points.ts';
import { rotation, underLabel, waitLabel } from './circles.ts';
import { components } from './components.ts';
import { pairsOf } from './pairs.ts';
import { blocks, boundTo, placesOf, type Place } from './places.ts';
import type { Tables } from './tables.ts';

/** A circle that the programs allow: who waits where, each for the next. */
export interface Candidate {
  readonly threads: readonly number[];
  /** Indexes of the points, in the same order. */
  readonly points: readonly number[];
  /** In the same order: the thread stands still under the next one, an interrupt; otherwise it waits for a lock. */
  readonly under: readonly boolean[];
  /** In the same order: the task on whose CPU the thread is in this circle; -1 for an idle CPU of its own. */
  readonly cpus: readonly number[];
  /** As in circles.ts: equal for the same deadlock. */
  readonly key: string;
  /** Entries of a schedule that are needed at least to get there. */
  readonly length: number;
}

/** Ways along what waits for what that are followed; after that `more` is said. */
const MAX_PATHS = 2_000_000;
/** Places where a thread can wait with something others want; all pairs of them are compared. */
const MAX_PLACES = 6_000;
/** Ways between two signs of life. */
const PACE = 20_000;

export interface Candidates {
  /** Shortest first. */
  readonly list: readonly Candidate[];
  /** Why there may be more, in words; absent when these are all. */
  readonly limit?: string;
}

/** At most `most` circles that are possible by what is held and wanted. Yields now and then, so that it can be stopped. */
export function* candidates(tables: Tables, most: number): Generator<undefined, Candidates> {
  const { machine, twins } = tables;
  const members = new Map<number, number[]>();
  twins.forEach((twin, index) => members.set(twin, [...(members.get(twin) ?? []), index]));
  const places = [...members.keys()].flatMap((twin) => placesOf(machine, twin));
  if (places.length > MAX_PLACES)
    return { list: [], limit: `more than ${MAX_PLACES} places where a thread can wait while it holds something` };
  const waitsFor: Uint8Array[] = [];
  const together: Uint8Array[] = [];
  const pairs = pairsOf(machine);
  for (const [at, place] of places.entries()) {
    waitsFor.push(Uint8Array.from(places, (other) => (blocks(machine, place, other, 2) ? 1 : 0)));
    together.push(
      Uint8Array.from(places, (other) =>
        pairs.meet(place.twin, place.point.index, other.twin, other.point.index) && !runOnOneCpu(machine, place, other)
          ? 1
          : 0,
      ),
    );
    if (at % 256 === 255) yield undefined;
  }
  const leads = yield* earliest(machine, places, waitsFor);
  for (const [at, { under, twin, point }] of places.entries())
    for (const [to, top] of places.entries())
      if (under && leads[at]![to] === 1 && pairs.ways(twin, point.index, top.twin, top.point.index, true)[0] === 0)
        leads[at]![to] = 0;
  // Whatever else it waits for: it waits for itself.
  const alone = places.map((place) => !place.under && blocks(machine, place, place, 1));
  const component = components(waitsFor);
  const onward = places.map((_, at) => {
    const next: number[] = [];
    leads[at]!.forEach((waits, to) => {
      if (waits === 1 && component[to] === component[at] && !alone[to]) next.push(to);
    });
    return next;
  });
  const found = new Map<string, Candidate>();
  const path: number[] = [];
  const used = new Map<number, number>();
  let limit: string | undefined;

  const keep = (): void => {
    const key = rotation(
      path.map((at, index) => {
        const { twin, point, under } = places[at]!;
        if (!under) return waitLabel(twin, point.step);
        const before = places[path.at(index - 1)!]!;
        return underLabel(twin, point, before.under ? -1 : before.point.lock);
      }),
    );
    // The same steps can be reached over different failures: those are different places.
    const exact = `${key} ${rotation(path.map((at) => `${places[at]!.twin}:${places[at]!.point.index}${places[at]!.under ? '~' : ''}`))}`;
    if (found.has(exact)) return;
    if (found.size >= most) {
      limit = `more than ${most} possible circles; the others were not looked at`;
      return;
    }
    const next = new Map<number, number>();
    const threads = path.map((at) => {
      const { twin } = places[at]!;
      const nth = next.get(twin) ?? 0;
      next.set(twin, nth + 1);
      return members.get(twin)![nth]!;
    });
    const under = path.map((at) => places[at]!.under);
    const cpus = cpusOf(machine, threads, under);
    if (!cpus) return;
    found.set(exact, {
      threads,
      points: path.map((at) => places[at]!.point.index),
      under,
      cpus,
      key,
      length: path.reduce((sum, at) => sum + places[at]!.distance, 0),
    });
  };

  /**
   * Whether a place can follow the path: not kept from it by a lock, and without a short cut to or from it. Under an
   * interrupt a thread waits for nobody but that one.
   */
  const follows = (next: number): boolean => {
    const last = path.length - 1;
    for (let i = 0; i <= last; i++) {
      const other = path[i]!;
      if (together[next]![other] === 0) return false;
      if (i < last && waitsFor[other]![next] === 1 && !places[other]!.under) return false;
      if (i > 0 && waitsFor[next]![other] === 1 && !places[next]!.under) return false;
    }
    return true;
  };

  let looked = 0;
  const walk = function* (start: number, at: number): Generator<undefined, void> {
    if (++looked > MAX_PATHS)
      limit ??= `more than ${MAX_PATHS} ways along what waits for what; the others were not followed`;
    if (limit !== undefined) return;
    if (looked % PACE === 0) yield undefined;
    path.push(at);
    const { twin } = places[at]!;
    used.set(twin, (used.get(twin) ?? 0) + 1);
    const closes = path.length > 1 && waitsFor[at]![start] === 1;
    if (closes && leads[at]![start] === 1) keep();
    if (!closes || places[at]!.under)
      for (const next of onward[at]!) {
        if (limit !== undefined) break;
        if (next < start) continue;
        const other = places[next]!.twin;
        if ((used.get(other) ?? 0) < members.get(other)!.length && follows(next)) yield* walk(start, next);
      }
    used.set(twin, used.get(twin)! - 1);
    path.pop();
  };
  for (const at of places.keys()) {
    if (!alone[at]) {
      yield* walk(at, at);
      continue;
    }
    path.push(at);
    keep();
    path.pop();
  }
  return {
    list: [...found.values()].sort((a, b) => a.length - b.length),
    ...(limit === undefined ? {} : { limit }),
  };
}

/**
 * What waits for what, with each thread that stands still under an interrupt only at the earliest of its places that are
 * as good: where it has got to the later one it might as well have stopped at the earlier one, for it kept at least as
 * much from the others all the way. (What it took on that way may make somebody's try fail; then it is not as good.)
 */
function* earliest(
  machine: Machine,
  places: readonly Place[],
  waitsFor: readonly Uint8Array[],
): Generator<undefined, readonly Uint8Array[]> {
  const tried = triedLocks(machine);
  const leads = waitsFor.map((row) => row.slice());
  const standing = new Map<string, number>();
  places.forEach(({ under, twin, point }, at) => under && standing.set(`${twin} ${point.index}`, at));
  for (const [at, place] of places.entries()) {
    if (!place.under) continue;
    for (const sooner of asGood(machine.threads[place.twin]!.points, place.point, tried)) {
      const other = standing.get(`${place.twin} ${sooner.index}`);
      if (other === undefined) continue;
      places.forEach((before, from) => {
        const lock = before.under ? -1 : before.point.lock;
        const same = underLabel(place.twin, place.point, lock) === underLabel(place.twin, sooner, lock);
        if (same && waitsFor[from]![at] === 1 && waitsFor[from]![other] === 1) leads[from]![at] = 0;
      });
    }
    if (at % 64 === 63) yield undefined;
  }
  return leads;
}

/** Locks (bit set) of steps that can fail. */
function triedLocks(machine: Machine): number {
  let set = 0;
  for (const { points } of machine.threads) for (const { failed, lock } of points) if (failed !== -1) set |= 1 << lock;
  return set;
}

/** Points before this one, on all ways to it, at which a thread keeps no more from others and lets in all it lets in after. */
function asGood(points: readonly Point[], place: Point, tried: number): Point[] {
  const found: Point[] = [];
  const way = [place];
  for (;;) {
    const before = points.filter(({ next, failed }) => next === way.at(-1)!.index || failed === way.at(-1)!.index);
    const [sooner] = before;
    if (before.length !== 1 || sooner === undefined) return found;
    const keeps = ({ writes, reads, announced, flags }: Point): boolean =>
      (sooner.writes & ~writes) === 0 &&
      (sooner.reads & ~reads) === 0 &&
      (sooner.announced & ~announced) === 0 &&
      ((writes | reads | announced) & ~(sooner.writes | sooner.reads | sooner.announced) & tried) === 0 &&
      (sooner.flags.irqsOn || !flags.irqsOn) &&
      (sooner.flags.bottomHalvesOn || !flags.bottomHalvesOn);
    if (way.every(keeps)) found.push(sooner);
    way.push(sooner);
  }
}

/** True when both places are for a thread that runs on the same CPU: only one of them does. */
function runOnOneCpu(machine: Machine, a: Place, b: Place): boolean {
  const cpu = boundTo(machine, a.twin);
  return !a.under && !b.under && a.twin !== b.twin && cpu !== -1 && cpu === boundTo(machine, b.twin);
}

/**
 * The CPU of each thread of a circle; undefined when that cannot be: of all threads on one CPU each but the topmost
 * stands still under the next.
 */
function cpusOf(
  machine: Machine,
  threads: readonly number[],
  under: readonly boolean[],
): readonly number[] | undefined {
  const cpus = threads.map((thread) => boundTo(machine, thread));
  const linked = (at: number): boolean => {
    const next = (at + 1) % threads.length;
    if (!under[at] || cpus[at] === cpus[next]) return false;
    if (cpus[at] === -1) cpus[at] = cpus[next]!;
    else if (cpus[next] === -1) cpus[next] = cpus[at]!;
    else return false;
    return true;
  };
  for (let changed = true; changed;) changed = threads.some((_, at) => linked(at));
  const links = threads.filter((_, at) => under[at] && cpus[at] !== -1).length;
  const known = cpus.filter((cpu) => cpu !== -1);
  // Per CPU one less than threads; two CPUs in one stack cannot be.
  const torn = threads.some((_, at) => under[at] && cpus[at] !== cpus[(at + 1) % threads.length]);
  return torn || links !== known.length - new Set(known).size ? undefined : cpus;
}
