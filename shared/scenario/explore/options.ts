/** What an exploration is told, and what it tells. */
import type { FoundDeadlock } from './found.ts';

export interface ExploreOptions {
  /** Give up after this many states. Default: as many as take some seconds (`DEFAULT_STATES`). */
  readonly maxStates?: number;
  /** Tell apart at most this many deadlocks. Default 10,000. */
  readonly maxDeadlocks?: number;
  /** Stop at the first deadlock. Default false. */
  readonly firstOnly?: boolean;
  /** `walk`: state by state even where circles can be looked at one by one (for comparison). Default `best`. */
  readonly method?: 'best' | 'walk';
  /** States between two progress reports. Default 20,000. */
  readonly progressEvery?: number;
}

export interface Exploration {
  readonly answer: 'deadlock' | 'no-deadlock' | 'unknown';
  /** All interleavings were covered and all deadlocks told apart. */
  readonly complete: boolean;
  /** Why not, in words. */
  readonly limit?: string;
  readonly deadlocks: readonly FoundDeadlock[];
  /** Different states seen (after reduction). */
  readonly states: number;
  /** Steps from one state to another that were tried. */
  readonly transitions: number;
}

export interface ExploreProgress {
  readonly states: number;
  readonly transitions: number;
  readonly deadlocks: number;
  /**
   * The deadlocks found so far, at most `most`, shortest schedules first. `shortest` is true only where that is certain
   * already; otherwise the schedule is provisional and the result may hold a shorter one. Put into words when called, so
   * call it no more often than it is shown, and before the exploration goes on.
   */
  readonly soFar: (most: number) => readonly FoundDeadlock[];
}

/**
 * How many states are looked at where nothing else is asked for: some seconds for each way of exploring, as nobody should
 * wait long only to learn that it was too much. About 100 MB at most.
 */
export const DEFAULT_STATES = { circles: 2_000_000, walk: 1_000_000, walkInterrupts: 200_000 } as const;
export const MAX_DEADLOCKS = 10_000;
