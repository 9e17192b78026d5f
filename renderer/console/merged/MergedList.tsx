import { ArrowDown, ArrowUpRight, Copy, X } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { MergedConsole, MergedRow, ReportSummary, SearchStatus } from '../../../shared/contract/ipc.ts';
import { call, problemOf } from '../../app/bridge.ts';
import { go } from '../../app/navigation.ts';
import { showProblem } from '../../app/store.ts';
import { epochMilliseconds } from '../../../shared/contract/units.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { count, plural } from '../../ui/words.ts';
import { useBootsOf } from '../boots.ts';
import { LINE_HEIGHT, visibleLines } from '../line-window.ts';
import { useLogLook } from '../log-look.ts';
import { LogLayer } from '../LogLayer.tsx';
import '../LogView.css';
import { toggleMark, useMarksOfAll } from '../marks.ts';
import { useSeveralHits } from '../search/use-hits.ts';
import { RowSlots } from '../row-slots.ts';
import { isAttached, isReadOnce } from '../state-words.ts';
import { useFiredOf } from '../use-fired.ts';
import { useListWidth } from '../use-list-width.ts';
import { useTextSelection } from '../use-text-selection.ts';
import { useWrappedEnd } from '../use-wrapped-end.ts';
import { tintOf } from '../several/tints.ts';
import { copyMerged } from './copy-merged.ts';
import './merged.css';
import type { MergedAt } from './merged-search.ts';
import { useMergedState } from './merged-state.ts';
import { knownOf, type Known, type ShownConsole } from './known-line.ts';
import { MergedLine } from './MergedLine.tsx';
import { useHold, useMergedRows, useMergedScrolling } from './use-merged.ts';

const tell = (error: unknown): void => showProblem(problemOf(error));
const showLine = (id: string, { row }: MergedRow): void => go({ at: 'console', consoleId: id, line: row.line });

interface MergedListProps {
  /** In the order of the place, those left out not among them. */
  readonly shown: readonly ShownConsole[];
  readonly reports: readonly ReportSummary[];
  /** Moment to show, in milliseconds since 1970. */
  readonly time: number | undefined;
  /** What is looked for in them. */
  readonly searches: ReadonlyMap<string, SearchStatus>;
  /** A position to go to, from 1; each new value goes there once. */
  readonly goTo: { readonly position: number } | undefined;
  /** Told the line the user is at: the selected one, else the one gone to, else the first on screen. */
  readonly onAt: (at: MergedAt) => void;
  /** Told which of the consoles have no times. */
  readonly onUntimed: (ids: readonly string[]) => void;
}

interface Range {
  readonly anchor: number;
  readonly head: number;
}

