/**
 * What a lock family is to the machine that runs scenarios: one question, "who has to move on before this request is
 * granted?". Sets of threads are bit sets (bit i = thread i of the scenario), so that stepping, exploration and the
 * tests all ask the same function.
 *
 * Every task has a CPU of its own: nothing here depends on preemption, and a waiter may be granted in any order (locks
 * are stolen and handed off in the kernel, so no order can be relied on to avoid a deadlock).
 */
import type { AcquireMode, LockType } from '../../contract/scenario.ts';

/** A set of threads: bit i stands for thread i. 0 is the empty set. */
export type ThreadSet = number;

/** `wait` is waiting for an event (a completion, a work item, readers to leave) without holding anything afterwards. */
export type Request = AcquireMode | 'wait';

/** One lock at one moment, seen by the thread that asks. */
export interface LockView {
  /** The asking thread. */
  readonly self: ThreadSet;
  /** Threads that hold it exclusively. */
  readonly writers: ThreadSet;
  /** Threads that hold it for reading, hold a reference, or are inside. */
  readonly readers: ThreadSet;
  /** Threads that have begun to wait for it exclusively and do not have it yet. */
  readonly waitingWriters: ThreadSet;
  /** The asking thread runs in an interrupt (hard or soft). */
  readonly inInterrupt: boolean;
  /** Completions signalled and not yet used up. Only for completions. */
  readonly signals: number;
  /** Threads that have a `complete` ahead of them. Only for completions. */
  readonly completers: ThreadSet;
}

/** The rules of one lock type. */
export interface LockFamily {
  readonly type: LockType;
  /** The rules in words, for the user. */
  readonly rules: string;
  /**
   * True when a thread that begins to wait exclusively changes, before it has the lock, what others may do (new readers
   * wait behind it, or are turned away).
   */
  readonly waitingWriterMatters: boolean;
  /** Threads that must move on before the request is granted; the empty set when it is granted now. */
  blockers(request: Request, lock: LockView): ThreadSet;
  /** True when the request does not wait but fails at once (a reference to something that is being removed). */
  turnedAway(request: Request, lock: LockView): boolean;
}

/** For families in which nothing is ever turned away. */
export const neverTurnedAway = (): boolean => false;
