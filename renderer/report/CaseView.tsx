import { FileQuestion } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { ReportSummary } from '../../shared/contract/ipc.ts';
import type { Place } from '../../shared/notebook/place.ts';
import { amend, go } from '../app/navigation.ts';
import { useReportAt } from '../app/report-places.ts';
import { selectionOfStep } from '../replay/step-selection.ts';
import { useStepper } from '../replay/use-stepper.ts';
import { useScenarioRun, type Move } from '../scenario/run-context.ts';
import { RunProvider } from '../scenario/RunProvider.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { CaseContext, FactsContext, type Case, type CaseFacts, type PanelId } from './case-context.ts';
import { openCase, useCaseStore, type CaseData, type Replay } from './case-store.ts';
import { CaseDock, type DockHandle } from './CaseDock.tsx';
import { CaseHeader } from './CaseHeader.tsx';
import './CaseView.css';
import { firstSelection, selectionOf } from './selection.ts';
import { useCaseCommands } from './use-case-commands.ts';

type ReportPlace = Extract<Place, { at: 'report' }>;

/** What a user sees of one report: the conflict, its replay, its graph, its sources, and all that was printed. */
export function CaseView({ place }: { readonly place: ReportPlace }) {
  const summary = useReportAt(place);
  const { reportId, data, problem } = useCaseStore();
  useEffect(() => {
    // A summary that is a new object has changed: the report is growing.
    if (summary !== undefined) void openCase(summary.id);
  }, [summary]);
  if (problem !== undefined && reportId === summary?.id)
    return (
      <EmptyState icon={<FileQuestion aria-hidden />} title="This report could not be read">
        {problem.message} {problem.hint}
      </EmptyState>
    );
  if (summary === undefined || data === undefined || reportId !== summary.id) return <Waiting place={place} />;
  return <OpenCase key={summary.id} place={place} summary={summary} data={data} />;
}

function Waiting({ place }: { readonly place: ReportPlace }) {
  return (
    <EmptyState title={<Spinner label="Looking for the report …" />}>Reading the capture {place.consoleId}</EmptyState>
  );
}

interface OpenCaseProps {
  readonly place: ReportPlace;
  readonly summary: ReportSummary;
  readonly data: CaseData;
}

function OpenCase({ place, summary, data }: OpenCaseProps) {
  const { base } = data;
  const { report } = data.view;
  const dock = useRef<DockHandle>(null);
  const latest = useRef(place);
  useEffect(() => {
    latest.current = place;
  }, [place]);

  const move = useCallback<Move>(({ step, schedule, whatIf }, how) => {
    const to = { ...latest.current, step, schedule, whatIf, pointer: undefined };
    if (how === 'go') go(to);
    else amend(to);
  }, []);
  const scenario = 'scenario' in base ? base.scenario : undefined;
  const run = useScenarioRun(summary.signature, scenario, place, move);
  const states = run?.run.states;
  const last = states === undefined ? 0 : states.length - 1;
  const step = run?.step ?? 0;
  const state = states?.[step];
  const replay = useMemo<Replay>(() => {
    if (run !== undefined) return { scenario: run.scenario, states: run.run.states };
    return { unavailable: 'unavailable' in base ? base.unavailable : '' };
  }, [base, run]);

  const { schedule } = run ?? {};
  const goToStep = useCallback(
    (wanted: number) => amend({ ...latest.current, schedule, step: wanted, pointer: undefined }),
    [schedule],
  );
  const select = useCallback((pointer: string) => amend({ ...latest.current, pointer }), []);
  const showPanel = useCallback((panel: PanelId) => dock.current?.show(panel), []);
  const stepper = useStepper(step, last, goToStep);

  const selection = useMemo(() => {
    if (place.pointer !== undefined) return selectionOf(report, place.pointer);
    const ofStep =
      'scenario' in replay && state !== undefined ? selectionOfStep(report, replay.scenario, state) : undefined;
    return ofStep ?? firstSelection(report);
  }, [report, replay, state, place.pointer]);

  const shown = useMemo<Case>(
    () => ({ ...data, replay, selection, select, stepper, state, showPanel }),
    [data, replay, selection, select, stepper, state, showPanel],
  );
  const facts = useMemo<CaseFacts>(
    () => ({ view: data.view, graph: data.graph, printed: data.printed, select, showPanel }),
    [data, select, showPanel],
  );
  const resetLayout = useCallback(() => dock.current?.reset(), []);
  useCaseCommands(shown, run, resetLayout);

  return (
    <FactsContext value={facts}>
      <CaseContext value={shown}>
        <RunProvider run={run}>
          <section className="case-view" aria-label={summary.sentence}>
            <CaseHeader summary={summary} />
            <CaseDock ref={dock} />
          </section>
        </RunProvider>
      </CaseContext>
    </FactsContext>
  );
}
