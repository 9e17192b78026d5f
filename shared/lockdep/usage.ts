/** Usage bits and wait types in words (lockdep-format.md, 2.2; lockdep_states.h, lockdep_types.h). */
import type { LockRef } from '../contract/report.ts';

const STATES: Readonly<Record<string, string>> = {
  HARDIRQ: 'hardirq',
  SOFTIRQ: 'softirq',
  RECLAIM_FS: 'memory reclaim',
};

/** A usage name such as "IN-HARDIRQ-W" as "as a writer in hardirq context". */
export const describeUsage = (usage: string): string => {
  const name = usage.toUpperCase();
  const inside = /^IN-([A-Z_]+)-(W|R)$/.exec(name);
  if (inside) return `${inside[2] === 'W' ? '' : 'as a reader '}in ${STATES[inside[1]!] ?? inside[1]!} context`;
  const on = /^([A-Z_]+)-ON-(W|R)$/.exec(name);
  if (on) return `${on[2] === 'W' ? '' : 'as a reader '}with ${STATES[on[1]!] ?? on[1]!}s enabled`;
  if (name === 'IN-NMI') return 'in an NMI';
  if (name === 'INITIAL USE' || name === 'INITIAL READ USE') return 'outside of any such context';
  return usage;
};

/** One pair of usage bits of a class: whether it was used in that context, and with that context enabled. */
export interface UsageBits {
  readonly state: 'hardirq' | 'softirq' | 'memory reclaim';
  readonly mode: 'write' | 'read';
  readonly inside: boolean;
  readonly enabled: boolean;
}

/** The characters between the braces: 4 from 4.14 on, 6 before. `-` inside, `+` enabled, `?` both, `.` neither. */
export const explainUsage = (usage: string): readonly UsageBits[] => {
  const states = ['hardirq', 'softirq', 'memory reclaim'] as const;
  return Array.from(usage.slice(0, 6), (bit, i) => ({
    state: states[i >> 1]!,
    mode: i % 2 === 0 ? 'write' : 'read',
    inside: bit === '-' || bit === '?',
    enabled: bit === '+' || bit === '?',
  }));
};

/** The numbers of `{outer:inner}`; without braces, as reports kept by older versions have it, too. Undefined when not printed. */
export const waitTypesOf = (
  lock: LockRef | undefined,
): { readonly outer: number; readonly inner: number } | undefined => {
  const match = /^\{?(\d+):(\d+)\}?$/.exec(lock?.waitType ?? '');
  return match === null ? undefined : { outer: Number(match[1]), inner: Number(match[2]) };
};

const SLEEPING = /mutex|rwsem|mmap_(?:lock|sem)|_sem\b|i_rwsem|slab_mutex/;
const SPINNING = /->(?:rlock|lock)$|_lock$|siglock/;

/**
 * Which of the two scales of wait types a report uses: on one, 3 is a sleeping lock, on the other a spinlock.
 * Told from the largest inner type and from locks whose names say what they are; undefined when nothing tells.
 */
export const waitTypeScale = (locks: readonly LockRef[], context: string | undefined): '2/3' | '3/4' | undefined => {
  let scale: '2/3' | '3/4' | undefined;
  const types = locks.map((lock) => ({ lock, inner: waitTypesOf(lock)?.inner ?? 0 }));
  if (context !== undefined && Number(context.split(':')[1]) === 5) return '3/4';
  for (const { lock, inner } of types) {
    if (inner === 4 && SLEEPING.test(lock.name)) return '3/4';
    // Taken in a hardirq, so it can't be one that sleeps.
    if (inner === 3 && /^(?:[-?]|.[-?])/.test(lock.usage ?? '')) return '3/4';
    if (inner === 4 && context !== undefined) continue;
    if (inner === 4) scale ??= '3/4';
    if (inner === 3 && SLEEPING.test(lock.name)) scale ??= '2/3';
    if (
      inner === 3 &&
      !SLEEPING.test(lock.name) &&
      SPINNING.test(lock.name) &&
      /spin|raw|rq|irq/.test(lock.at?.symbol ?? '')
    )
      scale = '3/4';
  }
  return scale;
};
