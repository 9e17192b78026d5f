import { useMemo, useState } from 'react';
import type { LineNumber } from '../../shared/contract/units.ts';
import { call, problemOf } from '../app/bridge.ts';
import { type Command, useCommands } from '../app/commands.ts';
import { showProblem, useWorkbench } from '../app/store.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { Split, SplitPane } from '../ui/Split.tsx';
import { ConsoleHeader } from './ConsoleHeader.tsx';
import './ConsoleView.css';
import { EmptyLog } from './EmptyLog.tsx';
import { GoToLine } from './GoToLine.tsx';
import { JumpList } from './JumpList.tsx';
import { LogToolbar } from './LogToolbar.tsx';
import { LogView } from './LogView.tsx';
import { useMarks } from './marks.ts';
import { MissingConsole } from './MissingConsole.tsx';
import { RemoveDialog } from './RemoveDialog.tsx';
import { isAttached } from './state-words.ts';
import { TypeBox } from './TypeBox.tsx';

interface ConsoleViewProps {
  readonly consoleId: string;
  /** Line to show. */
  readonly line?: LineNumber | undefined;
}

type Open = 'line' | 'remove' | undefined;

/** A console: its state, its log, its reports and boots, and a line to type into it. */
export function ConsoleView({ consoleId, line }: ConsoleViewProps) {
  const console = useWorkbench((state) => state.consoles.find(({ id }) => id === consoleId));
  const isReady = useWorkbench((state) => state.ready);
  const allReports = useWorkbench((state) => state.reports);
  const marks = useMarks(consoleId);
  const [open, setOpen] = useState<Open>();
  const reports = useMemo(
    () => allReports.filter((report) => report.consoleId === consoleId).sort((a, b) => a.firstLine - b.firstLine),
    [allReports, consoleId],
  );
  const attached = console !== undefined && isAttached(console.state);
  const commands = useMemo(
    (): readonly Command[] => [
      { id: 'console.goToLine', group: 'Console', title: 'Go to line …', keys: ['Ctrl+G'], run: () => setOpen('line') },
      {
        id: 'console.detach',
        group: 'Console',
        title: 'Detach this console',
        enabled: attached,
        run: () => {
          call('console.detach', { id: consoleId }).catch((error: unknown) => showProblem(problemOf(error)));
        },
      },
      { id: 'console.remove', group: 'Console', title: 'Remove this console …', run: () => setOpen('remove') },
    ],
    [consoleId, attached],
  );
  useCommands('console', commands);

  if (console === undefined) {
    if (isReady) return <MissingConsole consoleId={consoleId} />;
    return <EmptyState title={<Spinner label="Loading …" />} />;
  }
  const hasJumps = reports.length + console.boots.length + marks.length > 0;
  return (
    <div className="console-view">
      <ConsoleHeader console={console}>{console.lines > 0 && <LogToolbar />}</ConsoleHeader>
      <div className="console-body">
        <Split id="console" direction="horizontal">
          <SplitPane id="log" minSize={240}>
            {console.lines === 0 ? (
              <EmptyLog console={console} />
            ) : (
              <LogView console={console} reports={reports} line={line} />
            )}
          </SplitPane>
          {hasJumps && (
            <SplitPane
              id="jumps"
              defaultSize={230}
              minSize={110}
              maxSize="30%"
              groupResizeBehavior="preserve-pixel-size"
            >
              <JumpList console={console} reports={reports} />
            </SplitPane>
          )}
        </Split>
      </div>
      {console.canType && <TypeBox consoleId={consoleId} name={console.name} />}
      <GoToLine console={console} isOpen={open === 'line'} onClose={() => setOpen(undefined)} />
      <RemoveDialog console={console} isOpen={open === 'remove'} onClose={() => setOpen(undefined)} />
    </div>
  );
}
