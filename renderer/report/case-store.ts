/**
 * The case on screen: the report as the analysis host tells it, and what follows from it. Where in the case the user is
 * (selection and replay step) is not kept here: it is part of the place, so that back, forward and links work.
 */
import { create } from 'zustand';
import type { Problem, ReportView } from '../../shared/contract/ipc.ts';
import { graphFromReport, type LockGraph } from '../../shared/lock-graph/from-report.ts';
import { checkScenario } from '../../shared/scenario/check.ts';
import { scenarioFromReport } from '../../shared/scenario/from-report.ts';
import { printedTable, type PrintedTable } from '../../shared/scenario/printed-table.ts';
import { isUnavailable, type ReplayScenario } from '../../shared/scenario/replay-scenario.ts';
import type { ReplayState } from '../../shared/scenario/replay/replay-state.ts';
import { call, problemOf } from '../app/bridge.ts';

export type Replay =
  | { readonly scenario: ReplayScenario; readonly states: readonly ReplayState[] }
  /** Why there is none, for the user. */
  | { readonly unavailable: string };

/** The scenario of a report, before any changes. */
export type BaseScenario = { readonly scenario: ReplayScenario } | { readonly unavailable: string };

/** A report with everything that is computed from it. */
export interface CaseData {
  readonly view: ReportView;
  readonly base: BaseScenario;
  readonly graph: LockGraph;
  readonly printed: PrintedTable | undefined;
}

export type DetailsTab = 'meaning' | 'chain' | 'held' | 'backtrace' | 'raw' | 'answers';

interface CaseStore {
  readonly reportId: string | undefined;
  readonly data: CaseData | undefined;
  readonly problem: Problem | undefined;
  /** The tab the user chose below; undefined: the one that fits the kind. */
  readonly tab: DetailsTab | undefined;
}

export const useCaseStore = create<CaseStore>(() => ({
  reportId: undefined,
  data: undefined,
  problem: undefined,
  tab: undefined,
}));

export const showTab = (tab: DetailsTab): void => useCaseStore.setState({ tab });

function baseOf({ report, lines }: ReportView): BaseScenario {
  const scenario = scenarioFromReport(report, lines);
  if (isUnavailable(scenario)) return scenario;
  // More threads or locks than can be run.
  const [problem] = checkScenario(scenario);
  return problem === undefined ? { scenario } : { unavailable: problem.message };
}

/** Compute what the panels show. */
export const caseDataOf = (view: ReportView): CaseData => ({
  view,
  base: baseOf(view),
  graph: graphFromReport(view.report),
  printed: printedTable(view.report),
});

/** Ask for a report and show it; the old one stays until the new one is there when it is the same report growing. */
export async function openCase(reportId: string): Promise<void> {
  if (useCaseStore.getState().reportId !== reportId)
    useCaseStore.setState({ reportId, data: undefined, problem: undefined, tab: undefined });
  const isCurrent = () => useCaseStore.getState().reportId === reportId;
  try {
    const data = caseDataOf(await call('report.get', { id: reportId }));
    if (isCurrent()) useCaseStore.setState({ data, problem: undefined });
  } catch (error) {
    if (isCurrent()) useCaseStore.setState({ problem: problemOf(error) });
  }
}
