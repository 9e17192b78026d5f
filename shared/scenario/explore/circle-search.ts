/**
 * Scenarios in which every deadlock is a circle of threads that wait for each other (tables.ts: `circular`). Instead of
 * walking through all interleavings of all threads: list every circle that the programs allow by what is held and wanted
 * where, and for each one let its few threads run, each only up to its place in the circle.
 *
 * An interrupt closes a circle in two ways. It can stand still itself, waiting for a lock, and then came on an idle CPU as
 * far as this circle is concerned; or the thread below it stands still because of it, and then it came when that thread
 * was at its place, for it never goes on from there. So no moment of coming has to be tried at all.
 *
 * Other threads only hinder those of the circle, so they can be left out, with one exception: somebody else may make a
 * trylock fail or turn away an entry. So where the threads of the circle have such steps, they run first with steps
 * that may fail at will (what is not reachable then, never is), then alone as they are, and then with the others as
 * helpers.
 */
import {
  IDLE_CPU,
  initialMachineState,
  isRefused,
  perform,
  type CompiledThread,
  type Machine,
  type MachineAction,
  type MachineState,
  type Point,
} from '../machine.ts';
import type { LockView, ThreadSet } from '../semantics/family.ts';
import { mayInterrupt } from '../semantics/interrupts.ts';
import { persistentActions } from './persistent.ts';
import { newSnapshot, tablesOf, take, type Snapshot, type Tables } from './tables.ts';
import { newVisited } from './visited.ts';

/** A circle that the programs allow: who waits where, each for the next. */
export interface Candidate {
  readonly threads: readonly number[];
  /** Indexes of the points, in the same order. */
  readonly points: readonly number[];
  /** In the same order: the thread stands still under the next one, an interrupt; otherwise it waits for a lock. */
  readonly under: readonly boolean[];
  readonly key: string;
  /** Actions needed to get there; every run needs at least as many. */
  readonly length: number;
}

interface Place {
  /** First thread of the twins this place belongs to. */
  readonly twin: number;
  readonly point: Point;
  readonly distance: number;
  /** It stands still under an interrupt here, whatever its step would be. */
  readonly under: boolean;
}

/** Ways along what waits for what that are followed; after that `more` is said. */
const MAX_PATHS = 2_000_000;

