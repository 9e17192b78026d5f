import { useVirtualizer } from '@tanstack/react-virtual';
import { Inbox as InboxIcon, PanelLeft, SearchX } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { type Command, useCommands } from '../app/commands.ts';
import { goToReport, useCurrentReport } from '../app/report-places.ts';
import { useWorkbench } from '../app/store.ts';
import { toggleColumn, useVisibility } from '../app/visibility.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { plural } from '../ui/words.ts';
import { groupReports, type ReportGroup } from './group-reports.ts';
import './Inbox.css';
import { InboxFilter } from './InboxFilter.tsx';
import { InboxRow, SightingRow } from './InboxRow.tsx';
import { clearInboxFilter, passes, useInbox } from './inbox-state.ts';
import type { ReportSummary } from '../../shared/contract/ipc.ts';

/** What the list draws: a group, or one sighting of an unfolded group. */
interface Row {
  readonly key: string;
  readonly group: ReportGroup;
  readonly report: ReportSummary;
  readonly isSighting: boolean;
}

function rowsOf(groups: readonly ReportGroup[], unfolded: ReadonlySet<string>): readonly Row[] {
  return groups.flatMap((group) => {
    const head: Row = { key: group.key, group, report: group.latest, isSighting: false };
    if (!unfolded.has(group.key) || group.reports.length === 1) return [head];
    const sightings = group.reports.map((report) => ({ key: report.id, group, report, isSighting: true }));
    return [head, ...sightings];
  });
}

const SIDEBAR_ICON = <PanelLeft />;

/** The second column: every report of every console, the same bug once. j and k move, Enter opens. */
export function Inbox() {
  const reports = useWorkbench((state) => state.reports);
  const { text, kind, consoleId, unfolded } = useInbox();
  const passing = useMemo(
    () => reports.filter((report) => passes(report, { text, kind, consoleId })),
    [reports, text, kind, consoleId],
  );
  const groups = useMemo(() => groupReports(passing), [passing]);
  const rows = useMemo(() => rowsOf(groups, unfolded), [groups, unfolded]);
  const current = useCurrentReport();
  const [cursor, setCursor] = useState<string>();
  const cursorIndex = Math.max(
    0,
    rows.findIndex((row) => row.key === cursor),
  );

  const scroller = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions go to no memoised component
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.isSighting === true ? 30 : 82),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
  });

  const wantsFocus = useRef(false);
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    scroller.current?.querySelector<HTMLElement>(`[data-row="${cursorIndex}"]`)?.focus();
  });

  const commands = useMemo((): readonly Command[] => {
    const move = (by: number) => {
      const isInside = scroller.current?.contains(document.activeElement) === true;
      const from = rows.findIndex((row) => row.report.id === current?.id);
      const start = isInside ? cursorIndex : from;
      const next = Math.min(rows.length - 1, Math.max(0, start + by));
      setCursor(rows[next]?.key);
      virtualizer.scrollToIndex(next);
      wantsFocus.current = true;
    };
    const enabled = rows.length > 0;
    return [
      { id: 'inbox.next', group: 'Go', title: 'Next report', keys: ['j'], enabled, run: () => move(1) },
      { id: 'inbox.previous', group: 'Go', title: 'Previous report', keys: ['k'], enabled, run: () => move(-1) },
    ];
  }, [rows, current, cursorIndex, virtualizer]);
  useCommands('inbox', commands);

  const hasSidebar = useVisibility((state) => state.sidebar);
  const isFiltered = text !== '' || kind !== undefined || consoleId !== undefined;
  return (
    <section className="inbox" aria-label="Inbox">
      <header className="inbox-head">
        {!hasSidebar && (
          <IconButton
            label="Show the sidebar"
            keys="Ctrl+B"
            icon={SIDEBAR_ICON}
            onPress={() => toggleColumn('sidebar')}
          />
        )}
        <h2>Inbox</h2>
        <span className="faint numbers">
          {groups.length > 0 && plural(groups.length, 'bug')}
          {passing.length > groups.length && ` in ${plural(passing.length, 'report')}`}
        </span>
      </header>
      {reports.length > 0 && <InboxFilter reports={reports} />}
      <div className="inbox-rows" ref={scroller}>
        {rows.length === 0 &&
          (isFiltered ? (
            <EmptyState
              icon={<SearchX aria-hidden />}
              title="No report passes the filter"
              actions={<Button onPress={clearInboxFilter}>Show all</Button>}
            />
          ) : (
            <EmptyState icon={<InboxIcon aria-hidden />} title="No reports yet">
              A lockdep report on any console appears here while it is printed. Opened files are read as well.
            </EmptyState>
          ))}
        <ul style={{ height: virtualizer.getTotalSize() }} aria-label="Reports">
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const RowView = row.isSighting ? SightingRow : InboxRow;
            return (
              <li
                key={item.key}
                ref={virtualizer.measureElement}
                data-index={item.index}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <RowView
                  group={row.group}
                  report={row.report}
                  index={item.index}
                  isCurrent={
                    row.isSighting ? current?.id === row.report.id : row.group.reports.some((r) => r.id === current?.id)
                  }
                  isCursor={item.index === cursorIndex}
                  onOpen={() => {
                    setCursor(row.key);
                    goToReport(row.report);
                  }}
                />
              </li>
            );
          })}
        </ul>
      </div>
    </section>
  );
}