/** The lines of several consoles as one list; only the visible ones are fetched and drawn. */
export function MergedList({ shown, reports, time, searches, goTo, onAt, onUntimed }: MergedListProps) {
  const shape = JSON.stringify(shown.map(({ console, shift }): MergedConsole => ({ id: console.id, shift })));
  const consoles = useMemo(() => JSON.parse(shape) as readonly MergedConsole[], [shape]);
  const ids = useMemo(() => consoles.map(({ id }) => id), [consoles]);
  const fired = useFiredOf(ids);
  const [untimed, setUntimed] = useState<readonly number[]>([]);
  const timed = shown.filter((_, index) => !untimed.includes(index));
  const lines = timed.reduce((total, { console }) => total + console.lines, 0);
  const bytes = timed.reduce((total, { console }) => total + console.indexedBytes, 0);
  const isLive = shown.some(({ console }) => isAttached(console.state) && !isReadOnce(console));
  const whole = { consoles, lines, bytes };
  const chosenLook = useLogLook();
  const look = useMemo(() => ({ ...chosenLook, arrival: true }), [chosenLook]);
  const [end, setEnd] = useState(0);
  const scrolling = useMergedScrolling(lines, end, isLive && time === undefined, look.wrap);
  const { scroller, state, element } = scrolling;
  const { top, extent, isFollowing } = state;
  const { first, last } = visibleLines(top, extent);
  const rows = useMergedRows(whole, first, last, isFollowing);
  useEffect(() => {
    useMergedState.setState({ isFollowing });
    return () => useMergedState.setState({ isFollowing: false });
  }, [isFollowing]);
  if (rows.end !== end) setEnd(rows.end);
  useHold(scrolling, whole, rows, ids);
  const { answered } = rows;
  if (answered.untimed.join() !== untimed.join()) setUntimed(answered.untimed);
  const untimedIds = untimed.map((index) => ids[index] ?? '').join(' ');
  useEffect(() => onUntimed(untimedIds.split(' ').filter((id) => id !== '')), [onUntimed, untimedIds]);

  const [range, setRange] = useState<Range>();
  const [target, setTarget] = useState<number>();
  const [linesWhenLeft, setLinesWhenLeft] = useState(lines);
  if (isFollowing && linesWhenLeft !== lines) setLinesWhenLeft(lines);
  // Positions mean other lines when other consoles are merged.
  const [shapeBefore, setShapeBefore] = useState(shape);
  if (shape !== shapeBefore) {
    setShapeBefore(shape);
    setRange(undefined);
    setTarget(undefined);
    setLinesWhenLeft(lines);
  }

  const hasSize = extent.viewport > 0 && lines > 0;
  useEffect(() => {
    if (time === undefined || !hasSize) return;
    call('merged.find', { consoles: [...consoles], at: { time: epochMilliseconds(time) } }).then(({ position }) => {
      scroller.toLine(position + 1);
      setTarget(position + 1);
      setRange(undefined);
    }, tell);
    // Consoles taken out or in do not go there again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [time, hasSize, scroller]);

  useEffect(() => {
    if (goTo !== undefined) scroller.toLine(goTo.position);
  }, [goTo, scroller]);
  const [wentTo, setWentTo] = useState(goTo);
  if (goTo !== wentTo) {
    setWentTo(goTo);
    setTarget(goTo?.position);
    setRange(undefined);
  }

  const select = useCallback((at: number, extend: boolean) => {
    setRange((before) => ({ anchor: extend && before !== undefined ? before.anchor : at, head: at }));
  }, []);
  const onShow = useCallback((row: MergedRow) => showLine(ids[row.console] ?? '', row), [ids]);
  const selected = range && { from: Math.min(range.anchor, range.head), to: Math.max(range.anchor, range.head) };
  const head = range === undefined ? undefined : rows.row(range.head);
  const seen: { readonly position: number; readonly id: string; readonly line: number }[] = [];
  for (let position = first; position <= last; position++) {
    const row = rows.row(position);
    const id = row === undefined ? undefined : ids[row.console];
    if (row !== undefined && id !== undefined) seen.push({ position, id, line: row.row.line });
  }
  const isSeen = (position: number | undefined) => seen.find((each) => each.position === position);
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
  const known: Known = { shown, reports, searches, hits, marks, fired, boots };
  const copy = () => {
    const names = shown.map(({ console }) => console.name);
    if (selected !== undefined) copyMerged(consoles, names, selected.from, selected.to).catch(tell);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const isControl = event.ctrlKey && !event.altKey && !event.shiftKey;
    if (isControl && event.key === 'c' && selected !== undefined && (getSelection()?.isCollapsed ?? true)) copy();
    else if (isControl && event.key === 'a' && lines > 0) setRange({ anchor: 1, head: lines });
    else if (event.key === 'Escape' && selected !== undefined) setRange(undefined);
    else if (event.key === 'm' && !event.ctrlKey && !event.altKey && at !== undefined) toggleMark(at.id, at.line);
    else if (event.key === 'Enter' && head !== undefined) onShow(head);
    else if (event.altKey || event.metaKey || event.target !== event.currentTarget) return;
    else if (!scroller.pressed(event.key)) return;
    event.preventDefault();
  };

  const longest = Math.max(0, ...shown.map(({ console }) => console.name.length));
  const nameWidth = Math.min(22, Math.max(6, longest)) * 7.3 + 26;
  const digits = Math.max(4, ...shown.map(({ console }) => String(console.lines).length));
  const gutter = nameWidth + digits * 7 + 22;
  const layer = useRef<HTMLDivElement>(null);
  const isSelecting = useTextSelection(layer, scroller);
  useWrappedEnd({ layer, scroller, isPossible: look.wrap && !isFollowing && !isSelecting && last >= lines });
  const fresh = lines - linesWhenLeft;
  const [slots] = useState(() => new RowSlots());
  slots.show(first, last);
  const drawn = [];
  let widest = 0;
  for (let position = first; position <= last; position++) {
    const row = rows.row(position);
    const { from, report, hits, mark, isTriggered, isBoot, width } = knownOf(row, known);
    widest = Math.max(widest, width);
    drawn.push(
      <MergedLine
        key={slots.keyOf(position)}
        position={position}
        row={row}
        before={look.delta ? rows.row(position - 1) : undefined}
        name={from?.console.name ?? ''}
        hue={tintOf(from?.index ?? 0)}
        y={look.wrap ? undefined : (position - 1) * LINE_HEIGHT - top}
        gutter={gutter}
        look={look}
        report={report}
        isBoot={isBoot}
        isSelected={selected !== undefined && selected.from <= position && position <= selected.to}
        isTarget={position === target}
        hits={hits}
        mark={mark}
        isTriggered={isTriggered}
        onSelect={select}
        onShow={onShow}
      />,
    );
  }
  const width = useListWidth({ layerRef: layer, longest: widest, look, gutter, seen: drawn });
  const names = shown.map(({ console }) => console.name).join(', ');
  return (
    <div className="log merged" style={{ ['--name-width' as string]: `${nameWidth}px` }}>
      <div
        className="log-scroller"
        ref={element}
        role="log"
        aria-live="off"
        aria-label={`${names}, ${plural(lines, 'line')} in order of arrival`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <LogLayer extent={extent} look={look} isFollowing={isFollowing} width={width} lead={gutter} ref={layer}>
          {drawn}
        </LogLayer>
      </div>
      <div className="log-pills">
        {selected !== undefined && (
          <div className="log-pill">
            <span className="numbers">{plural(selected.to - selected.from + 1, 'line')}</span>
            <Button variant="quiet" icon={<Copy aria-hidden />} onPress={copy}>
              Copy
            </Button>
            {head !== undefined && (
              <Button variant="quiet" icon={<ArrowUpRight aria-hidden />} onPress={() => onShow(head)}>
                Line {count(head.row.line)} in its log
              </Button>
            )}
            <IconButton label="Clear the selection" keys="Escape" icon={<X />} onPress={() => setRange(undefined)} />
          </div>
        )}
        {!isFollowing && isLive && (
          <Button className="log-follow" icon={<ArrowDown aria-hidden />} onPress={() => scroller.follow()}>
            {fresh > 0 ? plural(fresh, 'new line') : 'Follow'}
          </Button>
        )}
      </div>
    </div>
  );
}
