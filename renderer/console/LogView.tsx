import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { linePrefix } from '../../shared/console-log/line-prefix.ts';
import type { Console, LogLens, ReportSummary, SearchStatus } from '../../shared/contract/ipc.ts';
import { problemOf } from '../app/bridge.ts';
import { showProblem } from '../app/store.ts';
import { plural } from '../ui/words.ts';
import { useBoots } from './boots.ts';
import { copyRows } from './copy-lines.ts';
import { HiddenLine } from './HiddenLine.tsx';
import { LINE_HEIGHT } from './line-window.ts';
import type { LogList } from './log-list.ts';
import { useLogLook } from './log-look.ts';
import { LogLayer } from './LogLayer.tsx';
import { LogLine, type LeftOut } from './LogLine.tsx';
import { LogPills } from './LogPills.tsx';
import './LogView.css';
import { MARKED, toggleMark, useMarks } from './marks.ts';
import { NoteDialog } from './NoteDialog.tsx';
import { useHits } from './search/use-hits.ts';
import { RowSlots } from './row-slots.ts';
import { unfoldAt, unfoldGap, unfoldRepeats } from './unfold.ts';
import { useLineSelection } from './use-line-selection.ts';
import { useLog } from './use-log.ts';
import { useListWidth, widthOf } from './use-list-width.ts';
import { useTarget } from './use-target.ts';
import { useTextSelection } from './use-text-selection.ts';
import { useWrappedEnd } from './use-wrapped-end.ts';

interface LogViewProps {
  /** Lines that triggers marked, with what each says. */
  readonly triggered?: ReadonlyMap<number, string> | undefined;
  /** The search whose hits are shown. */
  readonly search?: SearchStatus | undefined;
  /** Told which line the user is at: the selected one, else the first on screen. */
  readonly onAt?: ((line: number) => void) | undefined;
  /** What happened below lines, in words. */
  readonly notes?: ReadonlyMap<number, string> | undefined;
  /** Told which line is the first on screen, and whether the end is followed. */
  readonly onTop?: ((line: number, isFollowing: boolean) => void) | undefined;
  /** Where another log takes this one; each new value does it once. */
  readonly linkedTo?: { readonly line: number } | 'end' | undefined;
  readonly console: Console;
  readonly reports: readonly ReportSummary[];
  /** Line to show, from the place. */
  readonly line?: number | undefined;
  /** What is shown of the log; absent: all. The same object while it says the same. */
  readonly lens?: LogLens | undefined;
  /** Given the list that is shown, for whoever tells how much of the log that is. */
  readonly onList?: ((list: LogList) => void) | undefined;
  /** Show all of the log, as a line is wanted that the filter leaves out. */
  readonly onWithoutFilter?: (() => void) | undefined;
  /** Show only what a caller printed. */
  readonly onOnlyCaller?: ((caller: string) => void) | undefined;
}

const tell = (error: unknown): void => showProblem(problemOf(error));