/** All circles that are possible by what is held and wanted, shortest first; `more` when there are more than `most`. */
export function candidates(
  tables: Tables,
  most: number,
): { readonly list: readonly Candidate[]; readonly more: boolean } {
  const { machine, twins } = tables;
  const members = new Map<number, number[]>();
  twins.forEach((twin, index) => members.set(twin, [...(members.get(twin) ?? []), index]));
  const places: Place[] = [...members.keys()].flatMap((twin) => {
    const { points, context } = machine.threads[twin]!;
    const distance = distances(points);
    const place = (point: Point, under: boolean): Place => ({
      twin,
      point,
      // An interrupt has to come first.
      distance: distance[point.index]! + (context === 'task' ? 0 : 1),
      under,
    });
    return [
      ...points.filter(({ kind }) => kind === 'acquire' || kind === 'wait').map((point) => place(point, false)),
      ...points.filter((point) => canBeInterrupted(machine, twin, point)).map((point) => place(point, true)),
    ];
  });
  const waitsFor = places.map((place) => places.map((other) => (blocks(machine, place, other, 2) ? 1 : 0)));
  const together = places.map((place) =>
    places.map((other) => (compatible(machine, place.point, other.point) ? 1 : 0)),
  );
  const component = components(waitsFor);
  const onward = places.map((_, at) =>
    places.flatMap((__, next) => (waitsFor[at]![next] && component[next] === component[at] ? [next] : [])),
  );
  const found = new Map<string, Candidate>();
  const path: number[] = [];
  let looked = 0;
  const used = new Map<number, number>();
  let more = false;

  const keep = (): void => {
    const labels = path.map((at) => `${places[at]!.twin}@${places[at]!.point.step}`);
    const key = rotation(labels);
    // The same steps can be reached over different failures: those are different places.
    const exact = `${key} ${path
      .map((at) => places[at]!.point.index * 2 + (places[at]!.under ? 1 : 0))
      .sort((a, b) => a - b)
      .join()}`;
    if (found.has(exact)) return;
    if (found.size >= most) {
      more = true;
      return;
    }
    const next = new Map<number, number>();
    const threads = path.map((at) => {
      const { twin } = places[at]!;
      const nth = next.get(twin) ?? 0;
      next.set(twin, nth + 1);
      return members.get(twin)![nth]!;
    });
    found.set(exact, {
      threads,
      points: path.map((at) => places[at]!.point.index),
      under: path.map((at) => places[at]!.under),
      key,
      length: path.reduce((sum, at) => sum + places[at]!.distance, 0),
    });
  };

  const walk = (start: number, at: number): void => {
    if (++looked > MAX_PATHS) more = true;
    if (more) return;
    path.push(at);
    const { twin } = places[at]!;
    used.set(twin, (used.get(twin) ?? 0) + 1);
    if (path.length > 1 && waitsFor[at]![start]) keep();
    for (const next of onward[at]!) {
      if (more) break;
      if (next < start) continue;
      const other = places[next]!.twin;
      if ((used.get(other) ?? 0) >= members.get(other)!.length) continue;
      const row = together[next]!;
      let fits = true;
      for (let i = 0; fits && i < path.length; i++) fits = row[path[i]!] === 1;
      if (fits) walk(start, next);
    }
    used.set(twin, used.get(twin)! - 1);
    path.pop();
  };
  places.forEach((place, at) => {
    if (!place.under && blocks(machine, place, place, 1)) {
      path.push(at);
      keep();
      path.pop();
    }
    walk(at, at);
  });
  return { list: [...found.values()].sort((a, b) => a.length - b.length), more };
}

/** True when a thread at `place` waits for another one at `other` (`who` = 2), or for itself (`who` = 1, the same place). */
function blocks(machine: Machine, place: Place, other: Place, who: ThreadSet): boolean {
  if (place.under) return comesOnTop(machine, other.twin, place.twin, place.point);
  const { lock, request } = place.point;
  const bit = 1 << lock;
  const view: LockView = {
    self: 1,
    writers: other.point.writes & bit ? who : 0,
    readers: other.point.reads & bit ? who : 0,
    waitingWriters: other.point.announced & bit ? who : 0,
    inInterrupt: machine.threads[place.twin]!.context !== 'task',
    signals: 1,
    completers: 0,
  };
  return (machine.families[lock]!.blockers(request, view) & who) !== 0;
}

/** True when interrupt `by` may come on top of thread `under` at this point. */
function comesOnTop(machine: Machine, by: number, under: number, point: Point): boolean {
  const { context, on } = machine.threads[by]!;
  return (on === -1 || on === under) && mayInterrupt(context, machine.threads[under]!.context, point.flags);
}

function canBeInterrupted(machine: Machine, thread: number, point: Point): boolean {
  if (point.kind === 'end') return false;
  return machine.threads.some((_, by) => by !== thread && comesOnTop(machine, by, thread, point));
}

