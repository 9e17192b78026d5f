/** When the interrupts of a circle come. */
import { IDLE_CPU, initialMachineState, perform, type Machine, type MachineAction } from '../machine.ts';
import type { Candidate } from './candidates.ts';

/**
 * The run with the interrupts coming: on top of a thread of the circle where they close it, otherwise at once on an idle
 * CPU, where they hinder nobody before their first step.
 *
 * @param run threads in the order they move.
 */
export function withArrivals(machine: Machine, candidate: Candidate, run: readonly number[]): readonly MachineAction[] {
  const { threads, points, under } = candidate;
  const takesPart = new Set([...threads, ...run]);
  const below = new Map(
    threads.flatMap((_, at) => (under[at] ? [[threads[(at + 1) % threads.length]!, at] as const] : [])),
  );
  const actions: MachineAction[] = [];
  for (const thread of takesPart)
    if (machine.threads[thread]!.context !== 'task' && !below.has(thread)) actions.push({ thread, on: IDLE_CPU });
  const waiting = new Map(below);
  let state = actions.reduce((at, action) => perform(machine, at, action), initialMachineState(machine));
  const comeNow = (): void => {
    for (let came = true; came;) {
      came = false;
      for (const [thread, at] of waiting) {
        if (state.points[threads[at]!] !== points[at] || waiting.has(threads[at]!)) continue;
        waiting.delete(thread);
        const action = { thread, on: threads[at]! };
        actions.push(action);
        state = perform(machine, state, action);
        came = true;
      }
    }
  };
  comeNow();
  for (const thread of run) {
    actions.push({ thread });
    state = perform(machine, state, { thread });
    comeNow();
  }
  return actions;
}
