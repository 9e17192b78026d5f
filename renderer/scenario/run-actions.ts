/** What can be done with a run: take another step, load a schedule, change the scenario, go on to a breakpoint. */
import { enabledActions } from '../../shared/scenario/replay.ts';
import type { ReplayAction } from '../../shared/scenario/replay/replay-state.ts';
import { textOfRun } from '../../shared/scenario/run-text.ts';
import { actionsUpTo, runOf, sameAction, stopsOf, type Breakpoint } from '../../shared/scenario/run.ts';
import { changeScenario, textOfWhatIf } from '../../shared/scenario/what-if-text.ts';
import type { WhatIf } from '../../shared/scenario/what-if.ts';
import { keepBranch } from './branches.ts';
import { redoChange, rememberChange, undoChange } from './change-history.ts';
import { rememberRun } from './known-runs.ts';
import type { ScenarioRun, StillRun } from './run-context.ts';

export function goToStep({ move, schedule, whatIf }: StillRun, step: number): void {
  move({ step, schedule, whatIf }, 'amend');
}

/** Let one thing happen now. What the run does next anyway is a step forward; anything else branches the run. */
export function takeAction(run: ScenarioRun, action: ReplayAction): void {
  const { scenario, step, schedule, whatIf, key, move } = run;
  const { states, chosen } = run.run;
  if (sameAction(states[step + 1]?.action, action)) {
    goToStep(run, step + 1);
    return;
  }
  const branched = runOf(scenario, [...actionsUpTo(states, step), action]);
  const text = textOfRun(scenario, branched.states, branched.chosen);
  rememberRun(scenario, text, branched);
  const what = branched.states[step + 1]?.changed.replace(/\.$/, '') ?? action.thread;
  const grows = schedule !== undefined && step >= chosen;
  keepBranch(key, { schedule: text, name: `from step ${step + 1}: ${what}` }, grows ? schedule : undefined);
  move({ step: step + 1, schedule: text, whatIf }, 'amend');
}

/** What each thread could do now, by the thread's place: the first thing it is offered is what its key does. */
export function choicesOf({ run, step }: ScenarioRun): readonly ReplayAction[] {
  const state = run.states[step];
  return state === undefined ? [] : enabledActions(state);
}

/** Play a schedule, e.g. of a deadlock that was found, from its beginning. */
export function loadSchedule(run: StillRun, schedule: readonly ReplayAction[], name: string): void {
  const { scenario, key, whatIf, move } = run;
  const loaded = runOf(scenario, schedule);
  const text = textOfRun(scenario, loaded.states, loaded.chosen);
  if (text === '') return;
  keepBranch(key, { schedule: text, name });
  move({ step: loaded.chosen, schedule: text, whatIf }, 'go');
}

export function showRun({ move, whatIf, step }: ScenarioRun, schedule: string | undefined): void {
  move({ step, schedule, whatIf }, 'amend');
}

/** Put other changes on top of the scenario. The run begins anew: its steps may mean something else now. */
export function setChanges({ id, base, whatIf, move }: StillRun, changes: readonly WhatIf[]): string | undefined {
  const changed = changeScenario(base, changes);
  if (changed.problem !== undefined) return changed.problem;
  const text = textOfWhatIf(changed);
  if (text === (whatIf ?? '')) return undefined;
  rememberChange(id, whatIf ?? '');
  move({ step: undefined, schedule: undefined, whatIf: text === '' ? undefined : text }, 'go');
  return undefined;
}

/** Undo the last change, or do again what was undone. */
export function stepChanges({ id, whatIf, move }: StillRun, where: 'undo' | 'redo'): void {
  const text = (where === 'undo' ? undoChange : redoChange)(id, whatIf ?? '');
  if (text !== undefined) move({ step: undefined, schedule: undefined, whatIf: text === '' ? undefined : text }, 'go');
}

/** Go on (or back) until something happens. False when it does not happen there; then the end (the beginning) is shown. */
export function runUntil(run: ScenarioRun, breakpoints: readonly Breakpoint[], where: 'on' | 'back'): boolean {
  const { states } = run.run;
  const stops = stopsOf(states, breakpoints);
  const at = where === 'on' ? stops.find((stop) => stop > run.step) : stops.findLast((stop) => stop < run.step);
  goToStep(run, at ?? (where === 'on' ? states.length - 1 : 0));
  return at !== undefined;
}