/** Numbers that are equal for places which can reach each other (strongly connected components, Kosaraju's way). */
function components(edges: readonly (readonly number[])[]): readonly number[] {
  const order: number[] = [];
  const visit = (
    start: number,
    onward: (at: number, to: number) => boolean,
    seen: Set<number>,
    leave: (at: number) => void,
  ): void => {
    const stack: { at: number; next: number }[] = [{ at: start, next: 0 }];
    seen.add(start);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const to = top.next++;
      if (to >= edges.length) {
        leave(top.at);
        stack.pop();
      } else if (!seen.has(to) && onward(top.at, to)) {
        seen.add(to);
        stack.push({ at: to, next: 0 });
      }
    }
  };
  const forward = new Set<number>();
  edges.forEach((_, at) => {
    if (!forward.has(at))
      visit(
        at,
        (from, to) => edges[from]![to] === 1,
        forward,
        (left) => order.push(left),
      );
  });
  const component = edges.map(() => -1);
  const backward = new Set<number>();
  for (const at of order.reverse())
    if (!backward.has(at))
      visit(
        at,
        (to, from) => edges[from]![to] === 1,
        backward,
        (left) => (component[left] = at),
      );
  return component;
}

/** Steps to each point on the shortest way. */
function distances(points: readonly Point[]): number[] {
  const steps = points.map((_, index) => (index === 0 ? 0 : Infinity));
  // Successors have higher indexes.
  for (const { index, next, failed } of points)
    for (const to of [next, failed]) if (to !== -1) steps[to] = Math.min(steps[to]!, steps[index]! + 1);
  return steps;
}

/** True when two threads can be at these points at once, by what they hold. Removing the same thing twice is possible. */
export function compatible(machine: Machine, a: Point, b: Point): boolean {
  let shared = a.writes & b.writes;
  for (let lock = 0; shared !== 0 && lock < machine.families.length; lock++)
    if (machine.families[lock]!.type === 'active_ref') shared &= ~(1 << lock);
  return shared === 0 && !(a.writes & b.reads) && !(b.writes & a.reads);
}

function rotation(labels: readonly string[]): string {
  let best = '';
  labels.forEach((_, at) => {
    const rotated = [...labels.slice(at), ...labels.slice(0, at)].join(' ');
    if (best === '' || rotated < best) best = rotated;
  });
  return best;
}

export interface Reach {
  /** A run that closes the circle, in threads of the whole machine (empty with `failAtWill`); absent when none exists. */
  readonly run?: readonly MachineAction[];
  readonly states: number;
  readonly transitions: number;
  /** The search was given up. */
  readonly givenUp: boolean;
}

/** How the threads of a candidate run. */
export interface ReachOptions {
  /** Other threads that run along, as far as they like. */
  readonly helpers: readonly number[];
  /** Steps that can fail may do so at will. */
  readonly failAtWill: boolean;
  readonly maxStates: number;
}

/** True when a thread of the candidate has a step before its place that can fail. */
export function canFail(machine: Machine, candidate: Candidate): boolean {
  return candidate.threads.some((thread, at) =>
    machine.threads[thread]!.points.some((point) => point.failed !== -1 && point.index < candidate.points[at]!),
  );
}

