/** Whoever reads keeps the line at the top where it is, also when lines come before it: a capture that is still being read. */
import { useEffect, useRef } from 'react';
import { problemOf } from '../../app/bridge.ts';
import { showProblem } from '../../app/store.ts';
import { LINE_HEIGHT } from '../line-window.ts';
import type { MergedAt } from './merged-log.ts';
import type { ScrolledLog } from './use-merged-log.ts';

const tell = (error: unknown): void => showProblem(problemOf(error));
/** How often it is looked whether lines have come between those above, in milliseconds. */
const HOLD_EVERY = 250;

/** A line at the top of the view, and where the list was scrolled to then, in pixels. */
interface Held extends MergedAt {
  readonly top: number;
  readonly generation: number;
}

export function useHold({ log, scroller, state }: ScrolledLog): void {
  const { isFollowing, top } = state;
  const { generation, count } = log;
  const position = Math.floor(top / LINE_HEIGHT) + 1;
  const first = log.at(position);
  const held = useRef<Held>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    // Only who scrolled looks at another line; otherwise another one has come to this place.
    const isElsewhere = held.current?.top !== top || held.current.generation !== generation;
    if (isElsewhere && first !== undefined) held.current = { ...first, top, generation };
  });
  useEffect(() => {
    if (isFollowing || position <= log.settled || timer.current !== undefined) return;
    const find = async (): Promise<void> => {
      timer.current = undefined;
      const wanted = held.current;
      if (wanted === undefined || log.generation !== wanted.generation) return;
      const found = await log.refresh(wanted);
      if (log.generation !== wanted.generation || scroller.state().top !== wanted.top) return;
      scroller.keepAtTop(found.position + 1, wanted.top % LINE_HEIGHT);
      held.current = { ...wanted, top: scroller.state().top };
    };
    timer.current = setTimeout(() => void find().catch(tell), HOLD_EVERY);
  }, [log, scroller, count, position, isFollowing, generation]);
  useEffect(() => () => clearTimeout(timer.current), []);
}
