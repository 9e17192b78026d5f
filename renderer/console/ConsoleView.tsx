import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { isGap } from '../../shared/contract/ipc.ts';
import type { LineNumber } from '../../shared/contract/units.ts';
import { call, problemOf } from '../app/bridge.ts';
import { type Command, useCommands } from '../app/commands.ts';
import { showProblem, useWorkbench } from '../app/store.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { Split, SplitPane } from '../ui/Split.tsx';
import { ConsoleHeader } from './ConsoleHeader.tsx';
import { ConsoleTools } from './ConsoleTools.tsx';
import './ConsoleView.css';
import { EmptyLog } from './EmptyLog.tsx';
import { filterCommands } from './filter/filter-commands.ts';
import { FilterBar } from './filter/FilterBar.tsx';
import { useLens } from './filter/use-lens.ts';
import { GoToLine } from './GoToLine.tsx';
import { JumpList } from './JumpList.tsx';
import type { LogList } from './log-list.ts';
import { LogView } from './LogView.tsx';
import { useMarks } from './marks.ts';
import { MissingConsole } from './MissingConsole.tsx';
import { SearchBar } from './search/SearchBar.tsx';
import { SearchResults } from './search/SearchResults.tsx';
import { useSearch } from './search/use-search.ts';
import { leftShown, rememberShown, type Shown } from './shown.ts';
import { RemoveDialog } from './RemoveDialog.tsx';
import { useNoteLines, useNotes } from './notes/use-notes.ts';
import { isAttached } from './state-words.ts';
import { useFired } from './use-fired.ts';
import { TypeBox } from './TypeBox.tsx';

