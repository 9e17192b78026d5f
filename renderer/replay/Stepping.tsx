import { NotebookPen, OctagonX, Table2, TriangleAlert } from 'lucide-react';
import { memo, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { PrintedTable } from '../../shared/scenario/printed-table.ts';
import { stopsOf } from '../../shared/scenario/run.ts';
import { breakpointChoices, useBreakpoints } from '../scenario/breakpoints.ts';
import { NextBar } from '../scenario/NextBar.tsx';
import { goToStep } from '../scenario/run-actions.ts';
import type { ScenarioRun } from '../scenario/run-context.ts';
import { RunBar } from '../scenario/RunBar.tsx';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { scrollToSoon } from '../ui/scroll-to.ts';
import { plural } from '../ui/words.ts';
import { PrintedTableView } from './PrintedTableView.tsx';
import { ReplayControls } from './ReplayControls.tsx';
import './ReplayPanel.css';
import { classOf } from './step-selection.ts';
import { rowsOf } from './thread-rows.ts';
import { ThreadColumn } from './ThreadColumn.tsx';
import { useIsWide } from './use-is-wide.ts';
import type { Stepper } from './use-stepper.ts';

/** From these widths on the kernel's table fits beside two threads, and beside more. */
const FITS_TWO = 640;
const FITS_MORE = 1120;

interface SteppingProps {
  readonly run: ScenarioRun;
  readonly stepper: Stepper;
  /** Class of the lock that is selected elsewhere. */
  readonly selectedClass?: string | undefined;
  readonly printed?: PrintedTable | undefined;
  /** A step that this run does not take was clicked: where the report speaks of it. */
  readonly onSelectEvidence?: (pointer: string) => void;
  readonly onShowChanges: () => void;
  readonly onAddStep?: (() => void) | undefined;
}

const NOTEBOOK_ICON = <NotebookPen />;

/** A run of a scenario, step by step: one column a thread, and below them what could happen next. */
export function Stepping(props: SteppingProps) {
  const { run, stepper, selectedClass, printed, onSelectEvidence, onShowChanges, onAddStep } = props;
  const [choice, setChoice] = useState<boolean>();
  const pane = useRef<HTMLDivElement>(null);
  const fitsTwo = useIsWide(pane, FITS_TWO);
  const fitsMore = useIsWide(pane, FITS_MORE);
  const { scenario } = run;
  const { states } = run.run;
  const state = states[run.step]!;
  // With changes it is no longer the table of this scenario.
  const fits = run.words.length === 0 && (scenario.threads.length <= 2 ? fitsTwo : fitsMore);
  const showsTable = choice ?? fits;
  const set = useBreakpoints((breakpoints) => breakpoints.set);
  const stops = useMemo(() => {
    const active = breakpointChoices(scenario.locks).filter(({ key }) => set.includes(key));
    return stopsOf(
      states,
      active.map(({ breakpoint }) => breakpoint),
    );
  }, [states, scenario, set]);

  const latest = useRef(run);
  const onEvidence = useRef(onSelectEvidence);
  useEffect(() => {
    latest.current = run;
    onEvidence.current = onSelectEvidence;
  }, [run, onSelectEvidence]);
  const now = useCallback(() => latest.current, []);
  // Which run it is is said right after the columns show it.
  const named = useDeferredValue(run);
  const selectStep = useCallback((thread: string, index: number) => {
    const now = latest.current;
    const at = now.run.states.findIndex(({ action }) => action?.thread === thread && action.step === index);
    const pointer = now.scenario.threads.find(({ id }) => id === thread)?.steps[index]?.evidence.pointer;
    if (at >= 0) goToStep(now, at);
    else if (pointer !== undefined) onEvidence.current?.(pointer);
  }, []);
  const threads = useRef<HTMLDivElement>(null);
  useEffect(() => scrollToSoon(threads.current?.querySelector('[data-new="true"]') ?? null), [states, run.step]);
  const selectedLock = scenario.locks.find(({ id }) => classOf(scenario, id) === selectedClass)?.id;
  return (
    <div className="replay" ref={pane} data-changed={run.words.length > 0}>
      <div className="replay-bar">
        <ReplayControls stepper={stepper} words={state.changed} stops={stops} />
        <RunBar run={named} now={now} onShowChanges={onShowChanges} />
        <span className="replay-spacer" />
        {printed !== undefined && <TableButton printed={printed} isPressed={showsTable} onChange={setChoice} />}
        {onAddStep !== undefined && (
          <IconButton label="Add this step to notebook" icon={NOTEBOOK_ICON} onPress={onAddStep} />
        )}
      </div>
      <Misfit run={run} />
      <div className="replay-body">
        <div className="replay-threads" ref={threads} tabIndex={0} role="group" aria-label="Threads">
          {scenario.threads.map((thread) => (
            <ThreadColumn
              key={thread.id}
              thread={thread}
              rows={rowsOf(scenario, thread, states, run.step)}
              state={state}
              selectedLock={selectedLock}
              onSelectStep={selectStep}
            />
          ))}
        </div>
        {showsTable && printed !== undefined && <PrintedTableView table={printed} selectedLock={selectedClass} />}
      </div>
      <NextBar run={run} />
      <p className="replay-changed" role="status" data-deadlock={state.deadlock !== undefined}>
        {state.deadlock === undefined ? (
          <span className="selectable">{state.changed}</span>
        ) : (
          <>
            <OctagonX aria-hidden />
            <span className="selectable">
              {state.changed} <strong>DEADLOCK: {state.deadlock.words}</strong>
            </span>
          </>
        )}
        <Assumptions list={scenario.assumptions} />
      </p>
    </div>
  );
}

/** A link may tell of a run or of changes that this scenario does not have. */
function Misfit({ run: { changed, run } }: { readonly run: ScenarioRun }) {
  const words = [
    ...(changed.problem === undefined ? [] : [`Not all what-if changes of this link fit: ${changed.problem}`]),
    ...(run.refused === undefined
      ? []
      : [
          run.chosen === 0
            ? `The run of this link does not fit: ${run.refused}. The run by default is shown.`
            : `The run of this link fits for ${plural(run.chosen, 'step')} only: ${run.refused}.`,
        ]),
  ];
  if (words.length === 0) return null;
  return (
    <p className="replay-misfit" role="note">
      {words.join(' ')}
    </p>
  );
}

interface TableButtonProps {
  readonly printed: PrintedTable;
  readonly isPressed: boolean;
  readonly onChange: (shows: boolean) => void;
}

const TableButton = memo(function TableButton({ printed, isPressed, onChange }: TableButtonProps) {
  return (
    <Button
      variant="quiet"
      icon={printed.deadlocksByItself ? <Table2 aria-hidden /> : <TriangleAlert aria-hidden />}
      isPressed={isPressed}
      onPress={() => onChange(!isPressed)}
    >
      {printed.deadlocksByItself ? 'As printed' : 'As printed: no deadlock'}
    </Button>
  );
});

const Assumptions = memo(function Assumptions({ list }: { readonly list: readonly string[] }) {
  if (list.length === 0) return null;
  return (
    <span className="replay-assumptions" tabIndex={0} role="note" title={list.join('\n')} aria-label={list.join(' ')}>
      <span className="inferred-mark" aria-hidden>
        ~
      </span>
      {list.length === 1 ? '1 assumption' : `${list.length} assumptions`}
    </span>
  );
});
