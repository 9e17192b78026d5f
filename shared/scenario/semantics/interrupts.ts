/**
 * Interrupts and CPUs. Each task runs on a CPU of its own. A thread of context `hardirq` or `softirq` is one interrupt
 * that comes once, at any moment, either on an idle CPU or on top of a thread whose CPU has it enabled; that thread
 * stands still until the interrupt has returned (kernel/softirq.c and arch entry code, 6.12):
 *
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
