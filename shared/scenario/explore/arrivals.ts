/** When the interrupts of a circle come. */
import { IDLE_CPU, initialMachineState, PENDING, perform, topOf, type MachineAction } from '../machine.ts';
import type { Machine } from '../machine/points.ts';
import type { Candidate } from './candidates.ts';
import { boundTo } from './places.ts';

/**
 * The run with the interrupts coming: each right before its first step, or in the end when it takes none. Those that
 * close the circle come on top of the thread before them in it, others on top of what runs on their CPU.
 *
 * @param run threads in the order they move.
 */
export function withArrivals(machine: Machine, candidate: Candidate, run: readonly number[]): readonly MachineAction[] {
  const { threads, under, cpus } = candidate;
  const actions: MachineAction[] = [];
  let state = initialMachineState(machine);
  const act = (action: MachineAction): void => {
    actions.push(action);
    state = perform(machine, state, action);
  };
  const come = (thread: number): void => {
    if (state.on[thread] !== PENDING) return;
    const at = threads.indexOf(thread);
    const before = (at + threads.length - 1) % threads.length;
    if (at !== -1 && under[before]) {
      come(threads[before]!);
      act({ thread, on: threads[before]! });
      return;
    }
    const cpu = at === -1 ? boundTo(machine, thread) : cpus[at]!;
    act({ thread, on: cpu === -1 ? IDLE_CPU : topOf(machine, state, cpu) });
  };
  for (const thread of run) {
    come(thread);
    act({ thread });
  }
  for (const thread of threads) come(thread);
  return actions;
}
