/**
 * State by state with interrupts, which may come at every point where they are on. One that is bound to a CPU may also
 * never come: what it came on top of would stand still because of it, and no more because of a circle of its own.
 */
import { initialMachineState, members, perform, type MachineAction, type MachineState } from '../machine.ts';
import type { ThreadSet } from '../semantics/family.ts';
import { circlesOf } from './circles.ts';
import type { ExploreProgress } from './options.ts';
import { newPersistent } from './persistent.ts';
import { newSnapshot, settled, take, type Tables } from './tables.ts';
import { newVisited } from './visited.ts';
import { WalkFinds } from './walk-finds.ts';
import type { Walked, WalkOptions } from './walk.ts';

interface Action extends MachineAction {
  /** The interrupt never comes. */
  readonly never?: boolean;
}

/** Every deadlock, each with some run to it. */
export function* walkInterrupts(tables: Tables, options: WalkOptions): Generator<ExploreProgress, Walked> {
  const { machine } = tables;
  const visited = newVisited(tables);
  const snapshot = newSnapshot(machine);
  const persistent = newPersistent(tables);
  const finds = new WalkFinds(options);
  const run: Action[] = [];
  interface Level {
    readonly state: MachineState;
    /** Interrupts (bit set) that never come. */
    readonly absent: ThreadSet;
    readonly actions: readonly Action[];
    next: number;
  }
  const stack: Level[] = [];
  let transitions = 0;

  /** Look at a state; the actions to try from there, none when it was seen or ends here. */
  const enter = (state: MachineState, absent: ThreadSet): readonly Action[] => {
    if (!visited.add(state, absent)) return [];
    take(tables, snapshot, state);
    let blocked = 0;
    for (let i = 0; i < machine.threads.length; i++) if (snapshot.blockers[i] !== 0) blocked |= 1 << i;
    const actions = persistent.actions(snapshot, state, absent);
    const skipped = actions.reduce(
      (set, { thread, on }) => (on !== undefined && machine.threads[thread]!.on !== -1 ? set | (1 << thread) : set),
      0,
    );
    if (blocked === 0 || actions.length > 0)
      return [...actions, ...members(skipped).map((thread) => ({ thread, never: true }))];
    for (const circle of circlesOf(machine, tables.twins, state, blocked))
      finds.add(circle, () => run.filter(({ never }) => !never));
    return [];
  };

  const first = initialMachineState(machine);
  stack.push({ state: first, absent: 0, actions: enter(first, 0), next: 0 });
  while (stack.length > 0) {
    const level = stack.at(-1)!;
    const action = level.actions[level.next++];
    if (action === undefined || finds.isEnough) {
      stack.pop();
      run.pop();
      continue;
    }
    if (finds.isSpent(visited.size)) break;
    transitions++;
    const absent = action.never ? level.absent | (1 << action.thread) : level.absent;
    const state = action.never ? level.state : settled(machine, perform(machine, level.state, action));
    run.push(action);
    stack.push({ state, absent, actions: enter(state, absent), next: 0 });
    const news = finds.news(visited.size, transitions);
    if (news !== undefined) yield news;
  }
  return finds.result(visited.size, transitions);
}