/** The log as a list of any length: fixed rows, only the visible ones drawn, fetched in pages. */
export function LogView(props: LogViewProps) {
  const { console, reports, line, triggered, search, onAt, lens, onList, onWithoutFilter, onOnlyCaller } = props;
  const { onTop, linkedTo, notes } = props;
  const { id, lines } = console;
  const layer = useRef<HTMLDivElement>(null);
  const look = useLogLook();
  const marks = useMarks(id);
  const [isNoting, setIsNoting] = useState(false);
  const held = useRef<number>(undefined);
  const log = useLog({ console, lens, wraps: look.wrap, held: useCallback(() => held.current, []) });
  const { list, scroller, state, element, first, last } = log;
  const { top, extent, isFollowing } = state;
  const { count } = list;
  const firstLine = list.lineOf(first);
  const { range, setRange, onPointerDown, onKey } = useLineSelection({
    list,
    scroller,
    element,
    start: () => line ?? firstLine,
  });
  const target = useTarget({ log, line, lines });
  const [left, setLeft] = useState({ count, viewId: list.viewId });
  const gutter = Math.max(5, String(lines).length) * 7.5 + 34;
  const isWhole = list.viewId === undefined;
  const hasGaps = list.isFiltered;

  // Rows of another list are not new ones.
  if ((isFollowing && left.count !== count) || left.viewId !== list.viewId) setLeft({ count, viewId: list.viewId });

  useEffect(() => onList?.(list), [onList, list]);

  useEffect(() => {
    if (linkedTo === 'end') scroller.follow();
    else if (linkedTo !== undefined) {
      if (list.viewId === undefined) scroller.toTop(linkedTo.line);
      else list.find(linkedTo.line).then(({ index }) => scroller.toTop(index + 1), tell);
    }
  }, [linkedTo, scroller, list]);
  useEffect(() => {
    if (firstLine !== undefined) onTop?.(firstLine, isFollowing);
  }, [onTop, firstLine, isFollowing]);

  const isSelecting = useTextSelection(layer, scroller);
  useWrappedEnd({ layer, scroller, isPossible: look.wrap && !isFollowing && !isSelecting && last >= count });

  /** The selected line, else the one that was gone to, else the first on screen. */
  const at = range?.head ?? line ?? firstLine;
  useLayoutEffect(() => {
    held.current = range?.head ?? line;
  }, [range, line]);
  useEffect(() => {
    if (at !== undefined) onAt?.(at);
  }, [onAt, at]);

  const [slots] = useState(() => new RowSlots());
  slots.show(first, last);
  const shown = [];
  for (let index = first; index <= last; index++)
    shown.push({ index, line: list.lineOf(index), listed: list.row(index) });
  const longest = shown.reduce((most, { line: each, listed }) => {
    if (listed === undefined || each === undefined) return most;
    const hasMore = !isWhole || notes?.has(each) === true || reports.some(({ firstLine: from }) => from === each);
    return hasMore ? Infinity : Math.max(most, widthOf(listed.row));
  }, 0);
  const width = useListWidth({ layerRef: layer, longest, look, gutter, seen: shown });

  const visible = shown.flatMap(({ line: each }) => (each === undefined ? [] : [each]));
  const hits = useHits(search, visible);
  const allBoots = useBoots(console);
  const boots = useMemo(() => new Set<number>(allBoots.map((boot) => boot.line)), [allBoots]);
  const selected = range && { from: Math.min(range.anchor, range.head), to: Math.max(range.anchor, range.head) };
  const selectedRow =
    selected?.from === selected?.to ? shown.find(({ line: each }) => each === selected?.from)?.listed : undefined;
  const caller = selectedRow && linePrefix(selectedRow.row.text).caller;
  const copy = () => {
    if (selected !== undefined) copyRows(list, selected.from, selected.to).catch(tell);
  };
  const select = useCallback((one: number) => setRange({ anchor: one, head: one }), [setRange]);
  const actions = useMemo(
    () => ({
      onUnfold: (index: number, all: boolean) => void unfoldAt(list, index, all).catch(tell),
      onRepeats: (index: number) => void unfoldRepeats(list, index).catch(tell),
    }),
    [list],
  );
  const leftOut = (index: number): LeftOut | undefined => {
    if (isWhole) return undefined;
    const { gap = 0, isExtra = false, repeat } = list.row(index) ?? {};
    return { index, gap, hasGaps, isExtra, repeat, ...actions };
  };
  const markOf = (one: number): string | undefined => {
    const written = marks.get(one);
    return written === undefined ? triggered?.get(one) : written === '' ? MARKED : written;
  };
  const note = () => {
    if (at === undefined) return;
    select(at);
    setIsNoting(true);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey;
    const isControl = event.ctrlKey && !event.altKey && !event.shiftKey;
    if (isControl && event.key === 'c' && selected !== undefined && (getSelection()?.isCollapsed ?? true)) copy();
    else if (isControl && event.key === 'a' && lines > 0) setRange({ anchor: 1, head: lines });
    else if (event.key === 'm' && isPlain && at !== undefined) toggleMark(id, at);
    else if (event.key === 'M' && isPlain) note();
    else if (event.key === 'Enter' && isPlain && event.target === event.currentTarget && range !== undefined) {
      unfoldGap(list, range.head).catch(tell);
    } else if (event.key === 'Escape' && selected !== undefined) setRange(undefined);
    else if (onKey(event)) event.stopPropagation();
    else if (event.altKey || event.metaKey || event.target !== event.currentTarget) return;
    else if (!scroller.pressed(event.key)) return;
    event.preventDefault();
  };

  return (
    <div className="log">
      <div
        className="log-scroller"
        ref={element}
        role="log"
        aria-live="off"
        aria-label={
          isWhole
            ? `Log of ${console.name}, ${plural(lines, 'line')}`
            : `Log of ${console.name}, ${plural(count, 'row')} of ${plural(lines, 'line')}`
        }
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
      >
        <LogLayer
          extent={extent}
          look={look}
          isFollowing={isFollowing}
          width={width}
          lead={gutter + (hasGaps ? 66 : 0)}
          ref={layer}
        >
          {shown.map(({ index, line: each, listed }) => (
            <LogLine
              key={slots.keyOf(index)}
              line={each}
              row={listed?.row}
              before={look.delta ? list.row(index - 1)?.row : undefined}
              y={look.wrap ? undefined : (index - 1) * LINE_HEIGHT - top}
              gutter={gutter}
              look={look}
              hits={each === undefined ? undefined : hits.get(each)}
              mark={each === undefined ? undefined : markOf(each)}
              isTriggered={each !== undefined && !marks.has(each) && triggered?.has(each) === true}
              note={each === undefined ? undefined : notes?.get(each)}
              report={reports.find(
                (report) => each !== undefined && report.firstLine <= each && each <= report.lastLine,
              )}
              isBoot={each !== undefined && boots.has(each)}
              isSelected={selected !== undefined && each !== undefined && selected.from <= each && each <= selected.to}
              isTarget={each !== undefined && each === line}
              leftOut={leftOut(index)}
            />
          ))}
        </LogLayer>
      </div>
      {!isWhole && count === 0 && (
        <p className="log-nothing">
          None of the {plural(list.status?.lines ?? 0, 'line')} so far is shown by this filter.
        </p>
      )}
      <LogPills
        console={console}
        selected={selected}
        caller={onOnlyCaller === undefined ? undefined : caller}
        fresh={count - left.count}
        isFollowing={isFollowing}
        onCopy={copy}
        onNote={note}
        onOnlyCaller={onOnlyCaller}
        onClear={() => setRange(undefined)}
        onFollow={() => scroller.follow()}
      >
        {target.hidden !== undefined && (
          <HiddenLine
            hidden={target.hidden}
            onShow={target.show}
            onWithoutFilter={onWithoutFilter}
            onClose={target.forget}
          />
        )}
      </LogPills>
      <NoteDialog consoleId={id} line={isNoting ? at : undefined} onClose={() => setIsNoting(false)} />
    </div>
  );
}