const TerminalView = lazy(async () => ({ default: (await import('./terminal/TerminalView.tsx')).TerminalView }));

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
  const fired = useFired(consoleId);
  const notes = useNotes(consoleId, console);
  const noteLines = useNoteLines(notes);
  const search = useSearch(consoleId);
  const filter = useLens(console);
  const [list, setList] = useState<LogList>();
  const [shown, setShown] = useState<Shown>(leftShown(consoleId));
  const show = useCallback(
    (next: Shown) => {
      rememberShown(consoleId, next);
      setShown(next);
    },
    [consoleId],
  );
  // Whoever goes to a line wants to see the log.
  const [lineBefore, setLineBefore] = useState(line);
  if (line !== lineBefore) {
    setLineBefore(line);
    if (line !== undefined) setShown('log');
  }
  /** How often the search was asked for; 0 while it is closed. */
  const [asked, setAsked] = useState(0);
  /** The line the user is at: where the next one found is looked for. */
  const at = useRef(1);
  const onAt = useCallback((now: number) => void (at.current = now), []);
  const [open, setOpen] = useState<Open>();
  /** How often the filter was asked for. */
  const [filterAsked, setFilterAsked] = useState(0);
  const reports = useMemo(
    () => allReports.filter((report) => report.consoleId === consoleId).sort((a, b) => a.firstLine - b.firstLine),
    [allReports, consoleId],
  );
  const attached = console !== undefined && isAttached(console.state);
  const { step, run } = search;
  const canType = console?.canType === true;
  const isFound = (search.status?.found ?? 0) > 0;
  const { setOn, setCollapses } = filter;
  const isFiltering = filter.isOn;
  // Who only switches it on again goes on reading.
  if (!isFiltering && filterAsked > 0) setFilterAsked(0);
  const isCollapsing = filter.collapses;
  const switchFilter = useCallback(
    (isOn: boolean) => {
      setOn(isOn);
      if (isOn) setFilterAsked((times) => times + 1);
    },
    [setOn],
  );
  const switchSearch = useCallback(
    (isOn: boolean) => {
      setAsked(isOn ? 1 : 0);
      if (!isOn) run(undefined);
    },
    [run],
  );
  const commands = useMemo(
    (): readonly Command[] => [
      {
        id: 'console.search',
        group: 'Console',
        title: 'Search in this log …',
        keys: ['/', 'Ctrl+F'],
        run: () => {
          show('log');
          setAsked((times) => times + 1);
        },
      },
      {
        id: 'console.searchNext',
        group: 'Console',
        title: 'Next line found',
        keys: ['F3', 'n'],
        enabled: isFound,
        run: () => step('next', at.current),
      },
      {
        id: 'console.searchPrevious',
        group: 'Console',
        title: 'Previous line found',
        keys: ['Shift+F3', 'N'],
        enabled: isFound,
        run: () => step('previous', at.current),
      },
      ...filterCommands({
        owner: 'console',
        what: 'this log',
        isOn: isFiltering,
        collapses: isCollapsing,
        setOn,
        setCollapses,
        ask: () => setFilterAsked((times) => times + 1),
        show: () => show('log'),
      }),
      { id: 'console.log', group: 'Console', title: 'Show the log', run: () => show('log') },
      {
        id: 'console.terminal',
        group: 'Console',
        title: 'Show the terminal',
        enabled: canType,
        run: () => show('terminal'),
      },
      {
        id: 'console.goToLine',
        group: 'Console',
        title: 'Go to line or time …',
        keys: ['Ctrl+G'],
        run: () => setOpen('line'),
      },
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
    [consoleId, attached, isFound, step, show, canType, setOn, setCollapses, isFiltering, isCollapsing],
  );
  useCommands('console', commands);

  if (console === undefined) {
    if (isReady) return <MissingConsole consoleId={consoleId} />;
    return <EmptyState title={<Spinner label="Loading …" />} />;
  }
  const hasJumps = reports.length + console.boots + marks.size + fired.size + notes.filter(isGap).length > 0;
  const isTerminal = shown === 'terminal';
  return (
    <div className="console-view">
      <ConsoleHeader console={console}>
        <ConsoleTools
          shown={shown}
          onShow={show}
          hasLines={console.lines > 0}
          hasTerminal={canType}
          isCollapsing={isCollapsing}
          onCollapse={setCollapses}
          isFiltering={isFiltering}
          onFilter={switchFilter}
          isSearching={asked > 0}
          onSearch={switchSearch}
        />
      </ConsoleHeader>
      {!isTerminal && asked > 0 && (
        <SearchBar
          search={search}
          asked={asked}
          onStep={(direction) => step(direction, at.current)}
          onClose={() => switchSearch(false)}
        />
      )}
      {!isTerminal && isFiltering && (
        <FilterBar
          filterKey={filter.key}
          lines={console.lines}
          list={list}
          asked={filterAsked}
          onClose={() => setOn(false)}
        />
      )}
      {isTerminal ? (
        <Suspense fallback={<EmptyState title={<Spinner label="Opening the terminal …" />} />}>
          <TerminalView console={console} />
        </Suspense>
      ) : (
        <div className="console-body">
          <Split id="console" direction="horizontal">
            <SplitPane id="log" minSize={240}>
              <Split id="console-found" direction="vertical">
                <SplitPane id="lines" minSize={80}>
                  {console.lines === 0 ? (
                    <EmptyLog console={console} />
                  ) : (
                    <LogView
                      console={console}
                      reports={reports}
                      line={line}
                      triggered={fired}
                      notes={noteLines}
                      search={search.status}
                      onAt={onAt}
                      lens={filter.lens}
                      onList={setList}
                      onWithoutFilter={isFiltering ? () => setOn(false) : undefined}
                      onOnlyCaller={filter.onlyCaller}
                    />
                  )}
                </SplitPane>
                {isFound && (
                  <SplitPane id="found" defaultSize="35%" minSize={60} maxSize="75%">
                    <SearchResults search={search} lines={console.lines} />
                  </SplitPane>
                )}
              </Split>
            </SplitPane>
            {hasJumps && (
              <SplitPane
                id="jumps"
                defaultSize={230}
                minSize={110}
                maxSize="30%"
                groupResizeBehavior="preserve-pixel-size"
              >
                <JumpList console={console} reports={reports} triggered={fired} notes={notes} />
              </SplitPane>
            )}
          </Split>
        </div>
      )}
      {!isTerminal && canType && (
        <TypeBox consoleId={consoleId} name={console.name} isConnected={console.state === 'connected'} />
      )}
      <GoToLine console={console} from={() => at.current} isOpen={open === 'line'} onClose={() => setOpen(undefined)} />
      <RemoveDialog console={console} isOpen={open === 'remove'} onClose={() => setOpen(undefined)} />
    </div>
  );
}
