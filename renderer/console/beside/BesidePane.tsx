import type { IDockviewPanelProps } from 'dockview-react';
import { lazy, Suspense, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { epochMilliseconds } from '../../../shared/contract/units.ts';
import { call } from '../../app/bridge.ts';
import { useWorkbench } from '../../app/store.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorBoundary } from '../../ui/ErrorBoundary.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { plural } from '../../ui/words.ts';
import { EmptyLog } from '../EmptyLog.tsx';
import { hasRules, useFilter } from '../filter/filter-rules.ts';
import { useLens } from '../filter/use-lens.ts';
import { LogView } from '../LogView.tsx';
import { MissingConsole } from '../MissingConsole.tsx';
import { useNoteLines, useNotes } from '../notes/use-notes.ts';
import { tell } from '../several/tell.ts';
import { StateMark } from '../StateMark.tsx';
import { stateWord } from '../state-words.ts';
import { TypeBox } from '../TypeBox.tsx';
import { useFired } from '../use-fired.ts';
import { consolesIn, type PaneParams } from './beside-layout.ts';
import { BesideSearch } from './beside-search.ts';
import { BesideTime } from './beside-time.ts';
import { lead, leadTo, useLinked } from './linked.ts';
import { PaneActions } from './PaneActions.tsx';

const TerminalView = lazy(async () => ({ default: (await import('../terminal/TerminalView.tsx')).TerminalView }));

/** The line of a console that came first at a moment or later. */
function useLineAt(id: string, time: number | undefined, lines: number): number | undefined {
  const [found, setFound] = useState<number>();
  const hasLines = lines > 0;
  useEffect(() => {
    if (time === undefined || !hasLines) return undefined;
    let isWanted = true;
    call('merged.find', { consoles: [{ id }], at: { time: epochMilliseconds(time) } }).then(
      ({ position, lines: all }) => {
        if (isWanted) setFound(Math.min(position + 1, all));
      },
      tell,
    );
    return () => {
      isWanted = false;
    };
  }, [id, time, hasLines]);
  return found === 0 ? undefined : found;
}

/** A console among others: its log or its terminal, and a line to type into it. */
export function BesidePane({ params, containerApi }: IDockviewPanelProps<PaneParams>) {
  const { consoleId, shown } = params;
  const console = useWorkbench((state) => state.consoles.find(({ id }) => id === consoleId));
  const allReports = useWorkbench((state) => state.reports);
  const reports = useMemo(() => allReports.filter((report) => report.consoleId === consoleId), [allReports, consoleId]);
  const fired = useFired(consoleId);
  const notes = useNoteLines(useNotes(consoleId, console));
  const filter = useLens(console);
  const hasFilter = hasRules(useFilter(filter.key));
  const time = useContext(BesideTime);
  const ofTime = useLineAt(consoleId, time, console?.lines ?? 0);
  const { byConsole, target, onAt: tellAt } = useContext(BesideSearch);
  const search = byConsole.get(consoleId);
  const line = target?.consoleId === consoleId ? target.line : ofTime;
  const onAt = useCallback((at: number) => tellAt(consoleId, at), [tellAt, consoleId]);
  const linkedTo = useLinked((state) => state.asked[consoleId]);
  const onTop = useCallback(
    (top: number, isFollowing: boolean) =>
      leadTo(consoleId, isFollowing ? 'end' : { line: top }, consolesIn(containerApi)),
    [consoleId, containerApi],
  );
  if (console === undefined) return <MissingConsole consoleId={consoleId} />;
  const isLeading = () => lead(consoleId);
  const words = [
    stateWord(console),
    plural(console.lines, 'line'),
    ...(hasFilter && filter.isOn ? ['filtered'] : []),
    ...(console.reports > 0 ? [plural(console.reports, 'report')] : []),
    ...(search === undefined ? [] : [`${plural(search.found, 'line')} found`]),
  ].join(' · ');
  return (
    <div
      className="beside-pane"
      data-console={console.name}
      onWheelCapture={isLeading}
      onKeyDownCapture={isLeading}
      onPointerDownCapture={isLeading}
    >
      <div className="beside-bar numbers">
        <StateMark state={console.state} />
        <span className="ellipsis soft" title={words}>
          {words}
        </span>
        <PaneActions
          consoleId={consoleId}
          shown={shown}
          canType={console.canType}
          hasFilter={hasFilter}
          containerApi={containerApi}
          isOn={filter.isOn}
          collapses={filter.collapses}
          setOn={filter.setOn}
          setCollapses={filter.setCollapses}
        />
      </div>
      <div className="beside-body">
        <ErrorBoundary what={`The pane of ${console.name}`}>
          {shown === 'terminal' ? (
            <Suspense fallback={<EmptyState title={<Spinner label="Opening the terminal …" />} />}>
              <TerminalView console={console} />
            </Suspense>
          ) : console.lines === 0 ? (
            <EmptyLog console={console} />
          ) : (
            <LogView
              console={console}
              reports={reports}
              line={line}
              triggered={fired}
              notes={notes}
              search={search}
              onAt={onAt}
              linkedTo={linkedTo}
              onTop={onTop}
              lens={filter.lens}
              onWithoutFilter={filter.isOn ? () => filter.setOn(false) : undefined}
            />
          )}
        </ErrorBoundary>
      </div>
      {shown === 'log' && console.canType && (
        <TypeBox consoleId={consoleId} name={console.name} isConnected={console.state === 'connected'} />
      )}
    </div>
  );
}
