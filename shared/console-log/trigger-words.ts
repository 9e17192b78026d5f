/** What a trigger waits for, in words and in the kernel's words. */
import type { Trigger, TriggerEvent } from '../contract/ipc/triggers.ts';

/**
 * Characters of a line that tell each event (kernel/panic.c, lib/bug.c, arch/…/dumpstack.c and fault.c, kernel/rcu/tree_stall.h
 * and tasks.h, hung_task.c).
 */
export const PRINTED: { readonly [K in TriggerEvent]?: readonly string[] } = {
  panic: ['Kernel panic - not syncing'],
  oops: [
    '] Oops: ',
    'Internal error: Oops',
    'BUG: unable to handle',
    'BUG: kernel NULL pointer',
    'BUG: Kernel NULL pointer',
    'Unable to handle kernel ',
    'general protection fault',
    'kernel BUG at ',
    // die() of x86: "invalid opcode: 0000 [#1] PREEMPT SMP", and "Oops: 0000 [#1]" on a console without printk times.
    ': 0000 [#',
  ],
  'rcu-stall': ['detected stalls on ', 'self-detected stall on CPU', 'detected expedited stalls'],
  'hung-task': [' blocked for more than '],
};

/** What a trigger waits for, for lists and notifications. */
export function triggerWords({
  on,
  text,
  isRegex,
  seconds,
}: Pick<Trigger, 'on' | 'text' | 'isRegex' | 'seconds'>): string {
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
      return isRegex === true ? `/${text ?? ''}/` : `“${text ?? ''}”`;
    case 'silence':
      return `Silence for ${seconds ?? 0} s`;
    case 'lost':
      return 'Connection lost, or QEMU ended';
  }
}

/** Is a trigger for a console of this name? */
export const isFor = ({ consoles }: Pick<Trigger, 'consoles'>, name: string): boolean =>
  consoles === undefined || consoles.includes(name);
