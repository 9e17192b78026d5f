/**
 * What the whole workbench shares: consoles, reports, settings, problems, and where the user is. A mirror of what main
 * told us; nothing is kept here that main also decides. State of one feature lives in that feature's folder.
 */
import { create } from 'zustand';
import type { Console, LabStatus, Problem, ReportSummary, Settings, SourceTree } from '../../shared/contract/ipc.ts';
import type { Place } from '../../shared/notebook/place.ts';

export interface ShownProblem extends Problem {
  readonly key: number;
  /** When it was first shown, in milliseconds since 1970. */
  readonly at: number;
}

export interface WorkbenchState {
  readonly ready: boolean;
  readonly consoles: readonly Console[];
  readonly reports: readonly ReportSummary[];
  readonly settings: Settings | undefined;
  readonly trees: readonly SourceTree[];
  readonly lab: LabStatus | undefined;
  readonly problems: readonly ShownProblem[];
  /** Where the user is, and the way there. `history[position]` is the current place. */
  readonly history: readonly Place[];
  readonly position: number;
}

export const useWorkbench = create<WorkbenchState>(() => ({
  ready: false,
  consoles: [],
  reports: [],
  settings: undefined,
  trees: [],
  lab: undefined,
  problems: [],
  history: [{ at: 'start' }],
  position: 0,
}));

let nextProblemKey = 1;

/** Show a problem until the user dismisses it. The same message is not shown twice. */
export function showProblem(problem: Problem): void {
  useWorkbench.setState(({ problems }) =>
    problems.some((shown) => shown.message === problem.message)
      ? {}
      : { problems: [...problems, { ...problem, key: nextProblemKey++, at: Date.now() }] },
  );
}

export function dismissProblem(key: number): void {
  useWorkbench.setState(({ problems }) => ({ problems: problems.filter((problem) => problem.key !== key) }));
}
