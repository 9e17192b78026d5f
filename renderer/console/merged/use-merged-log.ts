/** The parts of a merged log that live longer than a render: its scrolling and its list of rows. */
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type RefObject } from 'react';
import type { LogLens, MergedConsole } from '../../../shared/contract/ipc.ts';
import { call, listen, problemOf } from '../../app/bridge.ts';
import { showProblem } from '../../app/store.ts';
import { LineScroller, type ScrollState } from '../line-scroller.ts';
import { LINE_HEIGHT, visibleLines } from '../line-window.ts';
import { MergedLog, type Grown, type MergedAnchor, type MergedAt } from './merged-log.ts';

const tell = (error: unknown): void => showProblem(problemOf(error));
/** Rows fetched around those that can be seen. */
const AROUND = 60;

interface MergedLogOptions {
  /** Keep it the same array while it says the same. */
  readonly consoles: readonly MergedConsole[];
  /** What is shown of them; undefined: all. The same object while it says the same. */
  readonly lens: LogLens | undefined;
  readonly grown: readonly Grown[];
  readonly wraps: boolean;
  /** Follow the end, at first. */
  readonly follows: boolean;
}

export interface ScrolledLog {
  readonly log: MergedLog;
  readonly scroller: LineScroller;
  readonly state: ScrollState;
  /** For the element that scrolls. */
  readonly element: RefObject<HTMLDivElement | null>;
  /** Rows on screen, from 1. */
  readonly first: number;
  readonly last: number;
  /** Say which line stays where it is, if it is on screen, when others come or go. */
  readonly hold: (at: MergedAt | undefined) => void;
}

export function useMergedLog({ consoles, lens, grown, wraps, follows }: MergedLogOptions): ScrolledLog {
  const element = useRef<HTMLDivElement>(null);
  const [{ log, scroller, hold }] = useState(() => {
    let held: MergedAt | undefined;
    const made = new LineScroller({ top: 0, isFollowing: follows }, 0);
    const list: MergedLog = new MergedLog({
      call,
      anchor: (at) => anchorOf(list, made, at ?? held, at !== undefined),
      onShown: (count, at) => made.show(count, at && at.index * LINE_HEIGHT - at.pixels),
      onProblem: tell,
    });
    list.grew(grown);
    return { log: list, scroller: made, hold: (at: MergedAt | undefined) => void (held = at) };
  });
  const version = useSyncExternalStore(log.subscribe, log.version);
  const state = useSyncExternalStore(scroller.subscribe, scroller.state);
  const { isFollowing } = state;
  const { first, last } = visibleLines(state.top, state.extent);
  const bytes = grown.reduce((total, each) => total + each.bytes, 0);
  const { count } = log;

  useLayoutEffect(() => (element.current === null ? undefined : scroller.attach(element.current)), [scroller]);
  useLayoutEffect(() => {
    log.grew(grown);
    scroller.setLines(isFollowing ? log.followedCount : log.count);
  }, [log, scroller, grown, count, version, isFollowing]);
  // Rows that came and the way to them are drawn together, not one after the other.
  useLayoutEffect(
    () => log.subscribe(() => scroller.setLines(scroller.state().isFollowing ? log.followedCount : log.count)),
    [log, scroller],
  );
  useLayoutEffect(() => scroller.setWraps(wraps), [scroller, wraps]);
  useLayoutEffect(() => scroller.settle(), [scroller, state]);
  useLayoutEffect(() => {
    if (wraps) scroller.placeWrapped();
  });
  useEffect(() => listen('view.changed', (status) => void log.heard(status)), [log]);
  useEffect(() => {
    void log.show(consoles, lens);
  }, [log, consoles, lens]);
  useEffect(() => {
    if (!isFollowing) log.want(first - AROUND, last + AROUND);
    // One question at a time, and always for the newest rows: eight busy consoles are faster than the answers.
    else if (!log.isLoading) log.want(log.count - AROUND - Math.max(0, last - first), log.count);
  }, [log, first, last, bytes, version, isFollowing]);
  useEffect(() => () => log.close(), [log]);
  return { log, scroller, state, element, first, last, hold };
}

/**
 * Where the user is: at the held line if it is on screen, else at the first line that is.
 * @param stays also of who follows the end; otherwise only a held line counts then
 */
function anchorOf(
  log: MergedLog,
  scroller: LineScroller,
  held: MergedAt | undefined,
  stays: boolean,
): MergedAnchor | undefined {
  const { top, extent, isFollowing } = scroller.state();
  if (extent.viewport === 0) return undefined;
  const { first, last } = visibleLines(top, extent);
  let firstHere: MergedAnchor | undefined;
  for (let position = first; position <= last; position++) {
    const at = log.at(position);
    if (at === undefined) continue;
    const anchor = { ...at, pixels: (position - 1) * LINE_HEIGHT - top };
    if (held?.id === at.id && held.line === at.line) return anchor;
    firstHere ??= anchor;
  }
  return isFollowing && !stays ? undefined : firstHere;
}
