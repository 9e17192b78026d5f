/** Going to the line that a place names, also when the filter leaves it out. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ViewPlace } from '../../shared/contract/ipc.ts';
import { problemOf } from '../app/bridge.ts';
import { showProblem } from '../app/store.ts';
import type { useLog } from './use-log.ts';

/** Lines shown before and after one that the filter leaves out. */
const CONTEXT = 5;

export interface HiddenTarget {
  readonly line: number;
  readonly place: ViewPlace;
}

interface Target {
  /** The line wanted is not in the list: nothing but its surroundings could be gone to. */
  readonly hidden: HiddenTarget | undefined;
  /** Show it all the same. */
  readonly show: () => void;
  /** It is not wanted any more. */
  readonly forget: () => void;
}

const tell = (error: unknown): void => showProblem(problemOf(error));

interface TargetOptions {
  readonly log: ReturnType<typeof useLog>;
  readonly line: number | undefined;
  /** Lines of the console. */
  readonly lines: number;
}

export function useTarget({ log, line, lines }: TargetOptions): Target {
  const { list, scroller, state } = log;
  const [found, setHidden] = useState<HiddenTarget>();
  const { viewId } = list;
  const hasSize = state.extent.viewport > 0 && lines > 0;
  const hidden = found !== undefined && found.line === line && hasSize ? found : undefined;
  const latest = useRef(hidden);
  useLayoutEffect(() => {
    latest.current = hidden;
  });

  const goTo = useCallback(
    (wanted: number): Promise<void> =>
      list.find(wanted).then((place) => {
        scroller.toLine(place.index + 1);
        setHidden(place.isShown ? undefined : { line: wanted, place });
      }),
    [list, scroller],
  );
  // A line named by the place is gone to once, when the view has its size.
  useEffect(() => {
    if (line !== undefined && hasSize) goTo(line).catch(tell);
  }, [line, hasSize, goTo]);
  // Another list may have it.
  useEffect(() => {
    const before = latest.current;
    if (before === undefined) return;
    list.find(before.line).then((place) => {
      setHidden((now) => (now?.line !== before.line ? now : place.isShown ? undefined : { ...before, place }));
      if (place.isShown) scroller.toLine(place.index + 1);
    }, tell);
  }, [viewId, list, scroller]);

  const show = () => {
    if (hidden === undefined) return;
    const { line: wanted, place } = hidden;
    const unfolded =
      place.hiddenBy === 'repeat' && place.repeat !== undefined
        ? list.unfold('repeats', place.repeat.firstLine, place.repeat.firstLine, true)
        : list.unfold('lines', Math.max(1, wanted - CONTEXT), wanted + CONTEXT, true);
    unfolded.then(() => goTo(wanted)).catch(tell);
  };
  return { hidden, show, forget: () => setHidden(undefined) };
}
