/** Runs that were worked out lately: a branch is known before its text says what it is, and Back leads to it again. */
import type { RunnableScenario } from '../../shared/scenario/machine/points.ts';
import { runFromText } from '../../shared/scenario/run-text.ts';
import type { Run } from '../../shared/scenario/run.ts';

/** Runs of one scenario that are remembered. */
const MOST = 16;

const byScenario = new WeakMap<RunnableScenario, Map<string, Run>>();

/** This text means this run of the scenario. */
export function rememberRun(scenario: RunnableScenario, text: string, run: Run): void {
  const runs = byScenario.get(scenario) ?? new Map<string, Run>();
  runs.delete(text);
  runs.set(text, run);
  const [oldest] = runs.keys();
  if (runs.size > MOST && oldest !== undefined) runs.delete(oldest);
  byScenario.set(scenario, runs);
}

/** As `runFromText`, worked out once. */
export function runOfText(scenario: RunnableScenario, text: string | undefined): Run {
  const known = byScenario.get(scenario)?.get(text ?? '');
  if (known !== undefined) return known;
  const run = runFromText(scenario, text);
  rememberRun(scenario, text ?? '', run);
  return run;
}
