/**
 * Scenarios in which leaving a thread out only gives the others more freedom (tables.ts: `monotone`). There a circle is
 * reachable exactly when its own threads can get to where it is closed, alone. So instead of walking through all
 * interleavings of all threads: list every circle that the programs allow, and for each one let its few threads run, each
 * only up to its place in the circle.
 */
import {
  initialMachineState,
  perform,
  type CompiledThread,
  type Machine,
  type MachineAction,
  type Point,
} from '../machine.ts';
import type { LockView, ThreadSet } from '../semantics/family.ts';
import { persistentActions } from './persistent.ts';
import { newSnapshot, tablesOf, take, type Tables } from './tables.ts';
import { newVisited } from './visited.ts';

/** A circle that the programs allow: who waits where, each for the next. */
export interface Candidate {
  readonly threads: readonly number[];
  /** Indexes of the points, in the same order. */
  readonly points: readonly number[];
  readonly key: string;
  /** Actions needed to get there; every run needs as many. */
  readonly length: number;
}

interface Place {
  /** First thread of the twins this place belongs to. */
  readonly twin: number;
  readonly point: Point;
  readonly distance: number;
}

/** All circles that are possible by what is held and wanted, shortest first. Undefined `more`: that is all of them. */
export function candidates(
  tables: Tables,
  most: number,
): { readonly list: readonly Candidate[]; readonly more: boolean } {
  const { machine, twins } = tables;
  const members = new Map<number, number[]>();
  twins.forEach((twin, index) => members.set(twin, [...(members.get(twin) ?? []), index]));
  const places: Place[] = [...members.keys()].flatMap((twin) =>
    machine.threads[twin]!.points.map((point, index): Place => ({ twin, point, distance: index })).filter(
      ({ point }) => point.kind === 'acquire' || point.kind === 'wait',
    ),
  );
  const waitsFor = places.map((place) => places.map((other) => (blocks(machine, place, other, 2) ? 1 : 0)));
  const together = places.map((place) => places.map((other) => (compatible(place.point, other.point) ? 1 : 0)));
  const found = new Map<string, Candidate>();
  const path: number[] = [];
  const used = new Map<number, number>();
  let more = false;

  const keep = (): void => {
    const labels = path.map((at) => `${places[at]!.twin}@${places[at]!.point.step}`);
    const key = rotation(labels);
    if (found.has(key)) return;
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
    found.set(key, {
      threads,
      points: path.map((at) => places[at]!.point.index),
      key,
      length: path.reduce((sum, at) => sum + places[at]!.distance, 0),
    });
  };

  const walk = (start: number, at: number): void => {
    if (more) return;
    path.push(at);
    const { twin } = places[at]!;
    used.set(twin, (used.get(twin) ?? 0) + 1);
    if (path.length > 1 && waitsFor[at]![start]) keep();
    for (let next = start; next < places.length && !more; next++) {
      if (!waitsFor[at]![next]) continue;
      const other = places[next]!.twin;
      if ((used.get(other) ?? 0) >= members.get(other)!.length) continue;
      if (path.every((earlier) => together[earlier]![next])) walk(start, next);
    }
    used.set(twin, used.get(twin)! - 1);
    path.pop();
  };
  places.forEach((place, at) => {
    if (blocks(machine, place, place, 1)) {
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
  const { lock, request } = place.point;
  const bit = 1 << lock;
  const view: LockView = {
    self: 1,
    writers: other.point.writes & bit ? who : 0,
    readers: other.point.reads & bit ? who : 0,
    waitingWriters: other.point.announced & bit ? who : 0,
    inInterrupt: false,
    signals: 1,
    completers: 0,
  };
  return (machine.families[lock]!.blockers(request, view) & who) !== 0;
}

/** True when two threads can be at these points at once, by what they hold. */
function compatible(a: Point, b: Point): boolean {
  return !(a.writes & (b.writes | b.reads)) && !(b.writes & a.reads);
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
  /** A run that closes the circle, in threads of the whole machine; absent when none exists. */
  readonly run?: readonly MachineAction[];
  readonly states: number;
  readonly transitions: number;
  /** The search was given up. */
  readonly givenUp: boolean;
}

/** Let the threads of a candidate run, each up to its place. */
export function reach(machine: Machine, candidate: Candidate, maxStates: number): Reach {
  const part = cutMachine(machine, candidate);
  const tables = tablesOf(part);
  const doomed = doomDetector(part);
  const visited = newVisited(tables);
  const snapshot = newSnapshot(part);
  let state = initialMachineState(part);
  visited.add(state);
  take(tables, snapshot, state);
  const stack = [{ state, actions: persistentActions(tables, snapshot, state), next: 0 }];
  const run: MachineAction[] = [];
  let transitions = 0;
  const ends = part.threads.map((thread) => thread.points.length - 1);
  const arrived = (): boolean => state.points.every((point, index) => point === ends[index]);
  const outcome = (found: boolean, givenUp: boolean): Reach => ({
    ...(found ? { run: run.map((action) => ({ thread: candidate.threads[action.thread]! })) } : {}),
    states: visited.size,
    transitions,
    givenUp,
  });
  if (arrived()) return outcome(true, false);
  while (stack.length > 0) {
    const level = stack.at(-1)!;
    const action = level.actions[level.next++];
    if (action === undefined) {
      stack.pop();
      run.pop();
      continue;
    }
    transitions++;
    state = perform(part, level.state, action);
    if (doomed(state.points) || !visited.add(state)) continue;
    if (visited.size > maxStates) return outcome(false, true);
    run.push(action);
    if (arrived()) return outcome(true, false);
    take(tables, snapshot, state);
    stack.push({ state, actions: persistentActions(tables, snapshot, state), next: 0 });
  }
  return outcome(false, false);
}

/** Only the threads of the circle, each ending where it waits; what it holds there it keeps. */
function cutMachine(machine: Machine, candidate: Candidate): Machine {
  const threads = candidate.threads.map((index, at): CompiledThread => {
    const thread = machine.threads[index]!;
    const last = candidate.points[at]!;
    return {
      ...thread,
      points: thread.points
        .slice(0, last + 1)
        .map((point) => (point.index === last ? { ...point, kind: 'end', next: -1 } : point)),
    };
  });
  return {
    ...machine,
    scenario: {
      locks: machine.scenario.locks,
      threads: candidate.threads.map((index) => machine.scenario.threads[index]!),
    },
    threads,
    threadIndex: new Map(threads.map((thread, index) => [thread.id, index])),
  };
}

/** A state is doomed when somebody has a lock for good (it is held at the end) that another one still has to take before. */
function doomDetector(machine: Machine): (points: readonly number[]) => boolean {
  const keptWrites: number[][] = [];
  const keptReads: number[][] = [];
  const needsWrite: number[][] = [];
  const needsRead: number[][] = [];
  for (const { points } of machine.threads) {
    const count = points.length;
    const end = points[count - 1]!;
    const writes = new Array<number>(count).fill(end.writes);
    const reads = new Array<number>(count).fill(end.reads);
    const exclusive = new Array<number>(count).fill(0);
    const shared = new Array<number>(count).fill(0);
    for (let at = count - 2; at >= 0; at--) {
      const point = points[at]!;
      writes[at] = writes[at + 1]! & point.writes;
      reads[at] = reads[at + 1]! & point.reads;
      const bit = point.kind === 'acquire' || point.kind === 'wait' ? 1 << point.lock : 0;
      const excludesReaders = point.request === 'write' || point.request === 'wait';
      const entering = bit !== 0 && machine.families[point.lock]!.type === 'completion' && point.kind === 'acquire';
      exclusive[at] = exclusive[at + 1]! | (excludesReaders && !entering ? bit : 0);
      shared[at] = shared[at + 1]! | (entering ? 0 : bit);
    }
    keptWrites.push(writes);
    keptReads.push(reads);
    needsWrite.push(exclusive);
    needsRead.push(shared);
  }
  return (points) => {
    for (let i = 0; i < points.length; i++) {
      const writes = keptWrites[i]![points[i]!]!;
      const reads = keptReads[i]![points[i]!]!;
      if ((writes | reads) === 0) continue;
      for (let j = 0; j < points.length; j++) {
        if (i === j) continue;
        if (writes & needsRead[j]![points[j]!]! || reads & needsWrite[j]![points[j]!]!) return true;
      }
    }
    return false;
  };
}
