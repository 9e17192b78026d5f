/**
 * Which of the enabled actions have to be tried in a state with interrupts so that every state in which nobody can move is
 * still found: those of a closed set of threads (closures.ts).
 */
import { actionsOfThread, PENDING, type MachineAction, type MachineState } from '../machine.ts';
import type { ThreadSet } from '../semantics/family.ts';
import { Closures } from './closures.ts';
import type { Snapshot, Tables } from './tables.ts';

export interface Persistent {
  /**
   * What is to be tried in this state.
   *
   * @param absent interrupts (bit set) that never come.
   */
  actions(snapshot: Snapshot, state: MachineState, absent: ThreadSet): readonly MachineAction[];
}

/** Reused from state to state. */
export function newPersistent(tables: Tables): Persistent {
  const { machine, threads } = tables;
  let on: MachineState['on'] = [];
  /** An interrupt that may still come conflicts with the CPU it can come on, and with whoever stands on that CPU. */
  const comesOn = (pending: number, other: number): boolean => {
    if (on[pending] !== PENDING) return false;
    const cpu = machine.threads[pending]!.on;
    return cpu === -1 || cpu === cpuOf(tables, on, other);
  };
  const closures = new Closures(tables, (u, v) => comesOn(u, v) || comesOn(v, u));
  return {
    actions(snapshot, state, absent) {
      on = state.on;
      const possible = threads.map(({ points }, thread): readonly MachineAction[] => {
        if (absent & (1 << thread)) return [];
        if (on[thread] === PENDING) return actionsOfThread(machine, state, thread);
        const canMove = snapshot.blockers[thread] === 0 && points[state.points[thread]!]!.kind !== 'end';
        return canMove ? [{ thread }] : [];
      });
      const enabled = possible.reduce((set, { length }, thread) => (length > 0 ? set | (1 << thread) : set), 0);
      closures.at(snapshot, state.points);
      const tried = closures.smallest(enabled, enabled);
      return possible.flatMap((actions, thread) => (tried & (1 << thread) ? actions : []));
    },
  };
}

/** The task on whose CPU a thread stands or will come; -1 for an idle CPU. */
function cpuOf(tables: Tables, standsOn: MachineState['on'], thread: number): number {
  const { context, on } = tables.machine.threads[thread]!;
  if (context === 'task') return thread;
  const below = standsOn[thread]!;
  return on !== -1 || below < 0 ? on : cpuOf(tables, standsOn, below);
}
