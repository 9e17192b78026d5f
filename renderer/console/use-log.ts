/** The two parts of a log view that live longer than a render: its scrolling and its pages of rows. */
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type RefObject } from 'react';
import type { Console } from '../../shared/contract/ipc.ts';
import { call, problemOf } from '../app/bridge.ts';
import { showProblem } from '../app/store.ts';
import { LineScroller, type ScrollState } from './line-scroller.ts';
import { rememberLog, startOfLog } from './log-memory.ts';
import { LogPages } from './log-pages.ts';
import { isAttached, isReadOnce } from './state-words.ts';

interface Scrolling {
  readonly scroller: LineScroller;
  readonly state: ScrollState;
  /** For the element that scrolls. */
  readonly element: RefObject<HTMLDivElement | null>;
}

/** Scrolling that starts where the log was left, and remembers where it is left now. */
export function useScrolling(console: Console, wraps: boolean): Scrolling {
  const { id, lines } = console;
  const element = useRef<HTMLDivElement>(null);
  const [scroller] = useState(
    () => new LineScroller(startOfLog(id, isAttached(console.state) && !isReadOnce(console)), lines),
  );
  const state = useSyncExternalStore(scroller.subscribe, scroller.state);
  useLayoutEffect(() => (element.current === null ? undefined : scroller.attach(element.current)), [scroller]);
  useLayoutEffect(() => scroller.setLines(lines), [scroller, lines]);
  useLayoutEffect(() => scroller.setWraps(wraps), [scroller, wraps]);
  useLayoutEffect(() => scroller.settle());
  useEffect(() => rememberLog(id, state), [id, state]);
  return { scroller, state, element };
}

interface Rows {
  readonly pages: LogPages;
  /** Changes whenever a row may have. */
  readonly version: number;
}

/** The rows around what is visible, fetched as needed. */
export function useRows({ id, lines, analysedBytes }: Console, first: number, last: number): Rows {
  const [pages] = useState(() => {
    const tell = (error: unknown) => showProblem(problemOf(error));
    return new LogPages((firstLine, count) => call('console.rows', { id, firstLine, count }), tell);
  });
  const version = useSyncExternalStore(pages.subscribe, pages.version);
  const AROUND = 60;
  useEffect(() => {
    if (lines > 0) pages.want(first - AROUND, Math.min(lines, last + AROUND), analysedBytes);
  }, [pages, first, last, lines, analysedBytes, version]);
  return { pages, version };
}
