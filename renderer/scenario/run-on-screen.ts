/** The run on screen, for those that are not drawn with it: a link that has no room for all of it. */
import { textOfRun } from '../../shared/scenario/run-text.ts';
import type { ScenarioRun } from './run-context.ts';

let onScreen: ScenarioRun | undefined;

export function setRunOnScreen(run: ScenarioRun | undefined): void {
  onScreen = run;
}

/** The chosen steps up to the one on screen, as text; undefined when there are none or nothing was chosen after it. */
export function scheduleUpToHere(): string | undefined {
  if (onScreen === undefined) return undefined;
  const { scenario, step, run } = onScreen;
  return step === 0 || step >= run.chosen ? undefined : textOfRun(scenario, run.states, step);
}
