/** State by state with interrupts, which may come at every point where they are on. */
import { initialMachineState, perform, type MachineAction, type MachineState } from '../machine.ts';
import { circlesOf } from './circles.ts';
import type { ExploreProgress } from './options.ts';
import { persistentActions } from './persistent.ts';
import { newSnapshot, settled, take, type Tables } from './tables.ts';
import { newVisited } from './visited.ts';
import type { FoundRun, Walked, WalkOptions } from './walk.ts';

/** Every deadlock, each with some run to it. */
export function* walkInterrupts(tables: Tables, options: WalkOptions): Generator<ExploreProgress, Walked> {
  const { maxStates, maxDeadlocks, firstOnly, progressEvery } = options;
  const { machine } = tables;
  const visited = newVisited(tables);
  const snapshot = newSnapshot(machine);
  const found = new Map<string, FoundRun>();
  const run: MachineAction[] = [];
  interface Level {
    readonly state: MachineState;
    readonly actions: readonly MachineAction[];
    next: number;
  }
  const stack: Level[] = [];
  let transitions = 0;
  let limit: string | undefined;

  /** Look at a state; the actions to try from there, none when it was seen or ends here. */
  const enter = (state: MachineState): readonly MachineAction[] => {
    if (!visited.add(state)) return [];
    take(tables, snapshot, state);
    let blocked = 0;
    for (let i = 0; i < machine.threads.length; i++) if (snapshot.blockers[i] !== 0) blocked |= 1 << i;
    const actions = persistentActions(tables, snapshot, state);
    if (blocked === 0 || actions.length > 0) return actions;
    const circles = circlesOf(machine, tables.twins, state, blocked);
    for (const circle of circles) {
      if (found.has(circle.key)) continue;
      if (found.size >= maxDeadlocks)
        limit ??= `more than ${maxDeadlocks} different deadlocks; the others are not told apart`;
      else found.set(circle.key, { circle, run: [...run] });
    }
    return [];
  };

  const first = initialMachineState(machine);
  stack.push({ state: first, actions: enter(first), next: 0 });
  let reported = 0;
  while (stack.length > 0) {
    const level = stack.at(-1)!;
    const action = level.actions[level.next++];
    if (action === undefined || (firstOnly && found.size > 0)) {
      stack.pop();
      run.pop();
      continue;
    }
    if (visited.size >= maxStates) {
      limit = `stopped after ${maxStates} states`;
      break;
    }
    transitions++;
    const state = settled(machine, perform(machine, level.state, action));
    run.push(action);
    stack.push({ state, actions: enter(state), next: 0 });
    if (visited.size - reported >= progressEvery) {
      reported = visited.size;
      yield { states: visited.size, transitions, deadlocks: found.size };
    }
  }
  if (firstOnly && found.size > 0) limit ??= 'stopped at the first deadlock, as asked';
  return { found, states: visited.size, transitions, ...(limit === undefined ? {} : { limit }) };
}
