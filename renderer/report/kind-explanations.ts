/** What lockdep means by each kind of report, for somebody who never met one. */
import type { ReportKind } from '../../shared/contract/report.ts';

export interface KindExplanation {
  /** What was seen, and why that is a problem. */
  readonly meaning: string;
  /** What to look at, and what the usual ways out are. */
  readonly next: string;
}

export const KIND_EXPLANATIONS: Readonly<Record<ReportKind, KindExplanation>> = {
  circular: {
    meaning:
      'Lockdep remembers in which order lock classes are taken. Now a task takes one while it holds another, and earlier, on some path, the order was the other way round. Nobody is stuck yet: if those paths run at the same time, each can end up waiting for a lock that the next one holds.',
    next: 'Follow the circle edge by edge: each has the stack that recorded it. One of the orders has to go, or the report must show that the paths can never meet.',
  },
  recursive: {
    meaning:
      'A task takes a lock of a class that it already holds. If it is the very same lock, the task waits for itself for ever. If they are two locks of one class, it is a deadlock only when somebody else takes the two the other way round.',
    next: 'Compare the two addresses. The same: a real self-deadlock. Different: give the inner one its own subclass (the _nested() functions) once the order between the two is certain.',
  },
  'irq-unsafe-order': {
    meaning:
      'One lock is also taken in interrupts ("safe": everybody else takes it with interrupts off). While it is held, another lock is taken that elsewhere is held with interrupts on ("unsafe"). If an interrupt comes there and wants the first lock, both sides wait for each other: the interrupt for the lock, its holder for the code that was interrupted.',
    next: 'Either the unsafe lock is always taken with interrupts off, or it is not taken while the safe one is held.',
  },
  'irq-inversion': {
    meaning:
      'A lock has just been used in a new way: in an interrupt, or with interrupts on. Together with an order seen earlier this lets an interrupt come while one lock is held and wait for it through the other. Both locks are fine alone; the combination is not.',
    next: 'Look at the dependency between the two locks, and at where the one lock met interrupts. Turning interrupts off on the side that leaves them on breaks the circle.',
  },
  'inconsistent-state': {
    meaning:
      'The same lock is taken in an interrupt, and elsewhere with interrupts on. If the interrupt comes on the CPU that holds the lock, it waits for code that cannot go on before the interrupt returns: one CPU is enough for the deadlock.',
    next: 'Take the lock with interrupts off (_irqsave, or _bh for soft interrupts) outside of the interrupt, or do not take it in the interrupt.',
  },
  'invalid-wait-context': {
    meaning:
      'A lock that may sleep or block is taken where that is not allowed: in an interrupt, or while a stricter lock (a raw spinlock, say) is held. On a PREEMPT_RT kernel ordinary spinlocks sleep too, so this matters there first.',
    next: 'Compare the wait types in braces: the new lock’s outer type may not be larger than the smallest inner type of what is held and of the context.',
  },
  'nested-lock-not-taken': {
    meaning:
      'The code takes a lock with a note to lockdep that an outer lock makes the nesting safe. That outer lock is not held. The note is wrong, or the outer lock is missing.',
    next: 'Look for the function that takes the lock with …_nest_lock() and for the path on which the outer lock was forgotten.',
  },
  'bad-unlock-balance': {
    meaning:
      'A task releases a lock that, as far as lockdep saw, it does not hold. It was released twice, never taken on this path, or taken by another task.',
    next: 'Follow the backtrace up to where the lock should have been taken; error paths that jump to the wrong label are the usual reason.',
  },
  'bad-contention-balance': {
    meaning:
      'The lock statistics are told that a task had to wait for a lock, but lockdep does not know that it was about to take it. Acquisition and contention are not annotated in pairs.',
    next: 'Look at the lock primitive in the backtrace: its annotations are incomplete, rather than the code that uses it.',
  },
  'held-lock-freed': {
    meaning:
      'Memory is given back that contains a lock somebody still holds. Whoever releases or waits for that lock later touches memory that may already belong to something else.',
    next: 'Look at who holds the lock, and whether the object should have been kept alive by a reference, or the lock released before the free.',
  },
  'locks-held-at-exit': {
    meaning:
      'A task ends, or goes to sleep at a place where it should hold nothing, and still holds locks. Nobody will ever release them, so everybody who wants them waits for ever.',
    next: 'The held-lock list says where each was taken; look for a path from there that forgets to release it.',
  },
  'locks-held-in-user': {
    meaning:
      'A system call returns to user space while its task holds locks. Those stay locked for as long as the program likes, and a second call of the same program can deadlock with itself.',
    next: 'The held-lock list says where each was taken; look for an error path of that system call that forgets to release it.',
  },
  'suspicious-rcu': {
    meaning:
      'Data protected by RCU is used without what keeps it alive: outside of a reader section, or without the lock that the code names. The data may be freed while it is read.',
    next: 'The file and line of the check are in the message. Either the protection is missing on this path, or the check has to name the lock that is held instead.',
  },
  'non-static-key': {
    meaning:
      'A lock is used that was never initialised, or whose lockdep key is not in static memory. Lockdep cannot tell its class, and turns itself off: whatever goes wrong later is not seen.',
    next: 'Find the object in the backtrace and the path on which its lock is used before its …_init() has run.',
  },
  'lockdep-limit': {
    meaning:
      'One of lockdep’s tables is full: too many classes, dependencies, chains, or locks held at once. It turns itself off. That is no deadlock, but from here on nothing is checked.',
    next: 'A leak of lock classes (a module loaded again and again) or locks that should share a class are the usual reasons; else the kernel’s limit can be raised in its configuration.',
  },
  'held-locks-dump': {
    meaning:
      'Not a complaint: the kernel printed which task holds which locks, because somebody asked (SysRq-d) or because another report wanted to show it.',
    next: 'Look for tasks that hold what others wait for. A task that was running when the list was made may be listed incompletely.',
  },
  'hung-task': {
    meaning:
      'A task has been waiting without interruption for longer than the limit (two minutes by default). Something that it waits for does not happen: often a lock whose holder is stuck itself.',
    next: 'Its backtrace says what it waits for; the list of held locks says who may have it.',
  },
  'cpuhp-instances-left': {
    meaning:
      'A CPU hotplug state is taken away while some instances of it are still registered. Their callbacks would be called into code that is gone.',
    next: 'The driver that owns the state has to remove every instance before it removes the state; look at its exit and error paths.',
  },
};