/** Let the threads of a candidate run, each up to its place. */
export function reach(machine: Machine, candidate: Candidate, options: ReachOptions): Reach {
  const runners = [...candidate.threads, ...options.helpers];
  const part = cutMachine(machine, candidate, options.helpers);
  // Equal programs end at different places here, so nobody is anybody's twin.
  // Interrupts are on a CPU of their own from the beginning or held back below, so their places need no look either.
  const tables: Tables = { ...tablesOf(part), twins: part.threads.map((_, index) => index), interrupts: false };
  const lost = lostPoints(part, candidate.points);
  const doomed = doomDetector(part, candidate.threads.length, lost);
  const visited = newVisited(tables);
  const snapshot = newSnapshot(part);
  const look = (at: MachineState): readonly MachineAction[] => {
    take(tables, snapshot, at);
    holdBack(candidate, at, snapshot);
    return persistentActions(tables, snapshot, at);
  };
  let state: MachineState = { ...initialMachineState(part), on: part.threads.map(() => IDLE_CPU) };
  visited.add(state);
  const stack = [{ state, actions: look(state), next: 0 }];
  const run: MachineAction[] = [];
  let transitions = 0;
  const arrived = (at: MachineState): boolean => candidate.points.every((point, index) => at.points[index] === point);
  const taken = (): number[] => run.map((action) => runners[action.thread]!);
  const outcome = (found: boolean, givenUp: boolean): Reach => ({
    // Failing at will is no run of the machine: there it is only said that there is one.
    ...(found ? { run: options.failAtWill ? [] : withArrivals(machine, candidate, taken()) } : {}),
    states: visited.size,
    transitions,
    givenUp,
  });
  if (arrived(state)) return outcome(true, false);
  while (stack.length > 0) {
    const level = stack.at(-1)!;
    const action = level.actions[level.next++];
    if (action === undefined) {
      stack.pop();
      run.pop();
      continue;
    }
    const results = [perform(part, level.state, action)];
    if (options.failAtWill) {
      const { failed } = part.threads[action.thread]!.points[level.state.points[action.thread]!]!;
      if (failed !== -1 && !isRefused(part, level.state, action.thread))
        results.push({
          on: level.state.on,
          points: level.state.points.map((point, at) => (at === action.thread ? failed : point)),
        });
    }
    for (const result of results) {
      transitions++;
      state = result;
      if (lost[action.thread]?.[state.points[action.thread]!] || doomed(state.points) || !visited.add(state)) continue;
      if (visited.size > options.maxStates) return outcome(false, true);
      if (arrived(state)) {
        run.push(action);
        return outcome(true, false);
      }
      // Of two results the second one lies deeper; the path is only asked for where there is one result.
      run.push(action);
      stack.push({ state, actions: look(state), next: 0 });
    }
  }
  return outcome(false, false);
}

/** An interrupt that closes the circle on top of a thread comes when that thread is at its place: it never goes on. */
function holdBack(candidate: Candidate, state: MachineState, snapshot: Snapshot): void {
  const count = candidate.threads.length;
  /** Whom the thread `at` has to wait for before it comes; -1 when it is there. Interrupts stand at most two high. */
  const below = (at: number): number => {
    const lower = (at + count - 1) % count;
    if (!candidate.under[lower]) return -1;
    const first = below(lower);
    return first === -1 && state.points[lower] !== candidate.points[lower] ? lower : first;
  };
  for (let at = 0; at < count; at++) {
    const first = below(at);
    if (first !== -1) snapshot.blockers[at] = 1 << first;
  }
}

/**
 * The run with the interrupts coming: on top of a thread of the circle where they close it, otherwise at once on an idle
 * CPU, where they hinder nobody before their first step.
 */
function withArrivals(machine: Machine, candidate: Candidate, run: readonly number[]): readonly MachineAction[] {
  const { threads, points, under } = candidate;
  const takesPart = new Set([...threads, ...run]);
  const below = new Map(
    threads.flatMap((_, at) => (under[at] ? [[threads[(at + 1) % threads.length]!, at] as const] : [])),
  );
  const actions: MachineAction[] = [];
  for (const thread of takesPart)
    if (machine.threads[thread]!.context !== 'task' && !below.has(thread)) actions.push({ thread, on: IDLE_CPU });
  const waiting = new Map(below);
  let state = actions.reduce((at, action) => perform(machine, at, action), initialMachineState(machine));
  const comeNow = (): void => {
    for (let came = true; came;) {
      came = false;
      for (const [thread, at] of waiting) {
        if (state.points[threads[at]!] !== points[at] || waiting.has(threads[at]!)) continue;
        waiting.delete(thread);
        const action = { thread, on: threads[at]! };
        actions.push(action);
        state = perform(machine, state, action);
        came = true;
      }
    }
  };
  comeNow();
  for (const thread of run) {
    actions.push({ thread });
    state = perform(machine, state, { thread });
    comeNow();
  }
  return actions;
}

