import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { linePrefix } from '../../../shared/console-log/line-prefix.ts';
import type { LogLens, MergedConsole, MergedRow, ReportSummary, SearchStatus } from '../../../shared/contract/ipc.ts';
import { epochMilliseconds, lineNumber } from '../../../shared/contract/units.ts';
import { go } from '../../app/navigation.ts';
import { plural } from '../../ui/words.ts';
import { useBootsOf } from '../boots.ts';
import { LINE_HEIGHT } from '../line-window.ts';
import { useLogLook } from '../log-look.ts';
import { LogLayer } from '../LogLayer.tsx';
import '../LogView.css';
import { toggleMark, useMarksOfAll } from '../marks.ts';
import { useSeveralHits } from '../search/use-hits.ts';
import { RowSlots } from '../row-slots.ts';
import { tell } from '../several/tell.ts';
import { isAttached, isReadOnce } from '../state-words.ts';
import { useFiredOf } from '../use-fired.ts';
import { useListWidth } from '../use-list-width.ts';
import { useTextSelection } from '../use-text-selection.ts';
import { useWrappedEnd } from '../use-wrapped-end.ts';
import { tintOf } from '../several/tints.ts';
import { copyMerged } from './copy-merged.ts';
import './merged.css';
import type { MergedAt, MergedLog } from './merged-log.ts';
import { useMergedState } from './merged-state.ts';
import { knownOf, type Known, type ShownConsole } from './known-line.ts';
import { MergedLine, type Unfolding } from './MergedLine.tsx';
import { MergedPills } from './MergedPills.tsx';
import { showHidden, unfoldAt, unfoldRepeats, unfoldRow } from './unfold-merged.ts';
import { useHold } from './use-hold.ts';
import { pressedIn } from './use-merged-keys.ts';
import { useMergedLog } from './use-merged-log.ts';
import { useMergedSelection } from './use-merged-selection.ts';

const showLine = ({ id, line }: MergedAt): void => go({ at: 'console', consoleId: id, line: lineNumber(line) });

interface MergedListProps {
  /** In the order of the place, those left out not among them. */
  readonly shown: readonly ShownConsole[];
  /** Those left out among them, by id. */
  readonly all: ReadonlyMap<string, ShownConsole>;
  readonly reports: readonly ReportSummary[];
  /** Moment to show, in milliseconds since 1970. */
  readonly time: number | undefined;
  /** What is looked for in them. */
  readonly searches: ReadonlyMap<string, SearchStatus>;
  /** A line to go to; each new value goes there once. */
  readonly goTo: { readonly at: MergedAt } | undefined;
  /** What is shown of the logs; absent: all. The same object while it says the same. */
  readonly lens: LogLens | undefined;
  /** Told the line the user is at: the selected one, else the one gone to, else the first on screen. */
  readonly onAt: (at: MergedAt) => void;
  /** Told which of the consoles have no times. */
  readonly onUntimed: (ids: readonly string[]) => void;
  /** Given the list that is shown, for whoever tells how much of the logs that is. */
  readonly onList: (list: MergedLog) => void;
  /** Show all lines, as one is wanted that the filter leaves out. */
  readonly onWithoutFilter: (() => void) | undefined;
  /** Show only what a caller printed. */
  readonly onOnlyCaller: (caller: string) => void;
}

