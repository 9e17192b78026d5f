import { OctagonX } from 'lucide-react';
import { useRef, useState } from 'react';
import type { PrintedTable } from '../../shared/scenario/printed-table.ts';
import { NextBar } from '../scenario/NextBar.tsx';
import { goToStep } from '../scenario/run-actions.ts';
import type { ScenarioRun } from '../scenario/run-context.ts';
import { RunBar } from '../scenario/RunBar.tsx';
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

/** A run of a scenario, step by step: one column a thread, and below them what could happen next. */
export function Stepping({
  run,
  stepper,
  selectedClass,
  printed,
  onSelectEvidence,
  onShowChanges,
  onAddStep,
}: SteppingProps) {
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
  const selectStep = (thread: string, index: number) => {
    const at = states.findIndex(({ action }) => action?.thread === thread && action.step === index);
    const pointer = scenario.threads.find(({ id }) => id === thread)?.steps[index]?.evidence.pointer;
    if (at >= 0) goToStep(run, at);
    else if (pointer !== undefined) onSelectEvidence?.(pointer);
  };
  return (
    <div className="replay" ref={pane} data-changed={run.words.length > 0}>
      <ReplayControls
        stepper={stepper}
        words={state.changed}
        isNarrow={!fitsTwo}
        printed={printed}
        showsTable={showsTable}
        onToggleTable={() => setChoice(!showsTable)}
        onAddStep={onAddStep}
      />
      <RunBar run={run} onShowChanges={onShowChanges} />
      <div className="replay-body">
        <div className="replay-threads" tabIndex={-1}>
          {scenario.threads.map((thread) => (
            <ThreadColumn
              key={thread.id}
              thread={thread}
              rows={rowsOf(scenario, thread, states, run.step)}
              state={state}
              selectedLock={scenario.locks.find(({ id }) => classOf(scenario, id) === selectedClass)?.id}
              onSelectStep={(index) => selectStep(thread.id, index)}
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

function Assumptions({ list }: { readonly list: readonly string[] }) {
  if (list.length === 0) return null;
  return (
    <span className="replay-assumptions" tabIndex={0} title={list.join('\n')} aria-label={list.join(' ')}>
      <span className="inferred-mark" aria-hidden>
        ~
      </span>
      {list.length === 1 ? '1 assumption' : `${list.length} assumptions`}
    </span>
  );
}
