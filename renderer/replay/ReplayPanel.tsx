import { runCommand } from '../app/commands.ts';
import { useCase } from '../report/case-context.ts';
import { KindExplanation } from '../report/KindExplanation.tsx';
import { useRun } from '../scenario/run-context.ts';
import { PrintedTableView } from './PrintedTableView.tsx';
import './ReplayPanel.css';
import { Stepping } from './Stepping.tsx';

/** The deadlock, step by step: one column a thread, and the kernel's own table beside it. */
export function ReplayPanel() {
  const { replay, stepper, selection, select, printed, showPanel } = useCase();
  const run = useRun();
  if (!('scenario' in replay)) return <NoReplay why={replay.unavailable} />;
  if (run === undefined) return null;
  return (
    <Stepping
      run={run}
      stepper={stepper}
      selectedClass={selection.lock}
      printed={printed}
      onSelectEvidence={select}
      onShowChanges={() => showPanel('what-if')}
      onAddStep={() => void runCommand('replay.addStep')}
    />
  );
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
