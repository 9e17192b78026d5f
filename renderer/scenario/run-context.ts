/**
 * One run of a scenario, as all its panels see it. Where the user is (step, chosen steps, changes) is part of the place,
 * so that Back, Forward and links work; everything here follows from it.
 */
import { createContext, useContext, useMemo } from 'react';
import type { ReplayScenario } from '../../shared/scenario/replay-scenario.ts';
import { dressChanged } from '../../shared/scenario/dress.ts';
import { textOfRun } from '../../shared/scenario/run-text.ts';
import { type Run } from '../../shared/scenario/run.ts';
import { changeScenario, readWhatIfText, type ChangedScenario } from '../../shared/scenario/what-if-text.ts';
import { wordsOf } from '../../shared/scenario/what-if.ts';
import { runOfText } from './known-runs.ts';

/** The part of a place that says where in a run it is. */
export interface RunPlace {
  readonly step?: number | undefined;
  readonly schedule?: string | undefined;
  readonly whatIf?: string | undefined;
}

/** `amend`: the same visit goes on (a step). `go`: something new, that Back undoes (a change). */
export type Move = (to: RunPlace, how: 'amend' | 'go') => void;

/** A run without the step that is on screen: what reads only this is not drawn at every step. */
export interface StillRun {
  /** What the scenario belongs to: stacks of changes are kept by it. */
  readonly id: string;
  /** Which scenario and changes: branches are kept by it. */
  readonly key: string;
  readonly base: ReplayScenario;
  readonly changed: ChangedScenario;
  /** The changes in words. */
  readonly words: readonly string[];
  /** `base` after the changes. */
  readonly scenario: ReplayScenario;
  readonly run: Run;
  /** The chosen steps, as far as the scenario takes them. */
  readonly schedule: string | undefined;
  readonly whatIf: string | undefined;
  readonly move: Move;
}

export interface ScenarioRun extends StillRun {
  readonly step: number;
  readonly still: StillRun;
}

/** Where a run is shown when nobody has chosen a step: in its deadlock, which is what it is about, else at its beginning. */
function firstLook({ states }: Run): number {
  return Math.max(
    0,
    states.findIndex(({ deadlock }) => deadlock !== undefined),
  );
}

/** A run that is refused, or its end, has no step of the place; where it goes on is another run's. */
function stepIn(run: Run, wanted: number | undefined): number {
  if (run.refused !== undefined && run.chosen === 0) return firstLook(run);
  const last = run.refused === undefined ? run.states.length - 1 : run.chosen;
  return Math.min(wanted ?? firstLook(run), last);
}

/** The part of a schedule that the scenario takes, for whatever is done next. */
function takenOf(scenario: ReplayScenario, run: Run, schedule: string | undefined): string | undefined {
  if (run.refused === undefined) return schedule;
  return run.chosen === 0 ? undefined : textOfRun(scenario, run.states, run.chosen);
}

/** @param id what the scenario belongs to: a report's signature, a file */
export function useScenarioRun(
  id: string,
  base: ReplayScenario | undefined,
  { step, schedule, whatIf }: RunPlace,
  move: Move,
): ScenarioRun | undefined {
  const made = useMemo(() => {
    if (base === undefined) return undefined;
    const changed = whatIf === undefined ? changeScenario(base, []) : readWhatIfText(base, whatIf);
    const words = changed.changes.map((change, index) => wordsOf(change, changed.stages[index]!));
    return { changed, words, scenario: dressChanged(base, changed.stages.at(-1)!, words) };
  }, [base, whatIf]);
  const run = useMemo(() => (made === undefined ? undefined : runOfText(made.scenario, schedule)), [made, schedule]);
  const still = useMemo<StillRun | undefined>(() => {
    if (base === undefined || made === undefined || run === undefined) return undefined;
    return {
      ...made,
      id,
      key: `${id} ${whatIf ?? ''}`,
      base,
      run,
      schedule: takenOf(made.scenario, run, schedule),
      whatIf,
      move,
    };
  }, [id, base, made, run, schedule, whatIf, move]);
  return useMemo(() => still && { ...still, still, step: stepIn(still.run, step) }, [still, step]);
}

export const RunContext = createContext<ScenarioRun | undefined>(undefined);
export const StillRunContext = createContext<StillRun | undefined>(undefined);

/** The run on screen; undefined where there is none. */
export const useRun = (): ScenarioRun | undefined => useContext(RunContext);
/** The same without its step. */
export const useStillRun = (): StillRun | undefined => useContext(StillRunContext);
