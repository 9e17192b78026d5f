/** What a trigger waits for, in words and in the kernel's words. */
import type { Trigger, TriggerEvent } from '../contract/ipc.ts';

/** Characters of a line that tell each event (kernel/panic.c, arch/…/dumpstack.c, kernel/rcu/tree_stall.h, hung_task.c). */
export const PRINTED: { readonly [K in TriggerEvent]?: readonly string[] } = {
  panic: ['Kernel panic - not syncing'],
  oops: [
    '] Oops: ',
    'Internal error: Oops',
    'BUG: unable to handle',
    'BUG: kernel NULL pointer',
    'general protection fault',
  ],
  'rcu-stall': ['detected stalls on CPUs/tasks', 'self-detected stall on CPU', 'detected expedited stalls'],
  'hung-task': [' blocked for more than '],
};

export function triggerWords({ on, text, seconds }: Pick<Trigger, 'on' | 'text' | 'seconds'>): string {
  switch (on) {
    case 'report':
      return 'Lockdep report';
    case 'panic':
      return 'Kernel panic';
    case 'oops':
      return 'Oops';
    case 'rcu-stall':
      return 'RCU stall';
    case 'hung-task':
      return 'Hung task';
    case 'text':
      return `“${text ?? ''}”`;
    case 'silence':
      return `Silence for ${seconds ?? 0} s`;
  }
}
