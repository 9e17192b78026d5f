/** A scenario made from a report: a runnable one, with what is known and what is guessed about each part of it. */
import type { Frame } from '../contract/report.ts';
import type { ScenarioLock, ScenarioStep, ScenarioThread } from '../contract/scenario.ts';
import type { LineNumber } from '../contract/units.ts';
import type { RunnableScenario } from './machine/points.ts';

/**
 * How sure a statement is. `printed`: the log says so. `inferred`: follows from names and functions in the log by the
 * kernel's conventions. `assumed`: nothing says so; it is what the deadlock would need.
 */
export type Certainty = 'printed' | 'inferred' | 'assumed';

/** Where in the report (and in the log) a step comes from. */
export interface Evidence {
  /** The N of `-> #N`, when a chain entry is the source. */
  readonly chainIndex?: number;
  /** The frame that does it, machinery left out. */
  readonly frame?: Frame;
  /** JSON pointer into the report object, e.g. `/chain/1/frames/2`. */
  readonly pointer?: string;
  /** Line of the log, from 1, when the reader knows it. */
  readonly logLine?: LineNumber;
  /** False when the report doesn't say where this happened; then `frame` is only a function that ran while it was held. */
  readonly known: boolean;
  /** The same in one sentence. */
  readonly words: string;
}

export interface ReplayLock extends ScenarioLock {
  readonly certainty: Certainty;
  /** Why this type, and for what is not a lock: what holding and waiting mean. */
  readonly words: string;
  /** True for waits and annotations that lockdep prints like locks (work items, completions, reclaim). */
  readonly pseudo: boolean;
  /** Verbs for the state: "holds" and "waits for", or "runs inside" and "waits for the end of". */
  readonly verbs: { readonly holds: string; readonly waits: string };
}

/** `hold`: the lock it has when it meets the others. `want`: the one it blocks on. `between`: an assumed writer. `leave`: afterwards. */
export type StepRole = 'hold' | 'want' | 'between' | 'prepare' | 'leave';

export type ReplayStep = ScenarioStep & {
  readonly role: StepRole;
  readonly evidence: Evidence;
  /** How sure the mode (read, write) is. */
  readonly modeCertainty: Certainty;
  /** What a reader of the replay should know about this step, in words; absent when nothing is special. */
  readonly note?: string;
};

export interface ReplayThread extends Omit<ScenarioThread, 'steps'> {
  /** E.g. `rcu_torture_sta/109` or `earlier: torture_onoff`. */
  readonly title: string;
  /** `current`: the task of the report. `earlier`: what ran when an older dependency was recorded. `assumed`: nobody printed it. */
  readonly origin: 'current' | 'earlier' | 'assumed';
  /** True when the thread, or the moment it took its first lock, is not in the report. */
  readonly inferred: boolean;
  readonly words: string;
  readonly steps: readonly ReplayStep[];
}

export interface ReplayScenario extends RunnableScenario {
  readonly schema: 'lockstep.scenario/1';
  /** The report's kind, or what else it was made from. */
  readonly from: string;
  readonly locks: readonly ReplayLock[];
  readonly threads: readonly ReplayThread[];
  /** What had to be assumed to make a scenario of the report, one sentence each. */
  readonly assumptions: readonly string[];
}

/** Why there is no scenario, in words for the user. */
export interface Unavailable {
  readonly unavailable: string;
}

/** True for the answer that is not a scenario. */
export function isUnavailable(value: ReplayScenario | Unavailable): value is Unavailable {
  return 'unavailable' in value;
}

/** The bare scenario object of contracts.md, 3: what `explore` and `validate` read from a file. */
export function plainScenario(scenario: RunnableScenario): {
  schema: 'lockstep.scenario/1';
  locks: ScenarioLock[];
  threads: ScenarioThread[];
} {
  return {
    schema: 'lockstep.scenario/1',
    locks: scenario.locks.map(({ id, type, class: name, subclass }) => ({ id, type, class: name, subclass })),
    threads: scenario.threads.map(({ id, context, on, steps }) => ({
      id,
      context,
      ...(on === undefined ? {} : { on }),
      steps: steps.map(plainStep),
    })),
  };
}

function plainStep(step: ScenarioStep): ScenarioStep {
  if (step.op === 'acquire') return { op: 'acquire', lock: step.lock, mode: step.mode, try: step.try };
  if ('lock' in step) return { op: step.op, lock: step.lock };
  return { op: step.op };
}
