/**
 * A scenario as the machine sees it: a thread is compiled into points, and where a thread is says everything about it (what
 * it holds, whether its interrupts are on).
 */
import type { ScenarioLock, ScenarioStep, ScenarioThread } from '../../contract/scenario.ts';
import type { LockFamily, Request } from '../semantics/family.ts';
import type { Context, InterruptFlags } from '../semantics/interrupts.ts';

/** What the machine needs of a scenario; `Scenario` and `ReplayScenario` both are one. */
export interface RunnableScenario {
  readonly locks: readonly ScenarioLock[];
  readonly threads: readonly (Omit<ScenarioThread, 'steps'> & { readonly steps: readonly ScenarioStep[] })[];
}

/** Most threads and most locks of a scenario: sets of them are the bits of one number. */
export const MAX_THREADS = 31;
export const MAX_LOCKS = 31;

export type PointKind =
  /** Begins to wait exclusively for a lock where that already matters to others. Never waits itself. */
  | 'announce'
  | 'acquire'
  | 'try'
  | 'release'
  | 'wait'
  | 'complete'
  /** Interrupts or bottom halves on or off: nothing anybody else sees. */
  | 'local'
  | 'end';

/** A lock that a thread has: index of the lock, how, and index of the step that took it. */
export interface Hold {
  readonly lock: number;
  readonly mode: Request;
  readonly step: number;
}

/** Where a thread is: what it does next, and what it has. */
export interface Point {
  /** Index within the thread's points. */
  readonly index: number;
  /** Index of the step it executes; from the number of steps on, when it is over and only lets go of what it still holds. */
  readonly step: number;
  readonly kind: PointKind;
  /** Index of the lock, -1 without one. */
  readonly lock: number;
  readonly request: Request;
  /** Point after success, -1 at the end. */
  next: number;
  /** Point after a failed try or a refused entry, -1 where that cannot be. */
  failed: number;
  /** Locks (bit sets) held exclusively, for reading, and waited for since the announcement. */
  readonly writes: number;
  readonly reads: number;
  readonly announced: number;
  /** What a user sees as held, in the order taken. */
  readonly holds: readonly Hold[];
  readonly flags: InterruptFlags;
  /** Per lock: completions signalled minus used up by this thread so far. */
  readonly signals: readonly number[];
  /** Locks with a `complete` at this point or after it. */
  completesAhead: number;
}

export interface CompiledThread {
  readonly id: string;
  readonly context: Context;
  /** For an interrupt that belongs to one CPU: the index of that CPU's thread; -1 otherwise. */
  readonly on: number;
  readonly points: readonly Point[];
}

export interface Machine {
  readonly scenario: RunnableScenario;
  readonly families: readonly LockFamily[];
  /** Locks (bit set) that some thread enters, see semantics/completion.ts. */
  readonly entered: number;
  readonly threads: readonly CompiledThread[];
  readonly lockIndex: ReadonlyMap<string, number>;
  readonly threadIndex: ReadonlyMap<string, number>;
}
