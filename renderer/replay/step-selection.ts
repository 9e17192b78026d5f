/** What a step of the replay selects: its lock, its edge and the frame that is its evidence. */
import type { Report } from '../../shared/contract/report.ts';
import type { ReplayScenario, ReplayStep } from '../../shared/scenario/replay-scenario.ts';
import type { ReplayState } from '../../shared/scenario/replay/replay-state.ts';
import { selectionOf, type Selection } from '../report/selection.ts';

/** The step of the scenario whose action led to a state. */
export function stepBehind(scenario: ReplayScenario, state: ReplayState): ReplayStep | undefined {
  const { action } = state;
  if (action === undefined) return undefined;
  return scenario.threads.find((thread) => thread.id === action.thread)?.steps[action.step];
}

/** Class of a lock of the scenario: two instances may share one. */
export const classOf = (scenario: ReplayScenario, lock: string): string =>
  scenario.locks.find((candidate) => candidate.id === lock)?.class ?? lock;

/** Undefined for the state in which nothing has happened yet. */
export function selectionOfStep(report: Report, scenario: ReplayScenario, state: ReplayState): Selection | undefined {
  const step = stepBehind(scenario, state);
  if (step === undefined) return undefined;
  const { evidence } = step;
  const printed = evidence.pointer === undefined ? {} : selectionOf(report, evidence.pointer);
  return {
    pointer: printed.pointer,
    lock: 'lock' in step ? classOf(scenario, step.lock) : printed.lock,
    chainIndex: evidence.chainIndex ?? printed.chainIndex,
    frame: evidence.frame ?? printed.frame,
  };
}
