/** The parts of a merged list that live longer than a render: its scrolling, its pages of rows, and what it holds on to. */
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type RefObject } from 'react';
import type { MergedConsole, MergedRow } from '../../../shared/contract/ipc.ts';
import { call, problemOf } from '../../app/bridge.ts';
import { showProblem } from '../../app/store.ts';
import { LineScroller, type ScrollState } from '../line-scroller.ts';
import { LINE_HEIGHT } from '../line-window.ts';
import { endShown, LogPages } from '../log-pages.ts';

const tell = (error: unknown): void => showProblem(problemOf(error));
/** Rows fetched around those that can be seen. */
const AROUND = 60;
/** How often it is looked whether lines have come between those above, in milliseconds. */
const HOLD_EVERY = 250;

/** What is merged. */
export interface Whole {
  readonly consoles: readonly MergedConsole[];
  /** Lines and bytes of all of them. */
  readonly lines: number;
  readonly bytes: number;
}

interface Answered {
  readonly untimed: readonly number[];
  readonly settled: number;
  readonly orderVersion: number;
}
const NOTHING: Answered = { untimed: [], settled: 0, orderVersion: 0 };

export interface MergedRows {
  /** Row at a position, from 1. */
  readonly row: (position: number) => MergedRow | undefined;
  /** The last position whose row is here; 0 while none is. */
  readonly end: number;
  readonly answered: Answered;
}

const pagesOf = (consoles: readonly MergedConsole[], onAnswer: (answer: Answered) => void): LogPages<MergedRow> =>
  new LogPages<MergedRow>(async (first, count) => {
    const answer = await call('merged.rows', { consoles: [...consoles], first: first - 1, count });
    onAnswer(answer);
    return { rows: answer.rows, lines: answer.settled };
  }, tell);

/**
 * The rows from `first` to `last`, fetched as needed; all anew when their order has changed. Who follows the end gets the
 * last rows, asked for anew when the answer to the question before is here: eight busy consoles are faster than that.
 */
export function useMergedRows(whole: Whole, first: number, last: number, isFollowing: boolean): MergedRows {
  const { consoles, lines, bytes } = whole;
  const [answered, setAnswered] = useState(NOTHING);
  const key = JSON.stringify([consoles, answered.orderVersion]);
  const [kept, setKept] = useState(() => ({ key, pages: pagesOf(consoles, setAnswered) }));
  if (kept.key !== key) setKept({ key, pages: pagesOf(consoles, setAnswered) });
  const { pages } = kept;
  const version = useSyncExternalStore(pages.subscribe, pages.version);
  useEffect(() => {
    if (consoles.length === 0) return;
    if (!isFollowing) pages.want(first - AROUND, Math.min(Math.max(lines, 1), last + AROUND), bytes);
    else if (!pages.isLoading) pages.want(lines - AROUND - Math.max(0, last - first), Math.max(lines, 1), bytes);
  }, [pages, consoles, first, last, lines, bytes, version, isFollowing]);
  return { row: (position) => pages.row(position), end: pages.end(), answered };
}

interface Scrolling {
  readonly scroller: LineScroller;
  readonly state: ScrollState;
  readonly element: RefObject<HTMLDivElement | null>;
}

/** @param end last position whose row is here: who follows sees the end of that, not an empty place for what is coming */
export function useMergedScrolling(lines: number, end: number, follows: boolean, wraps: boolean): Scrolling {
  const element = useRef<HTMLDivElement>(null);
  const [scroller] = useState(() => new LineScroller({ top: 0, isFollowing: follows }, lines));
  const state = useSyncExternalStore(scroller.subscribe, scroller.state);
  const shown = state.isFollowing ? endShown(lines, end) : lines;
  useLayoutEffect(() => (element.current === null ? undefined : scroller.attach(element.current)), [scroller]);
  useLayoutEffect(() => scroller.setLines(shown), [scroller, shown]);
  useLayoutEffect(() => scroller.setWraps(wraps), [scroller, wraps]);
  useLayoutEffect(() => scroller.settle(), [scroller, state]);
  useLayoutEffect(() => {
    if (wraps) scroller.placeWrapped();
  });
  return { scroller, state, element };
}

/** A line at the top of the view, and where the list was scrolled to then, in pixels. */
interface Held {
  readonly id: string;
  readonly line: MergedRow['row']['line'];
  readonly top: number;
}

/**
 * Whoever reads keeps the line at the top where it is, also when lines come before it (a capture that is still being
 * read) or when consoles are taken out or in.
 * @param ids of the consoles, in the order of `whole`
 */
export function useHold({ scroller, state }: Scrolling, whole: Whole, rows: MergedRows, ids: readonly string[]): void {
  const { consoles, lines } = whole;
  const { isFollowing } = state;
  const key = JSON.stringify(consoles);
  const position = Math.floor(state.top / LINE_HEIGHT) + 1;
  const first = rows.row(position);
  const held = useRef<Held>(undefined);
  /** The consoles that `held` is meant for. */
  const heldFor = useRef(key);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef({ consoles, isSettled: true });

  useEffect(() => {
    latest.current = { consoles, isSettled: position <= rows.answered.settled };
    // Only who scrolled looks at another line; otherwise another one has come to this place.
    const isElsewhere = held.current?.top !== state.top && heldFor.current === key;
    const id = first === undefined ? undefined : ids[first.console];
    if (isElsewhere && first !== undefined && id !== undefined)
      held.current = { id, line: first.row.line, top: state.top };
  });

  useEffect(() => {
    const isAnother = heldFor.current !== key;
    if (isFollowing || held.current === undefined) {
      heldFor.current = key;
      return;
    }
    if (!isAnother && (latest.current.isSettled || timer.current !== undefined)) return;
    clearTimeout(timer.current);
    const find = async (): Promise<void> => {
      const asked = latest.current.consoles;
      const wanted = held.current;
      if (wanted !== undefined && asked.length > 0) {
        const found = await call('merged.find', { consoles: [...asked], at: { id: wanted.id, line: wanted.line } });
        if (isAnother || scroller.state().top === wanted.top) {
          scroller.keepAtTop(found.position + 1, wanted.top % LINE_HEIGHT);
          held.current = { ...wanted, top: scroller.state().top };
        }
      }
      heldFor.current = JSON.stringify(asked);
      timer.current = undefined;
    };
    timer.current = setTimeout(() => void find().catch(tell), isAnother ? 0 : HOLD_EVERY);
  }, [key, lines, isFollowing, scroller]);
  useEffect(() => () => clearTimeout(timer.current), []);
}