/** The threads of the circle, each ending where it waits (what it holds there it keeps), and the helpers as they are. */
function cutMachine(machine: Machine, candidate: Candidate, helpers: readonly number[]): Machine {
  const circle = candidate.threads.map((index, at): CompiledThread => {
    const thread = machine.threads[index]!;
    const last = candidate.points[at]!;
    return {
      ...thread,
      on: -1,
      points: thread.points.map((point) =>
        point.index === last ? { ...point, kind: 'end', next: -1, failed: -1 } : point,
      ),
    };
  });
  const runners = [...candidate.threads, ...helpers];
  const threads = [...circle, ...helpers.map((index) => ({ ...machine.threads[index]!, on: -1 }))];
  return {
    ...machine,
    scenario: { locks: machine.scenario.locks, threads: runners.map((index) => machine.scenario.threads[index]!) },
    threads,
    threadIndex: new Map(threads.map((thread, index) => [thread.id, index])),
  };
}

/** Per thread of the circle: points from which its place cannot be reached any more. */
function lostPoints(part: Machine, places: readonly number[]): readonly (readonly boolean[])[] {
  return places.map((place, thread) => {
    const { points } = part.threads[thread]!;
    const lost = points.map((_, index) => index !== place);
    for (const { index, next, failed } of [...points].reverse())
      if (index < place && [next, failed].some((to) => to !== -1 && !lost[to])) lost[index] = false;
    return lost;
  });
}

/**
 * A state is doomed when somebody has a lock for good (it holds it at its place, and on all ways to it) that another one
 * still has to take before.
 */
function doomDetector(
  part: Machine,
  circle: number,
  lost: readonly (readonly boolean[])[],
): (points: readonly number[]) => boolean {
  const threads = part.threads.slice(0, circle).map(({ points }, thread) => {
    const count = points.length;
    const table = {
      writes: new Int32Array(count),
      reads: new Int32Array(count),
      exclusive: new Int32Array(count),
      any: new Int32Array(count),
    };
    for (let at = count - 1; at >= 0; at--) {
      const point = points[at]!;
      if (lost[thread]![at]) continue;
      const onward = [point.next, point.failed].filter((to) => to !== -1 && !lost[thread]![to]);
      const all = (column: Int32Array, end: number): number =>
        onward.reduce((set, to) => set & column[to]!, onward.length === 0 ? end : -1);
      const excludes = needs(part, point);
      table.writes[at] = point.writes & all(table.writes, point.writes);
      table.reads[at] = point.reads & all(table.reads, point.reads);
      // A step that may fail need not be taken.
      const sure = onward.length === 1 && onward[0] === point.next ? excludes : { exclusive: 0, any: 0 };
      table.exclusive[at] = all(table.exclusive, 0) | sure.exclusive;
      table.any[at] = all(table.any, 0) | sure.any;
    }
    return table;
  });
  return (points) => {
    for (let i = 0; i < circle; i++) {
      const writes = threads[i]!.writes[points[i]!]!;
      const reads = threads[i]!.reads[points[i]!]!;
      if ((writes | reads) === 0) continue;
      for (let j = 0; j < circle; j++) {
        if (i === j) continue;
        if (writes & threads[j]!.any[points[j]!]! || reads & threads[j]!.exclusive[points[j]!]!) return true;
      }
    }
    return false;
  };
}

/** Locks that the step at this point cannot get while another thread holds them for reading, or holds them at all. */
function needs(part: Machine, point: Point): { exclusive: number; any: number } {
  if (point.kind !== 'acquire' && point.kind !== 'wait') return { exclusive: 0, any: 0 };
  const { type } = part.families[point.lock]!;
  const bit = 1 << point.lock;
  if (type === 'completion' && point.kind === 'acquire') return { exclusive: 0, any: 0 };
  // Removal waits for the users, nobody waits for a removal.
  if (type === 'active_ref') return { exclusive: point.request === 'write' ? bit : 0, any: 0 };
  return { exclusive: point.request === 'write' || point.request === 'wait' ? bit : 0, any: bit };
}
