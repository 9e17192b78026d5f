/**
 * One run of a scenario, as all its panels see it. Where the user is (step, chosen steps, changes) is part of the place,
 * so that Back, Forward and links work; everything here follows from it.
 */
import { createContext, useContext, useMemo } from 'react';
import type { ReplayScenario } from '../../shared/scenario/replay-scenario.ts';
import { dressChanged } from '../../shared/scenario/dress.ts';
import { readRunText } from '../../shared/scenario/run-text.ts';
import { runOf, type Run } from '../../shared/scenario/run.ts';
import { changeScenario, readWhatIfText, type ChangedScenario } from '../../shared/scenario/what-if-text.ts';
import { wordsOf } from '../../shared/scenario/what-if.ts';

/** The part of a place that says where in a run it is. */
export interface RunPlace {
  readonly step?: number | undefined;
  readonly schedule?: string | undefined;
  readonly whatIf?: string | undefined;
}

/** `amend`: the same visit goes on (a step). `go`: something new, that Back undoes (a change). */
export type Move = (to: RunPlace, how: 'amend' | 'go') => void;

export interface ScenarioRun {
  /** Which scenario and changes: branches are kept by it. */
  readonly key: string;
  readonly base: ReplayScenario;
  readonly changed: ChangedScenario;
  /** The changes in words. */
  readonly words: readonly string[];
  /** `base` after the changes. */
  readonly scenario: ReplayScenario;
  readonly run: Run;
  readonly step: number;
  readonly schedule: string | undefined;
  readonly whatIf: string | undefined;
  readonly move: Move;
}

/** @param id what the scenario belongs to: a report's signature, a file */
export function useScenarioRun(
  id: string,
  base: ReplayScenario | undefined,
  { step = 0, schedule, whatIf }: RunPlace,
  move: Move,
): ScenarioRun | undefined {
  const made = useMemo(() => {
    if (base === undefined) return undefined;
    const changed = whatIf === undefined ? changeScenario(base, []) : readWhatIfText(base, whatIf);
    const words = changed.changes.map((change, index) => wordsOf(change, changed.stages[index]!));
    return { changed, words, scenario: dressChanged(base, changed.stages.at(-1)!, words) };
  }, [base, whatIf]);
  const run = useMemo(
    () =>
      made === undefined
        ? undefined
        : runOf(made.scenario, schedule === undefined ? [] : readRunText(made.scenario, schedule)),
    [made, schedule],
  );
  return useMemo(() => {
    if (base === undefined || made === undefined || run === undefined) return undefined;
    const at = Math.min(step, run.states.length - 1);
    return { ...made, key: `${id} ${whatIf ?? ''}`, base, run, step: at, schedule, whatIf, move };
  }, [id, base, made, run, step, schedule, whatIf, move]);
}

export const RunContext = createContext<ScenarioRun | undefined>(undefined);

/** The run on screen; undefined where there is none. */
export const useRun = (): ScenarioRun | undefined => useContext(RunContext);
