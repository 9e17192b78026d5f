/** From a run that ends in a deadlock to a shortest one. */
import {
  actionsOfThread,
  blockersOf,
  initialMachineState,
  machineActions,
  perform,
  pointOf,
  type MachineAction,
  type MachineState,
} from '../machine.ts';
import type { Machine } from '../machine/points.ts';
import { blockedThreads } from '../machine/stuck.ts';
import { circlesOf, type Circle } from './circles.ts';
import { costs } from './costs.ts';
import { settled, type Tables } from './tables.ts';

export interface ShortRun {
  readonly actions: readonly MachineAction[];
  /** True when no shorter run exists; false when the search for one was given up. */
  readonly proven: boolean;
}

/** States looked at when searching for a shortest run in breadth. */
const BREADTH = 5_000;

/**
 * Leave out what others do. The threads of the circle each have to get where they are. Where a run of theirs alone is not
 * the shortest there can be, or they need others (a completion, an interrupt, a failed try), search in breadth.
 */
export function shortestRun(
  tables: Tables,
  run: readonly MachineAction[],
  circle: Circle,
  maxStates: number,
): { readonly short: ShortRun; readonly states: number } {
  const { machine } = tables;
  const own = new Set(circle.threads);
  const alone = run.filter((action) => own.has(action.thread));
  const entries = (actions: readonly MachineAction[]): number => entriesOf(machine, actions);
  if (reaches(tables, alone, circle)) {
    const last = alone.reduce((at, action) => perform(machine, at, action), initialMachineState(machine));
    const needed = circle.threads.reduce((sum, index) => {
      const { points, context } = machine.threads[index]!;
      return sum + costs(points)[last.points[index]!]! + (context === 'task' ? 0 : 1);
    }, 0);
    // With interrupts, the same deadlock can have several places.
    const straight =
      !tables.interrupts &&
      circle.threads.every((index) => machine.threads[index]!.points.every(({ failed }) => failed === -1));
    if (straight && entries(alone) === needed) return { short: { actions: alone, proven: true }, states: 0 };
  }
  const { found, states } = shortestInBreadth(tables, circle, entries(run) - 1, maxStates);
  if (typeof found !== 'string') return { short: { actions: found, proven: true }, states };
  return { short: { actions: without(tables, run, circle), proven: found === 'none' }, states };
}

/** How many entries of a schedule these actions are: a writer that gets the lock at once takes one, not two. */
function entriesOf(machine: Machine, actions: readonly MachineAction[]): number {
  let state = initialMachineState(machine);
  let entries = 0;
  actions.forEach((action, at) => {
    const inOneGo =
      action.on === undefined &&
      pointOf(machine, state, action.thread).kind === 'announce' &&
      actions[at + 1]?.thread === action.thread;
    if (!inOneGo) entries++;
    state = perform(machine, state, action);
  });
  return entries;
}

/** True when the actions are possible in this order and end in the deadlock. */
function reaches(tables: Tables, actions: readonly MachineAction[], circle: Circle): boolean {
  const { machine } = tables;
  let state = initialMachineState(machine);
  for (const action of actions) {
    const possible = actionsOfThread(machine, state, action.thread).some((other) => other.on === action.on);
    if (!possible) return false;
    state = perform(machine, state, action);
  }
  return holds(tables, state, circle);
}

function holds(tables: Tables, state: MachineState, circle: Circle): boolean {
  const { machine } = tables;
  return circlesOf(machine, tables.twins, state, blockedThreads(machine, state)).some(
    (other) => other.key === circle.key,
  );
}

/** Take out one action after the other, last first, as long as the rest still leads there. */
function without(tables: Tables, run: readonly MachineAction[], circle: Circle): readonly MachineAction[] {
  let kept = [...run];
  for (let at = kept.length - 1; at >= 0; at--) {
    const fewer = kept.filter((_, index) => index !== at);
    if (reaches(tables, fewer, circle)) kept = fewer;
  }
  return kept;
}

/** A shortest run of at most `limit` entries; 'none' when there is none, 'given-up' when too many states would have to be seen. */
function shortestInBreadth(
  tables: Tables,
  circle: Circle,
  limit: number,
  maxStates: number,
): { readonly found: readonly MachineAction[] | 'none' | 'given-up'; readonly states: number } {
  let states = 0;
  for (const { state, entries, run } of inBreadth(tables.machine)) {
    if (entries > limit) break;
    if (++states > Math.min(BREADTH, maxStates)) return { found: 'given-up', states };
    if (holds(tables, state, circle)) return { found: run(), states };
  }
  return { found: 'none', states };
}

interface Reached {
  readonly state: MachineState;
  /** Entries of a shortest schedule to it. */
  readonly entries: number;
  run(): readonly MachineAction[];
}

/** Every state of every interleaving, nearest first, each with a shortest run to it. Without any reduction. */
export function* inBreadth(machine: Machine): Generator<Reached, void> {
  interface Node {
    readonly state: MachineState;
    readonly actions: readonly MachineAction[];
    readonly parent?: Node;
  }
  const first: Node = { state: initialMachineState(machine), actions: [] };
  const seen = new Set([keyOf(first.state)]);
  const runTo = (last: Node): MachineAction[] => {
    const actions: MachineAction[] = [];
    for (let node: Node | undefined = last; node; node = node.parent) actions.unshift(...node.actions);
    return actions;
  };
  let layer = [first];
  for (let entries = 0; layer.length > 0; entries++) {
    const next: Node[] = [];
    for (const node of layer) {
      yield { state: node.state, entries, run: () => runTo(node) };
      const go = (actions: readonly MachineAction[]): void => {
        const state = actions.reduce((at, action) => settled(machine, perform(machine, at, action)), node.state);
        const key = keyOf(state);
        if (seen.has(key)) return;
        seen.add(key);
        next.push({ state, actions, parent: node });
      };
      for (const action of machineActions(machine, node.state)) {
        go([action]);
        if (action.on !== undefined || pointOf(machine, node.state, action.thread).kind !== 'announce') continue;
        const after = perform(machine, node.state, action);
        if (blockersOf(machine, after, action.thread) === 0) go([action, action]);
      }
    }
    layer = next;
  }
}

const keyOf = (state: MachineState): string => `${state.points.join()}|${state.on.join()}`;

/** Every state of every interleaving without any reduction: for comparison in tests, and for small questions. */
export function* everyState(machine: Machine): Generator<MachineState> {
  const first = initialMachineState(machine);
  const seen = new Set([keyOf(first)]);
  const stack = [first];
  for (let state = stack.pop(); state; state = stack.pop()) {
    yield state;
    for (const action of machineActions(machine, state)) {
      const next = settled(machine, perform(machine, state, action));
      const key = keyOf(next);
      if (seen.has(key)) continue;
      seen.add(key);
      stack.push(next);
    }
  }
}
