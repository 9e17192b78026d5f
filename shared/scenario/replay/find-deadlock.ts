/** Threads that can never move again, and the circle among them. */
import { blockersOf, interruptedBy, isDone, members, pointOf, type MachineState } from '../machine.ts';
import type { Machine, RunnableScenario } from '../machine/points.ts';
import { stuckThreads } from '../machine/stuck.ts';
import type { Deadlock } from './replay-state.ts';

export function findDeadlock(
  scenario: RunnableScenario,
  machine: Machine,
  state: MachineState,
  waiting: number,
): Deadlock | undefined {
  let considered = waiting;
  machine.threads.forEach((_, index) => {
    if (!isDone(machine, state, index) && interruptedBy(machine, state, index) !== -1) considered |= 1 << index;
  });
  const stuck = stuckThreads(machine, state, considered);
  if (stuck === 0) return undefined;
  const cycle = findCycle(machine, state, stuck);
  const id = (index: number): string => machine.threads[index]!.id;
  const lockOf = (index: number): string | undefined => {
    if (interruptedBy(machine, state, index) !== -1) return undefined;
    const { lock } = pointOf(machine, state, index);
    return lock === -1 ? undefined : scenario.locks[lock]!.id;
  };
  const around = cycle.map((index, at) => {
    const waitsFor = lockOf(index);
    return {
      thread: id(index),
      ...(waitsFor === undefined ? {} : { waitsFor }),
      heldBy: id(cycle[(at + 1) % cycle.length]!),
    };
  });
  return {
    cycle: around,
    alsoStuck: members(stuck)
      .filter((index) => !cycle.includes(index))
      .map(id),
    words: cycle.length === 0 ? waitForEver(members(stuck).map(id)) : [...cycle, cycle[0]!].map(id).join(' → '),
  };
}

/** Nobody closes a circle: they wait for what nobody is left to give. */
const waitForEver = (ids: readonly string[]): string =>
  ids.length > 3
    ? `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more wait for ever`
    : `${ids.join(', ')} ${ids.length === 1 ? 'waits' : 'wait'} for ever`;

/**
 * A circle among threads that are stuck: from each to one of its blockers that is stuck as well, beginning with the
 * lowest. Empty when somebody waits for a thread that has ended, which is no circle.
 */
function findCycle(machine: Machine, state: MachineState, stuck: number): number[] {
  for (const start of members(stuck)) {
    const path: number[] = [];
    let at: number | undefined = start;
    while (at !== undefined && !path.includes(at)) {
      path.push(at);
      const onward: number[] = members(blockersOf(machine, state, at) & stuck);
      at = onward.find((next) => next === start) ?? onward[0];
    }
    if (at === undefined) continue;
    const circle = path.slice(path.indexOf(at));
    const lowest = circle.indexOf(Math.min(...circle));
    return [...circle.slice(lowest), ...circle.slice(0, lowest)];
  }
  return [];
}
