/** Words for the kinds of report: the short name, and what the kernel means by it in one sentence. */
import type { ReportKind } from '../../shared/contract/report.ts';

export interface KindWords {
  readonly name: string;
  readonly meaning: string;
}

export const KIND_WORDS: Readonly<Record<ReportKind, KindWords>> = {
  circular: {
    name: 'circular dependency',
    meaning: 'Locks are taken in orders that form a circle, so tasks can end up waiting for each other.',
  },
  recursive: {
    name: 'recursive locking',
    meaning: 'A task takes a lock of a class that it already holds.',
  },
  'irq-unsafe-order': {
    name: 'irq-unsafe order',
    meaning: 'A lock used in interrupts is held while one is taken that is also taken with interrupts on.',
  },
  'irq-inversion': {
    name: 'irq inversion',
    meaning: 'An interrupt may take a lock in the opposite order to the code that it interrupts.',
  },
  'inconsistent-state': {
    name: 'inconsistent state',
    meaning: 'A lock is taken in an interrupt and elsewhere with interrupts on.',
  },
  'invalid-wait-context': {
    name: 'invalid wait context',
    meaning: 'A lock that may sleep is taken where sleeping is not allowed.',
  },
  'nested-lock-not-taken': {
    name: 'nest lock not taken',
    meaning: 'A nested lock is taken without the outer lock that its annotation names.',
  },
  'bad-unlock-balance': {
    name: 'bad unlock',
    meaning: 'A lock is released that the task does not hold.',
  },
  'bad-contention-balance': {
    name: 'bad contention',
    meaning: 'Contention is recorded for a lock that the task does not hold.',
  },
  'held-lock-freed': {
    name: 'held lock freed',
    meaning: 'Memory is freed that contains a lock that is still held.',
  },
  'locks-held-at-exit': {
    name: 'locks held at exit',
    meaning: 'A task exits while it holds locks.',
  },
  'locks-held-in-user': {
    name: 'lock held in user space',
    meaning: 'A task returns to user space while it holds locks.',
  },
  'suspicious-rcu': {
    name: 'suspicious RCU usage',
    meaning: 'RCU-protected data is used without the protection that the code asks for.',
  },
  'non-static-key': {
    name: 'non-static key',
    meaning: 'A lock was never initialised, or its key is not in static memory; lockdep turns itself off.',
  },
  'lockdep-limit': {
    name: 'lockdep limit',
    meaning: 'One of the tables of lockdep is full; it stops looking.',
  },
  'held-locks-dump': {
    name: 'held locks',
    meaning: 'A list of all locks held, printed on request or with another report.',
  },
  'hung-task': {
    name: 'hung task',
    meaning: 'A task has been waiting for longer than the limit.',
  },
  'cpuhp-instances-left': {
    name: 'cpuhp instances left',
    meaning: 'A CPU hotplug state is removed while instances are still registered.',
  },
};
