/**
 * The deadlocks of one state: the smallest groups of threads that keep each other from ever going on. Whoever waits for
 * such a group is stuck as well, but only as a consequence, and a longer circle with a short cut through it is not told
 * apart from the shorter one. So each cause is named once, however much stands still because of it.
 */
import { blockersOf, interruptedBy, isDone, members, pointOf, type MachineState } from '../machine.ts';
import type { Machine, Point } from '../machine/points.ts';
import { anyHelps, stuckThreads } from '../machine/stuck.ts';
import type { ThreadSet } from '../semantics/family.ts';

/** One deadlock of a state. */
export interface Circle {
  /**
   * `circle`: each thread waits for the next one and the last for the first. `knot`: they wait for events that only they
   * could give. `for-ever`: waits for a thread that has ended, or for an event that nobody is left to give.
   */
  readonly kind: 'circle' | 'knot' | 'for-ever';
  readonly threads: readonly number[];
  /** Equal for the same deadlock in another state, and for twins in each other's place. */
  readonly key: string;
}

/** Groups looked for in one state; more than that in a single state are not told apart. */
const MAX_GROUPS = 200;

/** All deadlocks among threads that cannot move now; empty when each of them may still get on. */
export function circlesOf(
  machine: Machine,
  twins: readonly number[],
  state: MachineState,
  blocked: ThreadSet,
): Circle[] {
  const stuck = stuckThreads(machine, state, blocked);
  if (stuck === 0) return [];
  const found = new Map<string, Circle>();
  const at = (index: number): Point => pointOf(machine, state, index);
  const keep = (kind: Circle['kind'], threads: readonly number[], key: string): void => {
    if (!found.has(key)) found.set(key, { kind, threads, key });
  };
  const edges = machine.threads.map((_, index) => (stuck & (1 << index) ? blockersOf(machine, state, index) : 0));
  const events = members(stuck).reduce((set, index) => (anyHelps(machine, state, index) ? set | (1 << index) : set), 0);

  let alone = 0;
  for (const index of members(stuck)) {
    const bit = 1 << index;
    const forEver =
      events & bit ? edges[index] === bit : members(edges[index]!).some((other) => isDone(machine, state, other));
    if (!forEver && !(edges[index]! & bit && !(events & bit))) continue;
    alone |= bit;
    const label = waitLabel(twins[index]!, at(index).step);
    if (forEver) keep('for-ever', [index], forEverKey(label));
    else keep('circle', [index], label);
  }
  for (const group of smallestGroups(edges, events, stuck & ~alone)) {
    if (group & events) {
      const threads = members(group);
      const label = (index: number): string =>
        interruptedBy(machine, state, index) === -1
          ? waitLabel(twins[index]!, at(index).step)
          : underLabel(twins[index]!, undefined, -1);
      keep('knot', threads, knotKey(threads.map(label)));
      continue;
    }
    const threads = inOrder(edges, group);
    const labels = threads.map((index, place) => {
      if (interruptedBy(machine, state, index) === -1) return waitLabel(twins[index]!, at(index).step);
      const before = threads.at(place - 1)!;
      const byLock = interruptedBy(machine, state, before) === -1;
      return underLabel(twins[index]!, at(index), byLock ? at(before).lock : -1);
    });
    keep('circle', threads, rotation(labels));
  }
  return [...found.values()];
}

/** The key of a thread that waits for what never comes, from its `waitLabel`. */
export function forEverKey(label: string): string {
  return `for ever ${label}`;
}

/** The key of a knot of threads with these labels. */
export function knotKey(labels: readonly string[]): string {
  return `knot ${[...labels].sort().join(' ')}`;
}

/** A thread that waits in this step. */
export function waitLabel(twin: number, step: number): string {
  return `${twin}@${step}`;
}

/**
 * A thread that stands still under an interrupt. Where exactly the interrupt came makes no difference that matters; which
 * of its sections it came in does.
 *
 * @param lock what the one before it in the circle waits for; -1 when that stands still under this thread.
 */
export function underLabel(twin: number, point: Point | undefined, lock: number): string {
  const hold = point?.holds.find((held) => held.lock === lock);
  if (hold) return `${twin}~${hold.step}`;
  // It has begun to wait for it, or removes it.
  return point !== undefined && lock !== -1 ? `${twin}~${point.step}` : `${twin}~`;
}

/** The rotation of a circle's labels that sorts first. */
export function rotation(labels: readonly string[]): string {
  let best = '';
  labels.forEach((_, at) => {
    const rotated = [...labels.slice(at), ...labels.slice(0, at)].join(' ');
    if (best === '' || rotated < best) best = rotated;
  });
  return best;
}

/**
 * Every smallest group of threads in which each one waits for the group: for one of it, or, when it waits for an event,
 * for all who could give it.
 */
function smallestGroups(edges: readonly ThreadSet[], events: ThreadSet, among: ThreadSet): ThreadSet[] {
  // Who waits for an event that somebody outside could give, or only for such threads, is in no smallest group.
  const possible = closedPart(edges, events, among);
  const groups = new Set<ThreadSet>();
  const grow = (group: ThreadSet, start: number): void => {
    if (groups.size >= MAX_GROUPS) return;
    const part = closedPart(edges, events, group);
    if (part !== 0) {
      const isSmallest = (): boolean =>
        members(group).every((index) => closedPart(edges, events, group & ~(1 << index)) === 0);
      if (part === group && isSmallest()) groups.add(group);
      return;
    }
    for (const index of members(group)) {
      const needed = edges[index]! & ~(1 << index);
      if (events & (1 << index)) {
        if (!(needed & ~group)) continue;
        grow(group | needed, start);
        return;
      }
      if (needed & group) continue;
      for (const next of members(needed & possible)) if (next > start) grow(group | (1 << next), start);
      return;
    }
  };
  // Without events each group is found from its lowest thread.
  for (const start of members(possible)) grow(1 << start, events === 0 ? start : -1);
  return [...groups];
}

/** The largest part of a set in which each one waits for the part. */
function closedPart(edges: readonly ThreadSet[], events: ThreadSet, set: ThreadSet): ThreadSet {
  let part = set;
  for (let before = 0; before !== part;) {
    before = part;
    for (const index of members(part)) {
      const needed = edges[index]! & ~(1 << index);
      const closed = events & (1 << index) ? needed !== 0 && !(needed & ~part) : (needed & part) !== 0;
      if (!closed) part &= ~(1 << index);
    }
  }
  return part;
}

/** The members of a circle, each before the one it waits for, beginning with the lowest. */
function inOrder(edges: readonly ThreadSet[], circle: ThreadSet): number[] {
  const order: number[] = [];
  for (let left = circle, at = members(circle)[0]; at !== undefined;) {
    order.push(at);
    left &= ~(1 << at);
    at = members(edges[at]! & left)[0];
  }
  return order;
}
