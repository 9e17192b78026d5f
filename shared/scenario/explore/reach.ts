/**
 * Whether a circle can be closed, and by which shortest run: its threads run, each only up to its place (A*, with the
 * estimate of estimate.ts). In each state only the threads of a closed set are tried (closures.ts) that contains a thread
 * which has to move before the circle is closed: then the first run found is still a shortest one (Wehrle and Helmert
 * 2012).
 *
 * Other threads only hinder those of the circle, so they can be left out, with one exception: somebody else may make a
 * trylock fail or turn away an entry. Such threads run along as helpers.
 */
import type { MachineAction } from '../machine.ts';
import type { ThreadSet } from '../semantics/family.ts';
import { trySucceeds } from '../semantics/trylock.ts';
import { withArrivals } from './arrivals.ts';
import type { Candidate } from './candidates.ts';
import { Closures } from './closures.ts';
import { cpusOfPart } from './cpus.ts';
import { estimateFor } from './estimate.ts';
import { cut, doomed, type Part } from './part.ts';
import { SearchStates } from './search-states.ts';
import { newSnapshot, see, take, type Snapshot, type Tables } from './tables.ts';

export interface Reach {
  /** A shortest run that closes the circle, in threads of the whole machine (empty with `failAtWill`); undefined when there is none. */
  readonly run: readonly MachineAction[] | undefined;
  /** Entries of its schedule. */
  readonly cost: number;
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
  /** Only runs with less entries are of interest. */
  readonly below: number;
}

/** States between two signs of life. */
const PACE = 5_000;

/** Let the threads of a candidate run, each up to its place. Yields now and then, so that it can be stopped. */
export function* reach(tables: Tables, candidate: Candidate, options: ReachOptions): Generator<undefined, Reach> {
  const part = cut(tables, candidate, options.helpers);
  const arrivals = candidate.threads.filter((thread) => tables.machine.threads[thread]!.context !== 'task').length;
  const below = options.below - arrivals;
  const estimateOf = estimateFor(tables, part.ways, options.helpers, options.failAtWill);
  if (estimateOf(part.runners.map(() => 0)) >= below)
    return { run: undefined, cost: 0, states: 0, transitions: 0, givenUp: false };
  const search = newSearch(tables, part, candidate, below, options.failAtWill, estimateOf);
  const outcome = (cost: number, run: readonly MachineAction[] | undefined, givenUp = false): Reach => ({
    run,
    cost,
    states: search.states,
    transitions: search.transitions,
    givenUp,
  });
  let looked = 0;
  for (let estimate = 0; estimate < search.queue.length; estimate++) {
    for (let number = search.queue[estimate]!.pop(); number !== undefined; number = search.queue[estimate]!.pop()) {
      if (!search.open(number, estimate)) continue;
      if (search.arrived()) {
        // Failing at will is no run of the machine: there it is only said that there is one.
        if (options.failAtWill) return outcome(estimate + arrivals, []);
        const threads = search.runTo(number).map((thread) => part.runners[thread]!);
        return outcome(estimate + arrivals, withArrivals(tables.machine, candidate, threads));
      }
      search.expand(number);
      if (search.states > options.maxStates) return outcome(0, undefined, true);
      if (++looked % PACE === 0) yield undefined;
    }
  }
  return outcome(0, undefined);
}

interface Search {
  /** Numbers of the states to look at, by the entries of a run through them. */
  readonly queue: number[][];
  readonly states: number;
  readonly transitions: number;
  /** False when this was looked at already, or another entry of the queue is a shorter way there. */
  open(number: number, estimate: number): boolean;
  /** Whether the one opened last closes the circle. */
  arrived(): boolean;
  /** Try what can be done in the one opened last. */
  expand(number: number): void;
  /** The threads of the part in the order they move, one entry an action. */
  runTo(number: number): number[];
}

