import { ArrowDown, Copy, X } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { Console, ReportSummary } from '../../shared/contract/ipc.ts';
import { problemOf } from '../app/bridge.ts';
import { showProblem } from '../app/store.ts';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { count, plural } from '../ui/words.ts';
import { copyLines } from './copy-lines.ts';
import { LINE_HEIGHT, scrollHeight, visibleLines } from './line-window.ts';
import { LogLine } from './LogLine.tsx';
import './LogView.css';
import { isAttached, isReadOnce } from './state-words.ts';
import { useRows, useScrolling } from './use-log.ts';

interface LogViewProps {
  readonly console: Console;
  readonly reports: readonly ReportSummary[];
  /** Line to show, from the place. */
  readonly line?: number | undefined;
}

interface Range {
  readonly anchor: number;
  readonly head: number;
}

const tell = (error: unknown): void => showProblem(problemOf(error));

/** The log as a list of any length: fixed rows, only the visible ones drawn, fetched in pages. */
export function LogView({ console, reports, line }: LogViewProps) {
  const { id, lines } = console;
  const layer = useRef<HTMLDivElement>(null);
  const { scroller, state, element } = useScrolling(console);
  const { top, extent, isFollowing } = state;
  const { first, last } = visibleLines(top, extent);
  const { pages, version } = useRows(console, first, last);
  const [range, setRange] = useState<Range>();
  const [width, setWidth] = useState(0);
  const [linesWhenLeft, setLinesWhenLeft] = useState(lines);

  if (isFollowing && linesWhenLeft !== lines) setLinesWhenLeft(lines);

  // A line named by the place is gone to once, when the view has its size.
  const hasSize = extent.viewport > 0 && lines > 0;
  useEffect(() => {
    if (line !== undefined && hasSize) scroller.toLine(line);
  }, [line, hasSize, scroller]);

  // The widest line seen so far gives the horizontal range; it only grows, so scrolling down never moves the text.
  useLayoutEffect(() => {
    const { scrollWidth, clientWidth } = layer.current ?? { scrollWidth: 0, clientWidth: 0 };
    if (scrollWidth > Math.max(width, clientWidth)) setWidth(scrollWidth);
  }, [width, top, version]);

  const boots = useMemo(() => new Set<number>(console.boots.map((boot) => boot.line)), [console.boots]);
  const selected = range && { from: Math.min(range.anchor, range.head), to: Math.max(range.anchor, range.head) };
  const select = useCallback((at: number, extend: boolean) => {
    setRange((before) => ({ anchor: extend && before !== undefined ? before.anchor : at, head: at }));
  }, []);
  const copy = () => {
    if (selected !== undefined) copyLines(id, selected.from, selected.to).catch(tell);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const isControl = event.ctrlKey && !event.altKey && !event.shiftKey;
    if (isControl && event.key === 'c' && selected !== undefined && (getSelection()?.isCollapsed ?? true)) copy();
    else if (isControl && event.key === 'a' && lines > 0) setRange({ anchor: 1, head: lines });
    else if (event.key === 'Escape' && selected !== undefined) setRange(undefined);
    else if (event.altKey || event.metaKey || event.target !== event.currentTarget) return;
    else if (!scroller.pressed(event.key)) return;
    event.preventDefault();
  };

  const gutter = Math.max(5, String(lines).length) * 7.5 + 34;
  const fresh = lines - linesWhenLeft;
  const shown = [];
  for (let at = first; at <= last; at++) {
    shown.push(
      <LogLine
        key={at}
        line={at}
        row={pages.row(at)}
        y={(at - 1) * LINE_HEIGHT - top}
        gutter={gutter}
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
        <div className="log-extent" style={{ height: scrollHeight(extent), minWidth: width }}>
          <div className="log-layer" ref={layer} style={{ height: Math.min(extent.viewport, scrollHeight(extent)) }}>
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
