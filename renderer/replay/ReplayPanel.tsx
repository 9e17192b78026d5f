import { OctagonX } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ReplayState } from '../../shared/scenario/replay.ts';
import { useCase } from '../report/case-context.ts';
import type { Replay } from '../report/case-store.ts';
import { KindExplanation } from '../report/KindExplanation.tsx';
import { PrintedTableView } from './PrintedTableView.tsx';
import { ReplayControls } from './ReplayControls.tsx';
import './ReplayPanel.css';
import { classOf } from './step-selection.ts';
import { rowsOf } from './thread-rows.ts';
import { ThreadColumn } from './ThreadColumn.tsx';
import { useIsWide } from './use-is-wide.ts';

/** From these widths on the kernel's table fits beside two threads, and beside more. */
const FITS_TWO = 640;
const FITS_MORE = 1000;

/** The deadlock, step by step: one column a thread, and the kernel's own table beside it. */
export function ReplayPanel() {
  const { replay, state } = useCase();
  if (!('scenario' in replay)) return <NoReplay why={replay.unavailable} />;
  return state === undefined ? null : <Stepping replay={replay} state={state} />;
}

function NoReplay({ why }: { readonly why: string }) {
  const { view, printed, selection } = useCase();
  return (
    <div className="replay-none">
      <p className="replay-why">
        <strong>No replay{view.summary.growing ? ' yet' : ''}.</strong>{' '}
        {view.summary.growing ? 'The report is still being printed.' : why}
      </p>
      <KindExplanation kind={view.report.kind} />
      {printed !== undefined && <PrintedTableView table={printed} selectedLock={selection.lock} />}
    </div>
  );
}

interface SteppingProps {
  readonly replay: Extract<Replay, { readonly scenario: unknown }>;
  readonly state: ReplayState;
}

function Stepping({ replay, state }: SteppingProps) {
  const { stepper, selection, select, printed } = useCase();
  const [choice, setChoice] = useState<boolean>();
  const pane = useRef<HTMLDivElement>(null);
  const fitsTwo = useIsWide(pane, FITS_TWO);
  const fitsMore = useIsWide(pane, FITS_MORE);
  const { scenario, states } = replay;
  const showsTable = choice ?? (scenario.threads.length <= 2 ? fitsTwo : fitsMore);
  const selectStep = (thread: string, index: number) => {
    const at = states.findIndex(({ action }) => action?.thread === thread && action.step === index);
    const pointer = scenario.threads.find(({ id }) => id === thread)?.steps[index]?.evidence.pointer;
    if (at >= 0) stepper.goTo(at);
    else if (pointer !== undefined) select(pointer);
  };
  return (
    <div className="replay" ref={pane}>
      <ReplayControls
        stepper={stepper}
        words={state.changed}
        isNarrow={!fitsTwo}
        printed={printed}
        showsTable={showsTable}
        onToggleTable={() => setChoice(!showsTable)}
      />
      <div className="replay-body">
        <div className="replay-threads" tabIndex={-1}>
          {scenario.threads.map((thread) => (
            <ThreadColumn
              key={thread.id}
              thread={thread}
              rows={rowsOf(scenario, thread, states, stepper.step)}
              state={state}
              selectedLock={scenario.locks.find(({ id }) => classOf(scenario, id) === selection.lock)?.id}
              onSelectStep={(index) => selectStep(thread.id, index)}
            />
          ))}
        </div>
        {showsTable && printed !== undefined && <PrintedTableView table={printed} selectedLock={selection.lock} />}
      </div>
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
