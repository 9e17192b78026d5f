/**
 * Interrupts and CPUs. Each task runs on a CPU of its own. A thread of context `hardirq` or `softirq` is one interrupt
 * that comes at most once, at any moment a CPU has it enabled; what it comes on top of stands still until it has returned
 * (kernel/softirq.c and arch entry code, 6.12):
 *
 * - with `on`, it comes on the CPU of that task and on no other, on top of whatever runs there: the task, wherever it is
 *   and whatever it holds (before its first step and after its last one too), or a soft interrupt;
 * - without `on`, it comes on any CPU: one of the tasks', or one that is idle otherwise, of which there are enough;
 * - a hard interrupt comes on top of tasks and soft interrupts that have interrupts on; it runs with interrupts off;
 * - a soft interrupt comes on top of tasks that have interrupts and bottom halves on; hard interrupts may come on top.
 */
import type { ScenarioThread } from '../../contract/scenario.ts';

export type Context = ScenarioThread['context'];

/** Whether a CPU accepts interrupts at one point of a thread. */
export interface InterruptFlags {
  readonly irqsOn: boolean;
  readonly bottomHalvesOn: boolean;
}

/** The flags a thread of this context begins with. */
export function initialFlags(context: Context): InterruptFlags {
  return { irqsOn: context !== 'hardirq', bottomHalvesOn: context === 'task' };
}

/** True when an interrupt of context `by` may come on top of a thread of context `under` that has these flags. */
export function mayInterrupt(by: Context, under: Context, flags: InterruptFlags): boolean {
  if (by === 'hardirq') return under !== 'hardirq' && flags.irqsOn;
  if (by === 'softirq') return under === 'task' && flags.irqsOn && flags.bottomHalvesOn;
  return false;
}
