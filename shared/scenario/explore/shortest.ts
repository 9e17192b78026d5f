/** From a run that ends in a deadlock to a shortest one. */
import {
  actionsOfThread,
  blockedThreads,
  initialMachineState,
  machineActions,
  perform,
  type Machine,
  type MachineAction,
  type MachineState,
} from '../machine.ts';
import { circlesOf, type Circle } from './circles.ts';
import { settled, type Tables } from './tables.ts';

export interface ShortRun {
  readonly actions: readonly MachineAction[];
  /** True when no shorter run exists; false when the search for one was given up. */
  readonly proven: boolean;
}

/** States looked at when searching for a shortest run in breadth. */
const BREADTH = 5_000;

/**
 * Leave out what others do. The threads of the circle each have to get where they are, so a run of theirs alone cannot be
 * made shorter. Where they need others (a completion, an interrupt, a failed try), search in breadth.
 */
export function shortestRun(tables: Tables, run: readonly MachineAction[], circle: Circle): ShortRun {
  const { machine } = tables;
  const own = new Set(circle.threads);
  const alone = run.filter((action) => own.has(action.thread));
  const straight = machine.threads.every(
    (thread, index) => !own.has(index) || thread.points.every((point) => point.failed === -1),
  );
  if (reaches(tables, alone, circle))
    return { actions: alone, proven: straight || shortestInBreadth(tables, circle, alone.length - 1) === 'none' };
  const found = shortestInBreadth(tables, circle, run.length - 1);
  if (typeof found !== 'string') return { actions: found, proven: true };
  return { actions: without(tables, run, circle), proven: found === 'none' };
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

/** A shortest run of at most `limit` actions; 'none' when there is none, 'given-up' when too many states would have to be seen. */
function shortestInBreadth(
  tables: Tables,
  circle: Circle,
  limit: number,
): readonly MachineAction[] | 'none' | 'given-up' {
  const { machine } = tables;
  interface Node {
    readonly state: MachineState;
    readonly action?: MachineAction;
    readonly parent?: Node;
  }
  const keyOf = (state: MachineState): string => `${state.points.join()}|${state.on.join()}`;
  const first: Node = { state: initialMachineState(machine) };
  const seen = new Set([keyOf(first.state)]);
  let layer = [first];
  for (let depth = 0; layer.length > 0; depth++) {
    for (const node of layer) if (holds(tables, node.state, circle)) return runTo(node);
    if (depth >= limit) return 'none';
    const next: Node[] = [];
    for (const node of layer)
      for (const action of machineActions(machine, node.state)) {
        const state = settled(machine, perform(machine, node.state, action));
        const key = keyOf(state);
        if (seen.has(key)) continue;
        seen.add(key);
        if (seen.size > BREADTH) return 'given-up';
        next.push({ state, action, parent: node });
      }
    layer = next;
  }
  return 'none';

  function runTo(last: Node): readonly MachineAction[] {
    const actions: MachineAction[] = [];
    for (let node: Node | undefined = last; node?.action; node = node.parent) actions.unshift(node.action);
    return actions;
  }
}

/** Every state of every interleaving without any reduction: for comparison in tests, and for small questions. */
export function* everyState(machine: Machine): Generator<MachineState> {
  const keyOf = (state: MachineState): string => `${state.points.join()}|${state.on.join()}`;
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
