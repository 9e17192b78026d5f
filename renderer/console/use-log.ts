/** The two parts of a log view that live longer than a render: its scrolling and its list of rows. */
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type RefObject } from 'react';
import type { Console, LogLens } from '../../shared/contract/ipc.ts';
import { call, listen, problemOf } from '../app/bridge.ts';
import { showProblem } from '../app/store.ts';
import { LineScroller, type ScrollState } from './line-scroller.ts';
import { LINE_HEIGHT, visibleLines } from './line-window.ts';
import { LogList, type Anchor } from './log-list.ts';
import { rememberLog, startOfLog } from './log-memory.ts';
import { isAttached, isReadOnce } from './state-words.ts';

/** Rows fetched before and after those on screen. */
const AROUND = 60;

const tell = (error: unknown): void => showProblem(problemOf(error));

interface Log {
  readonly list: LogList;
  readonly scroller: LineScroller;
  readonly state: ScrollState;
  /** For the element that scrolls. */
  readonly element: RefObject<HTMLDivElement | null>;
  /** Rows on screen, from 1. */
  readonly first: number;
  readonly last: number;
}

interface LogOptions {
  readonly console: Console;
  /** What is shown of it; undefined: all. Keep it the same object while it says the same. */
  readonly lens: LogLens | undefined;
  readonly wraps: boolean;
  /** A line that stays where it is, if it is on screen, when other lines come or go. */
  readonly held: () => number | undefined;
}

/** A log that starts where it was left, and remembers where it is left now. */
export function useLog({ console, lens, wraps, held }: LogOptions): Log {
  const { id, lines, indexedBytes } = console;
  const element = useRef<HTMLDivElement>(null);
  const [{ list, scroller, holdBy }] = useState(() => {
    let heldNow = held;
    const made = new LineScroller(startOfLog(id, isAttached(console.state) && !isReadOnce(console)), lines);
    const rows: LogList = new LogList({
      consoleId: id,
      call,
      anchor: (line) => anchorOf(rows, made, line ?? heldNow(), line !== undefined),
      onShown: (count, at) => made.show(count, at && at.index * LINE_HEIGHT - at.pixels),
      onProblem: tell,
    });
    rows.grew(lines, indexedBytes);
    return { list: rows, scroller: made, holdBy: (next: typeof held) => void (heldNow = next) };
  });
  const version = useSyncExternalStore(list.subscribe, list.version);
  const state = useSyncExternalStore(scroller.subscribe, scroller.state);
  const { count } = list;
  const { first, last } = visibleLines(state.top, state.extent);

  useLayoutEffect(() => holdBy(held));
  useLayoutEffect(() => (element.current === null ? undefined : scroller.attach(element.current)), [scroller]);
  useLayoutEffect(() => list.grew(lines, indexedBytes), [list, lines, indexedBytes]);
  const { isFollowing } = state;
  useLayoutEffect(
    () => scroller.setLines(isFollowing ? list.followedCount : list.count),
    [scroller, list, lines, count, version, isFollowing],
  );
  // Rows that came and the way to them are drawn together, not one after the other.
  useLayoutEffect(
    () => list.subscribe(() => scroller.setLines(scroller.state().isFollowing ? list.followedCount : list.count)),
    [list, scroller],
  );
  useLayoutEffect(() => scroller.setWraps(wraps), [scroller, wraps]);
  // Not after every render: reading where an element is scrolled to lays out the whole window.
  useLayoutEffect(() => scroller.settle(), [scroller, state]);
  useLayoutEffect(() => {
    if (wraps) scroller.placeWrapped();
  });
  useEffect(() => listen('view.changed', (status) => void list.heard(status)), [list]);
  useEffect(() => {
    void list.setLens(lens);
  }, [list, lens]);
  useEffect(() => {
    if (!isFollowing) list.want(first - AROUND, last + AROUND);
    // One question at a time, and always for the newest rows.
    else if (!list.isLoading) list.want(list.count - AROUND - Math.max(0, last - first), list.count);
  }, [list, first, last, lines, indexedBytes, version, isFollowing]);
  useEffect(() => {
    const anchor = anchorOf(list, scroller, undefined, false);
    rememberLog(id, {
      // As a place in the whole log, which it opens with.
      top: anchor === undefined ? state.top : (anchor.line - 1) * LINE_HEIGHT - anchor.pixels,
      isFollowing: state.isFollowing,
    });
  }, [id, list, scroller, state, version]);
  useEffect(() => () => list.close(), [list]);
  return { list, scroller, state, element, first, last };
}

/**
 * Where the user is: at the held line if it is on screen, else at the first line that is.
 * @param stays also of who follows the end; otherwise only a held line counts then
 */
function anchorOf(list: LogList, scroller: LineScroller, held: number | undefined, stays: boolean): Anchor | undefined {
  const { top, extent, isFollowing } = scroller.state();
  if (extent.viewport === 0) return undefined;
  const { first, last } = visibleLines(top, extent);
  const at = (index: number): Anchor | undefined => {
    const line = list.lineOf(index);
    return line === undefined ? undefined : { line, pixels: (index - 1) * LINE_HEIGHT - top };
  };
  if (held !== undefined) {
    for (let index = first; index <= last; index++) if (list.lineOf(index) === held) return at(index);
  }
  if (isFollowing && !stays) return undefined;
  for (let index = first; index <= last; index++) {
    const anchor = at(index);
    if (anchor !== undefined) return anchor;
  }
  return undefined;
}
