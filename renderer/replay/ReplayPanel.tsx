import { OctagonX } from 'lucide-react';
import { useState } from 'react';
import { useCase } from '../report/case-context.ts';
import { KindExplanation } from '../report/KindExplanation.tsx';
import { PrintedTableView } from './PrintedTableView.tsx';
import { ReplayControls } from './ReplayControls.tsx';
import './ReplayPanel.css';
import { classOf } from './step-selection.ts';
import { rowsOf } from './thread-rows.ts';
import { ThreadColumn } from './ThreadColumn.tsx';

/** The deadlock, step by step: one column a thread, and the kernel's own table beside it. */
export function ReplayPanel() {
  const { view, replay, stepper, state, selection, select, printed } = useCase();
  const [showsTable, setShowsTable] = useState(true);
  if (!('scenario' in replay) || state === undefined)
    return (
      <div className="replay-none">
        <p className="replay-why">
          <strong>No replay.</strong> {'unavailable' in replay ? replay.unavailable : ''}
        </p>
        <KindExplanation kind={view.report.kind} />
        {printed !== undefined && <PrintedTableView table={printed} selectedLock={selection.lock} />}
      </div>
    );
  const { scenario, states } = replay;
  const selectStep = (thread: string, index: number) => {
    const at = states.findIndex(({ action }) => action?.thread === thread && action.step === index);
    const pointer = scenario.threads.find(({ id }) => id === thread)?.steps[index]?.evidence.pointer;
    if (at >= 0) stepper.goTo(at);
    else if (pointer !== undefined) select(pointer);
  };
  return (
    <div className="replay">
      <ReplayControls
        stepper={stepper}
        words={state.changed}
        hasTable={printed !== undefined}
        showsTable={showsTable}
        onToggleTable={() => setShowsTable(!showsTable)}
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