/** The lines of several consoles as one list; only the visible ones are fetched and drawn. */
export function MergedList(props: MergedListProps) {
  const { shown, all, reports, time, searches, goTo, lens, onAt, onUntimed, onList, onWithoutFilter, onOnlyCaller } =
    props;
  const consoles = useConsolesOf(shown);
  const ids = useMemo(() => consoles.map(({ id }) => id), [consoles]);
  const fired = useFiredOf(ids);
  const grown = shown.map(({ console }) => ({ id: console.id, lines: console.lines, bytes: console.indexedBytes }));
  const isLive = shown.some(({ console }) => isAttached(console.state) && !isReadOnce(console));
  const chosenLook = useLogLook();
  const look = useMemo(() => ({ ...chosenLook, arrival: true }), [chosenLook]);
  const follows = isLive && time === undefined;
  const scrolled = useMergedLog({ consoles, lens, grown, wraps: look.wrap, follows });
  const { log, scroller, state, element, first, last } = scrolled;
  const { top, extent, isFollowing } = state;
  const { count, isWhole } = log;
  useHold(scrolled);
  useEffect(() => {
    useMergedState.setState({ isFollowing });
    return () => useMergedState.setState({ isFollowing: false });
  }, [isFollowing]);
  const untimed = log.untimed.join(' ');
  useEffect(() => onUntimed(untimed.split(' ').filter((id) => id !== '')), [onUntimed, untimed]);
  useEffect(() => onList(log), [onList, log]);

  const selection = useMergedSelection(scrolled);
  const { range, target, selected, select } = selection;
  const { goTo: goToLine } = selection;
  const hasSize = extent.viewport > 0 && log.generation > 0;
  useEffect(() => {
    if (time !== undefined && hasSize) goToLine({ time: epochMilliseconds(time) }).catch(tell);
  }, [time, hasSize, goToLine]);
  useEffect(() => {
    if (goTo !== undefined && hasSize) goToLine(goTo.at).catch(tell);
  }, [goTo, hasSize, goToLine]);
  const fresh = useFresh(log, isFollowing);

  const seen: { readonly position: number; readonly id: string; readonly line: number }[] = [];
  for (let position = first; position <= last; position++) {
    const line = log.at(position);
    if (line !== undefined) seen.push({ position, ...line });
  }
  const isSeen = (at: MergedAt | undefined) => seen.find(({ id, line }) => id === at?.id && line === at.line);
  const at = isSeen(range?.head) ?? isSeen(target) ?? seen[0];
  const atKey = at === undefined ? '' : `${at.line} ${at.id}`;
  // Before the next key can come, which may ask where it is.
  useLayoutEffect(() => {
    const [line, id] = atKey.split(' ');
    if (id !== undefined) onAt({ id, line: Number(line) });
  }, [onAt, atKey]);
  const hits = useSeveralHits(searches, seen);
  const marks = useMarksOfAll();
  const boots = useBootsOf(shown.map(({ console }) => console));
  const known: Known = { all, reports, searches, hits, marks, fired, boots };
  const nameOf = (id: string) => all.get(id)?.console.name ?? id;
  const copy = () => {
    const names = log.consoles.map(({ id }) => nameOf(id));
    if (selected !== undefined) copyMerged(log.consoles, names, selected.from, selected.to).catch(tell);
  };
  const showHead = () => range && showLine(range.head);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const keys = {
      ...{ scroller, selection, start: at?.position ?? first, isEmpty: count === 0, onCopy: copy, onShow: showHead },
      onSelectAll: () => void selection.selectAll().catch(tell),
      onMark: () => at && toggleMark(at.id, at.line),
      onUnfold: () => void unfoldRow(log, selected?.to ?? first).catch(tell),
    };
    if (pressedIn(keys, event)) event.preventDefault();
  };
  const onShow = useCallback(
    (row: MergedRow) => {
      const line = log.lineOf(row);
      if (line !== undefined) showLine(line);
    },
    [log],
  );

  const longest = Math.max(0, ...shown.map(({ console }) => console.name.length));
  const nameWidth = Math.min(22, Math.max(6, longest)) * 7.3 + 26;
  const digits = Math.max(4, ...shown.map(({ console }) => String(console.lines).length));
  // With room for a mark.
  const gutter = nameWidth + digits * 7 + 40;
  const layer = useRef<HTMLDivElement>(null);
  const isSelecting = useTextSelection(layer, scroller);
  useWrappedEnd({ layer, scroller, isPossible: look.wrap && !isFollowing && !isSelecting && last >= count });
  const unfolding = useUnfolding(log);
  const [slots] = useState(() => new RowSlots());
  slots.show(first, last);
  const drawn = [];
  let widest = 0;
  for (let position = first; position <= last; position++) {
    const row = log.row(position);
    const { from, report, hits: found, mark, isTriggered, isBoot, width } = knownOf(row, log.at(position)?.id, known);
    widest = Math.max(widest, width);
    drawn.push(
      <MergedLine
        key={slots.keyOf(position)}
        position={position}
        row={row}
        before={look.delta ? log.row(position - 1) : undefined}
        name={from?.console.name ?? ''}
        hue={tintOf(from?.index ?? 0)}
        y={look.wrap ? undefined : (position - 1) * LINE_HEIGHT - top}
        gutter={gutter}
        look={look}
        report={report}
        isBoot={isBoot}
        isSelected={selected !== undefined && selected.from <= position && position <= selected.to}
        isTarget={row !== undefined && target?.line === row.row.line && target.id === from?.console.id}
        hits={found}
        mark={mark}
        isTriggered={isTriggered}
        unfolding={unfolding}
        onSelect={select}
        onShow={onShow}
      />,
    );
  }
  const width = useListWidth({ layerRef: layer, longest: widest, look, gutter, seen: drawn });
  const lines = grown.reduce((total, each) => total + (log.untimed.includes(each.id) ? 0 : each.lines), 0);
  const names = shown.map(({ console }) => console.name).join(', ');
  const rows = isWhole ? plural(lines, 'line') : `${plural(count, 'row')} of ${plural(lines, 'line')}`;
  const headRow = selected?.from === selected?.to && selected !== undefined ? log.row(selected.from) : undefined;
  return (
    <div className="log merged" style={{ ['--name-width' as string]: `${nameWidth}px` }}>
      <div
        className="log-scroller"
        ref={element}
        role="log"
        aria-live="off"
        aria-label={`${names}, ${rows} in order of arrival`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <LogLayer
          extent={extent}
          look={look}
          isFollowing={isFollowing}
          width={width}
          lead={gutter + (log.isFiltered ? 66 : 0)}
          ref={layer}
        >
          {drawn}
        </LogLayer>
      </div>
      {!isWhole && count === 0 && (
        <p className="log-nothing">
          None of the {plural(log.status?.lines ?? 0, 'line')} so far is shown by this filter.
        </p>
      )}
      <MergedPills
        selected={selected && selected.to - selected.from + 1}
        head={range && { line: range.head.line, of: nameOf(range.head.id) }}
        caller={headRow && linePrefix(headRow.row.text).caller}
        hidden={target && selection.hidden && { line: target.line, of: nameOf(target.id), place: selection.hidden }}
        canFollow={!isFollowing && isLive}
        fresh={fresh}
        onCopy={copy}
        onShowHead={showHead}
        onOnlyCaller={onOnlyCaller}
        onClear={selection.clear}
        onFollow={() => scroller.follow()}
        onShowHidden={() => {
          if (target !== undefined)
            showHidden(log, target)
              .then(() => goToLine(target))
              .catch(tell);
        }}
        onWithoutFilter={onWithoutFilter}
        onForgetHidden={selection.forgetTarget}
      />
    </div>
  );
}

/** The consoles as they are asked for; the same array while it says the same. */
function useConsolesOf(shown: readonly ShownConsole[]): readonly MergedConsole[] {
  const shape = JSON.stringify(shown.map(({ console, shift }): MergedConsole => ({ id: console.id, shift })));
  return useMemo(() => JSON.parse(shape) as readonly MergedConsole[], [shape]);
}

/** Rows that came since the end was left, or another list was shown. */
function useFresh(log: MergedLog, isFollowing: boolean): number {
  const { count, generation } = log;
  const [left, setLeft] = useState({ count, generation });
  if ((isFollowing && left.count !== count) || left.generation !== generation) setLeft({ count, generation });
  return count - left.count;
}

/** What the buttons of rows do; undefined where nothing is left out. */
function useUnfolding(log: MergedLog): Unfolding | undefined {
  const { isWhole, isFiltered } = log;
  return useMemo(
    () =>
      isWhole
        ? undefined
        : {
            hasGaps: isFiltered,
            onUnfold: (index, all) => void unfoldAt(log, index, all).catch(tell),
            onRepeats: (index) => void unfoldRepeats(log, index).catch(tell),
          },
    [log, isWhole, isFiltered],
  );
}
