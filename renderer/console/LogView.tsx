import { ArrowDown, Bookmark, Copy, X } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { Console, ReportSummary, SearchStatus } from '../../shared/contract/ipc.ts';
import { problemOf } from '../app/bridge.ts';
import { showProblem } from '../app/store.ts';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { count, plural } from '../ui/words.ts';
import { copyLines } from './copy-lines.ts';
import { LINE_HEIGHT, scrollHeight, visibleLines } from './line-window.ts';
import { useLogLook, type LogLook } from './log-look.ts';
import { LogLine } from './LogLine.tsx';
import './LogView.css';
import { toggleMark, useMarks } from './marks.ts';
import { useHits } from './search/use-hits.ts';
import { isAttached, isReadOnce } from './state-words.ts';
import { useRows, useScrolling } from './use-log.ts';

interface LogViewProps {
  /** Lines that triggers marked, with what each says. */
  readonly triggered?: ReadonlyMap<number, string> | undefined;
  /** The search whose hits are shown. */
  readonly search?: SearchStatus | undefined;
  /** Told which line the user is at: the selected one, else the first on screen. */
  readonly onAt?: ((line: number) => void) | undefined;
  /** Told which line is the first on screen, and whether the end is followed. */
  readonly onTop?: ((line: number, isFollowing: boolean) => void) | undefined;
  /** Where another log takes this one; each new value does it once. */
  readonly linkedTo?: { readonly line: number } | 'end' | undefined;
  readonly console: Console;
  readonly reports: readonly ReportSummary[];
  /** Line to show, from the place. */
  readonly line?: number | undefined;
}

interface Range {
  readonly anchor: number;
  readonly head: number;
}

/** As LogView.css has them. */
const columnsWidth = ({ arrival, printk, delta }: LogLook): number =>
  (arrival ? 104 : 0) + (printk ? 104 : 0) + (delta ? 96 : 0);

const tell = (error: unknown): void => showProblem(problemOf(error));

