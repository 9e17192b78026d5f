/** What a replay is made of: actions, and states that are values. */
import type { AcquireMode } from '../../contract/scenario.ts';
import type { MachineState } from '../machine.ts';
import type { RunnableScenario } from '../machine/points.ts';

/** One thing a user can let happen next. Also the entry of a schedule (`lockstep.verdict/1` has `thread` and `step`). */
export interface ReplayAction {
  readonly thread: string;
  /** Index of the step this concerns; for an interrupt that comes, 0. */
  readonly step: number;
  /** `run`: the step succeeds. `wait`: it begins to wait. `fail`: a try fails. `interrupt`: an interrupt comes. */
  readonly kind: 'run' | 'wait' | 'fail' | 'interrupt';
  /** For an interrupt: the thread it comes on top of; absent on an idle CPU. */
  readonly on?: string;
}

/** An entry of a schedule; a missing `kind` is decided by the state (run, fail, or wait when it cannot go on). */
export type ScheduleEntry = Pick<ReplayAction, 'thread'> & Partial<ReplayAction>;

export interface ReplayThreadState {
  readonly id: string;
  readonly holds: readonly { readonly lock: string; readonly mode: AcquireMode }[];
  /** The lock it waits for since it tried to get it. */
  readonly waitsFor?: string;
  /** Threads that have to move on before it can; empty when nothing is in its way. */
  readonly waitsOn: readonly string[];
  /** Index of the step it takes next; the number of steps or more when only letting go is left; absent when done. */
  readonly nextStep?: number;
  readonly blocked: boolean;
  readonly done: boolean;
  /** The interrupt that runs on top of it. */
  readonly interruptedBy?: string;
  /** An interrupt that has not come yet. */
  readonly pending: boolean;
}

export interface ReplayLockState {
  readonly id: string;
  readonly holders: readonly { readonly thread: string; readonly mode: AcquireMode }[];
  readonly waiters: readonly string[];
}

export interface Deadlock {
  /** Each waits for a lock that keeps the next one of the list; the last one closes the circle to the first. */
  readonly cycle: readonly { readonly thread: string; readonly waitsFor?: string; readonly heldBy: string }[];
  /** Other threads that wait for those of the circle. */
  readonly alsoStuck: readonly string[];
  /** `T0 → T1 → T0`, or who waits for ever. */
  readonly words: string;
}

export interface ReplayState {
  readonly scenario: RunnableScenario;
  /** The number of actions that led here. */
  readonly time: number;
  readonly threads: readonly ReplayThreadState[];
  readonly locks: readonly ReplayLockState[];
  /** What just changed, one sentence. */
  readonly changed: string;
  /** The action that led here; absent in the initial state. */
  readonly action?: ReplayAction;
  readonly deadlock?: Deadlock;
  /** Every thread is done. */
  readonly finished: boolean;
  /** Where the machine is; for this module and for links to a state. */
  readonly machine: MachineState;
  /** Threads (bit set) that have begun to wait. */
  readonly waiting: number;
}
