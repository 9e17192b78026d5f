/** Two runs of one scenario next to each other. */
import type { Run } from '../../shared/scenario/run.ts';
import { sameAction } from '../../shared/scenario/run.ts';

export interface ComparedStep {
  /** Number of the step, from 1. */
  readonly at: number;
  /** What each does there; absent when it is over. */
  readonly left?: string | undefined;
  readonly right?: string | undefined;
  readonly isSame: boolean;
}

export interface ComparedRuns {
  readonly steps: readonly ComparedStep[];
  /** The first step at which they differ; absent when they are the same. */
  readonly differsAt?: number;
}

/** @param left and @param right runs of the same scenario */
export function compareRuns(left: Run, right: Run): ComparedRuns {
  const length = Math.max(left.states.length, right.states.length);
  const steps: ComparedStep[] = [];
  for (let at = 1; at < length; at++) {
    const a = left.states[at];
    const b = right.states[at];
    steps.push({ at, left: a?.changed, right: b?.changed, isSame: sameAction(a?.action, b?.action) });
  }
  const differsAt = steps.find(({ isSame }) => !isSame)?.at;
  return { steps, ...(differsAt === undefined ? {} : { differsAt }) };
}

/** How a run ends, in words. */
export function endWords({ states }: Run): string {
  const last = states.at(-1);
  if (last?.deadlock !== undefined) return `deadlock: ${last.deadlock.words}`;
  return last?.finished === true ? 'everything is done' : 'nobody can move';
}