/** The log as a list of any length: fixed rows, only the visible ones drawn, fetched in pages. */
export function LogView({ console, reports, line, triggered, search, onAt, onTop, linkedTo }: LogViewProps) {
  const { id, lines } = console;
  const layer = useRef<HTMLDivElement>(null);
  const look = useLogLook();
  const marks = useMarks(id);
  const { scroller, state, element } = useScrolling(console, look.wrap);
  const { top, extent, isFollowing } = state;
  const { first, last } = visibleLines(top, extent);
  const { pages, version } = useRows(console, first, last);
  const hits = useHits(search, first, last);
  const [range, setRange] = useState<Range>();
  const [width, setWidth] = useState(0);
  const [linesWhenLeft, setLinesWhenLeft] = useState(lines);

  if (isFollowing && linesWhenLeft !== lines) setLinesWhenLeft(lines);

  // A line named by the place is gone to once, when the view has its size.
  const hasSize = extent.viewport > 0 && lines > 0;
  useEffect(() => {
    if (line !== undefined && hasSize) scroller.toLine(line);
  }, [line, hasSize, scroller]);

  useEffect(() => {
    if (linkedTo === 'end') scroller.follow();
    else if (linkedTo !== undefined) scroller.toTop(linkedTo.line);
  }, [linkedTo, scroller]);
  useEffect(() => onTop?.(first, isFollowing), [onTop, first, isFollowing]);

  // The widest line seen so far gives the horizontal range; it only grows, so scrolling down never moves the text.
  useLayoutEffect(() => {
    const { scrollWidth, clientWidth } = layer.current ?? { scrollWidth: 0, clientWidth: 0 };
    if (scrollWidth > Math.max(width, clientWidth)) setWidth(scrollWidth);
  }, [width, top, version]);

  // Wrapped lines: whoever sees the whole of the last one is at the end.
  useLayoutEffect(() => {
    if (!look.wrap || isFollowing || last < lines || layer.current === null) return;
    const bottom = layer.current.lastElementChild?.getBoundingClientRect().bottom ?? Infinity;
    if (bottom <= layer.current.getBoundingClientRect().bottom + 1) scroller.follow();
  });

  const selectedLine = range?.head;
  useEffect(() => onAt?.(selectedLine ?? line ?? first), [onAt, selectedLine, line, first]);

  const boots = useMemo(() => new Set<number>(console.boots.map((boot) => boot.line)), [console.boots]);
  const selected = range && { from: Math.min(range.anchor, range.head), to: Math.max(range.anchor, range.head) };
  const select = useCallback((at: number, extend: boolean) => {
    setRange((before) => ({ anchor: extend && before !== undefined ? before.anchor : at, head: at }));
  }, []);
  const copy = () => {
    if (selected !== undefined) copyLines(id, selected.from, selected.to).catch(tell);
  };
  /** The selected line, else the one that was gone to, else the first on screen. */
  const mark = () => {
    const wanted = range?.head ?? (line !== undefined && first <= line && line <= last ? line : first);
    if (lines > 0) toggleMark(id, wanted);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const isControl = event.ctrlKey && !event.altKey && !event.shiftKey;
    if (isControl && event.key === 'c' && selected !== undefined && (getSelection()?.isCollapsed ?? true)) copy();
    else if (isControl && event.key === 'a' && lines > 0) setRange({ anchor: 1, head: lines });
    else if (event.key === 'm' && !event.ctrlKey && !event.altKey && !event.metaKey) mark();
    else if (event.key === 'Escape' && selected !== undefined) setRange(undefined);
    else if (event.altKey || event.metaKey || event.target !== event.currentTarget) return;
    else if (!scroller.pressed(event.key)) return;
    event.preventDefault();
  };

  const gutter = Math.max(5, String(lines).length) * 7.5 + 34;
  const fresh = lines - linesWhenLeft;
  const marked = new Set(marks);
  const shown = [];
  for (let at = first; at <= last; at++) {
    shown.push(
      <LogLine
        key={at}
        line={at}
        row={pages.row(at)}
        before={look.delta ? pages.row(at - 1) : undefined}
        y={look.wrap ? undefined : (at - 1) * LINE_HEIGHT - top}
        gutter={gutter}
        look={look}
        hits={hits.get(at)}
        mark={triggered?.get(at) ?? (marked.has(at) ? 'Marked by you' : undefined)}
        report={reports.find((report) => report.firstLine <= at && at <= report.lastLine)}
        isBoot={boots.has(at)}
        isSelected={selected !== undefined && selected.from <= at && at <= selected.to}
        isTarget={at === line}
        onSelect={select}
      />,
    );
  }
  return (
    <div className="log">
      <div
        className="log-scroller"
        ref={element}
        role="log"
        aria-live="off"
        aria-label={`Log of ${console.name}, ${plural(lines, 'line')}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div
          className="log-extent"
          style={{ height: scrollHeight(extent), minWidth: look.wrap ? gutter + columnsWidth(look) + 280 : width }}
        >
          <div
            className="log-layer"
            data-wraps={look.wrap || undefined}
            data-follows={isFollowing || undefined}
            ref={layer}
            style={{ height: Math.min(extent.viewport, scrollHeight(extent)) }}
          >
            {shown}
          </div>
        </div>
      </div>
      <div className="log-pills">
        {selected !== undefined && (
          <div className="log-pill">
            <span className="numbers">
              {selected.from === selected.to
                ? `Line ${count(selected.from)}`
                : `Lines ${count(selected.from)}–${count(selected.to)}`}
            </span>
            <Button variant="quiet" icon={<Copy aria-hidden />} onPress={copy}>
              Copy
            </Button>
            <Button variant="quiet" icon={<Bookmark aria-hidden />} onPress={mark}>
              Mark
            </Button>
            <IconButton label="Clear the selection" keys="Escape" icon={<X />} onPress={() => setRange(undefined)} />
          </div>
        )}
        {!isFollowing && isAttached(console.state) && !isReadOnce(console) && (
          <Button className="log-follow" icon={<ArrowDown aria-hidden />} onPress={() => scroller.follow()}>
            {fresh > 0 ? plural(fresh, 'new line') : 'Follow'}
          </Button>
        )}
      </div>
    </div>
  );
}
