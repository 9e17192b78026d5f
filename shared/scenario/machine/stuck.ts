/** Who waits in a state, and who of them waits for ever. */
import { blockersOf, interruptedBy, isDone, members, PENDING, pointOf, type MachineState } from '../machine.ts';
import type { ThreadSet } from '../semantics/family.ts';
import type { Machine } from './points.ts';

/**
 * The threads (bit set) that can never move again, whatever the others do, among those that wait. A thread waits for all
 * of its blockers to move on, except for a completion, which any of the completers can give.
 *
 * @param waiting threads to consider as waiting; the others are taken to be able to move.
 */
export function stuckThreads(machine: Machine, state: MachineState, waiting: ThreadSet): ThreadSet {
  let stuck = waiting;
  const blockers = machine.threads.map((_, index) => (waiting & (1 << index) ? blockersOf(machine, state, index) : 0));
  for (let changed = true; changed;) {
    changed = false;
    for (let i = 0; i < machine.threads.length; i++) {
      if (!(stuck & (1 << i))) continue;
      const holders = blockers[i]!;
      const free = anyHelps(machine, state, i)
        ? (holders & ~stuck) !== 0
        : (holders & stuck) === 0 && !endedHolder(machine, state, holders);
      if (!free) continue;
      stuck &= ~(1 << i);
      changed = true;
    }
  }
  return stuck;
}

/** True when one of the blockers is enough (a counted completion). */
export function anyHelps(machine: Machine, state: MachineState, index: number): boolean {
  if (interruptedBy(machine, state, index) !== -1) return false;
  const point = pointOf(machine, state, index);
  if (point.kind !== 'wait') return false;
  return !(machine.entered & (1 << point.lock));
}

/** True when somebody in the set has ended and so will never let go. */
function endedHolder(machine: Machine, state: MachineState, set: ThreadSet): boolean {
  return members(set).some((index) => isDone(machine, state, index));
}

/** All threads that cannot take their next step now (bit set). */
export function blockedThreads(machine: Machine, state: MachineState): ThreadSet {
  let blocked = 0;
  for (let i = 0; i < machine.threads.length; i++)
    if (state.on[i] !== PENDING && !isDone(machine, state, i) && blockersOf(machine, state, i) !== 0) blocked |= 1 << i;
  return blocked;
}
