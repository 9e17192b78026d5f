/** The deadlocks of one state: circles of threads that wait for each other, or a wait that nobody is left to end. */
import {
  anyHelps,
  blockersOf,
  isDone,
  members,
  pointOf,
  stuckThreads,
  type Machine,
  type MachineState,
} from '../machine.ts';
import type { ThreadSet } from '../semantics/family.ts';

/** One deadlock of a state. */
export interface Circle {
  /**
   * `circle`: each thread waits for the next one and the last for the first. `knot`: they wait for events that only they
   * could give. `for-ever`: waits for a thread that has ended.
   */
  readonly kind: 'circle' | 'knot' | 'for-ever';
  readonly threads: readonly number[];
  /** Equal for the same deadlock in another state, and for twins in each other's place. */
  readonly key: string;
}

/** Circles looked for in one state; more than that in a single state are not told apart. */
const MAX_CIRCLES = 200;

/** All deadlocks among threads that cannot move now; empty when each of them may still get on. */
export function circlesOf(
  machine: Machine,
  twins: readonly number[],
  state: MachineState,
  blocked: ThreadSet,
): Circle[] {
  const stuck = stuckThreads(machine, state, blocked);
  if (stuck === 0) return [];
  const edges = machine.threads.map((_, index) => (stuck & (1 << index) ? blockersOf(machine, state, index) : 0));
  const label = (index: number): string => `${twins[index]!}@${pointOf(machine, state, index).step}`;
  const found = new Map<string, Circle>();
  const keep = (circle: Circle): void => {
    if (!found.has(circle.key)) found.set(circle.key, circle);
  };
  const events = members(stuck).filter((index) => anyHelps(machine, state, index));
  const inKnots = events.length === 0 ? 0 : knot(machine, edges, stuck, events);
  if (inKnots !== 0) {
    const threads = members(inKnots);
    keep({ kind: 'knot', threads, key: `knot ${threads.map(label).sort().join(' ')}` });
  }
  for (const circle of simpleCircles(edges, stuck & ~inKnots)) {
    keep({ kind: 'circle', threads: circle, key: canonical(circle.map(label)) });
  }
  for (const index of members(stuck)) {
    if (!members(edges[index]!).some((other) => isDone(machine, state, other))) continue;
    keep({ kind: 'for-ever', threads: [index], key: `for ever ${label(index)}` });
  }
  return [...found.values()];
}

/** Threads that wait for events, with everybody those wait for in turn. */
function knot(machine: Machine, edges: readonly ThreadSet[], stuck: ThreadSet, events: readonly number[]): ThreadSet {
  let set = events.reduce((all, index) => all | (1 << index), 0);
  for (let before = 0; before !== set;) {
    before = set;
    for (let i = 0; i < machine.threads.length; i++) if (set & (1 << i)) set |= edges[i]! & stuck;
  }
  return set;
}

/** Every simple circle, each once, beginning with its lowest thread. */
function simpleCircles(edges: readonly ThreadSet[], among: ThreadSet): number[][] {
  const circles: number[][] = [];
  const path: number[] = [];
  const walk = (start: number, at: number, on: ThreadSet): void => {
    path.push(at);
    for (const next of members(edges[at]! & among)) {
      if (circles.length >= MAX_CIRCLES) break;
      if (next === start) circles.push([...path]);
      else if (next > start && !(on & (1 << next))) walk(start, next, on | (1 << next));
    }
    path.pop();
  };
  for (const start of members(among)) walk(start, start, 1 << start);
  return circles;
}

/** The rotation that sorts first. */
function canonical(labels: readonly string[]): string {
  let best = '';
  labels.forEach((_, at) => {
    const rotated = [...labels.slice(at), ...labels.slice(0, at)].join(' ');
    if (best === '' || rotated < best) best = rotated;
  });
  return best;
}