/** @param below only runs with less entries are looked for. */
function newSearch(
  whole: Tables,
  part: Part,
  candidate: Candidate,
  below: number,
  failAtWill: boolean,
  estimateOf: (points: readonly number[]) => number,
): Search {
  const { tables } = part;
  const { machine, threads } = tables;
  const count = threads.length;
  const circle = candidate.threads.length;
  const { snapshot, states, queue, closures, here, then } = workspaceFor(whole, count);
  states.begin(threads.map(({ points }) => points.length));
  closures.begin(tables);
  for (const numbers of queue) numbers.length = 0;
  here.fill(0);
  let transitions = 0;
  const view = { points: here, on: machine.threads.map(() => -1) };
  const cpus = cpusOfPart(whole.machine, part, candidate);

  const arrive = (points: readonly number[], from: number, how: number, spent: number): void => {
    transitions++;
    const rest = estimateOf(points);
    if (rest === Infinity || spent + rest >= below || doomed(part, points, how >> 1)) return;
    const before = states.size;
    const number = states.number(points);
    if (number < before && states.cost[number]! <= spent) return;
    states.cost[number] = spent;
    states.rest[number] = rest;
    states.parent[number] = from;
    states.by[number] = how;
    states.closed[number] = 0;
    const estimate = spent + rest;
    while (queue.length <= estimate) queue.push([]);
    queue[estimate]!.push(number);
  };
  arrive(here, -1, 0, 0);

  return {
    queue,
    get states() {
      return states.size;
    },
    get transitions() {
      return transitions;
    },
    open(number, estimate) {
      if (states.closed[number] === 1 || states.cost[number]! + states.rest[number]! !== estimate) return false;
      states.closed[number] = 1;
      states.load(number, here);
      return true;
    },
    arrived: () => candidate.points.every((point, at) => here[at] === point) && (cpus?.inTheWay(here) ?? 0) === 0,
    expand(number) {
      take(tables, snapshot, view);
      cpus?.restrain(here, snapshot);
      holdBack(candidate, here, snapshot);
      let enabled = 0;
      let seeds = cpus?.inTheWay(here) ?? 0;
      for (let i = 0; i < count; i++) {
        const { kind } = threads[i]!.points[here[i]!]!;
        if (kind === 'end') continue;
        if (i < circle) seeds |= 1 << i;
        if (snapshot.blockers[i] === 0) enabled |= 1 << i;
        snapshot.behind[i] = kind === 'announce' ? whoHas(part, snapshot, i, here[i]!) : 0;
      }
      closures.at(snapshot, here);
      const tried = closures.smallest(seeds, enabled);
      const spent = states.cost[number]!;
      const move = (thread: number, to: number, macro = 0): void => {
        for (let i = 0; i < count; i++) then[i] = here[i]!;
        then[thread] = to;
        // A helping interrupt has to come first.
        const comes = thread >= circle && here[thread] === 0 && machine.threads[thread]!.context !== 'task' ? 1 : 0;
        arrive(then, number, thread * 2 + macro, spent + 1 + comes);
      };
      for (let rest: ThreadSet = tried; rest !== 0; rest &= rest - 1) {
        const thread = 31 - Math.clz32(rest & -rest);
        const point = threads[thread]!.points[here[thread]!]!;
        const refused = point.failed !== -1 && isRefusedHere(part, snapshot, thread, here[thread]!);
        if (point.failed !== -1 && (refused || failAtWill)) move(thread, point.failed);
        if (refused) continue;
        move(thread, point.next);
        if (point.kind === 'announce' && snapshot.behind[thread] === 0) {
          const taking = threads[thread]!.points[point.next]!;
          if (taking.kind === 'acquire') move(thread, taking.next, 1);
        }
      }
    },
    runTo(number) {
      const run: number[] = [];
      for (let at = number; states.parent[at] !== -1; at = states.parent[at]!) {
        const how = states.by[at]!;
        run.push(how >> 1);
        if (how & 1) run.push(how >> 1);
      }
      return run.reverse();
    },
  };
}

interface Workspace {
  readonly snapshot: Snapshot;
  readonly states: SearchStates;
  readonly closures: Closures;
  readonly queue: number[][];
  /** The points of the state that was opened last, and of one after it. */
  readonly here: number[];
  readonly then: number[];
}

const workspaces = new WeakMap<Tables, Map<number, Workspace>>();

/** One of each size: there are thousands of searches, and only one at a time. */
function workspaceFor(tables: Tables, threads: number): Workspace {
  const made = workspaces.get(tables) ?? new Map<number, Workspace>();
  workspaces.set(tables, made);
  const workspace = made.get(threads) ?? {
    snapshot: newSnapshot({ ...tables.machine, threads: tables.machine.threads.slice(0, threads) }),
    states: new SearchStates(),
    closures: new Closures(tables),
    queue: [],
    here: new Array<number>(threads).fill(0),
    then: new Array<number>(threads).fill(0),
  };
  made.set(threads, workspace);
  workspace.snapshot.coupled.fill(0);
  return workspace;
}

/** Who keeps a thread that is about to begin to wait from getting the lock in the same go. */
function whoHas(part: Part, snapshot: Snapshot, thread: number, at: number): ThreadSet {
  const { machine, threads } = part.tables;
  const taking = threads[thread]!.points[threads[thread]!.points[at]!.next]!;
  // Its place in the circle is where it waits.
  if (taking.kind !== 'acquire') return 0;
  const view = see(snapshot, taking.lock, thread, machine.threads[thread]!.context !== 'task');
  return machine.families[taking.lock]!.blockers(taking.request, view);
}

function isRefusedHere(part: Part, snapshot: Snapshot, thread: number, at: number): boolean {
  const { machine, threads } = part.tables;
  const point = threads[thread]!.points[at]!;
  const family = machine.families[point.lock]!;
  const view = see(snapshot, point.lock, thread, machine.threads[thread]!.context !== 'task');
  return point.kind === 'try' ? !trySucceeds(family, point.request, view) : family.turnedAway(point.request, view);
}

/** An interrupt that closes the circle on top of a thread comes when that thread is at its place: it never goes on. */
function holdBack(candidate: Candidate, points: readonly number[], snapshot: Snapshot): void {
  const count = candidate.threads.length;
  /** Whom the thread `at` has to wait for before it comes; -1 when it is there. Interrupts stand at most two high. */
  const below = (at: number): number => {
    const lower = (at + count - 1) % count;
    if (!candidate.under[lower]) return -1;
    const first = below(lower);
    return first === -1 && points[lower] !== candidate.points[lower] ? lower : first;
  };
  for (let at = 0; at < count; at++) {
    const first = below(at);
    if (first !== -1) snapshot.blockers[at] = 1 << first;
  }
}
