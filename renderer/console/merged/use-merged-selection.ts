/** What is selected in a merged log, and where somebody went: as lines, so that they stay when others come or go. */
import { useCallback, useState } from 'react';
import type { EpochMilliseconds } from '../../../shared/contract/units.ts';
import type { MergedPlace } from '../../../shared/contract/ipc.ts';
import type { MergedAt, MergedLog } from './merged-log.ts';
import type { ScrolledLog } from './use-merged-log.ts';

interface Range {
  readonly anchor: MergedAt;
  /** The end that moves. */
  readonly head: MergedAt;
}

interface Pinned {
  readonly range?: Range | undefined;
  readonly target?: MergedAt | undefined;
}

export interface MergedSelection extends Pinned {
  /** Positions, from 1; more than `to` where nothing of it is shown. */
  readonly selected: { readonly from: number; readonly to: number } | undefined;
  /** Why the line that was gone to is not shown. */
  readonly hidden: MergedPlace | undefined;
  readonly select: (position: number, extend: boolean) => void;
  readonly selectAll: () => Promise<void>;
  readonly clear: () => void;
  /** Move the end of the selection by rows. */
  readonly extendBy: (rows: number, start: number) => void;
  /** Go to a line, or to the first that came at a time. */
  readonly goTo: (wanted: MergedAt | { readonly time: EpochMilliseconds }) => Promise<void>;
  readonly forgetTarget: () => void;
}

const linesOf = ({ range, target }: Pinned): readonly MergedAt[] => [
  ...(range === undefined ? [] : [range.anchor, range.head]),
  ...(target === undefined ? [] : [target]),
];

function positionsOf(log: MergedLog, range: Range | undefined): MergedSelection['selected'] {
  const ends = range === undefined ? [] : [log.placeOf(range.anchor), log.placeOf(range.head)];
  const [one, other] = ends;
  if (one === undefined || other === undefined) return undefined;
  const [low, high] = one.position <= other.position ? [one, other] : [other, one];
  // Of a line that is not shown, the place of the next row is known.
  return { from: low.position + 1, to: high.isShown ? high.position + 1 : high.position };
}

export function useMergedSelection({ log, scroller, hold }: ScrolledLog): MergedSelection {
  const [pinned, setPinned] = useState<Pinned>({});
  const pin = useCallback(
    (next: Pinned, known?: readonly [MergedAt, MergedPlace]) => {
      log.keep(linesOf(next), known);
      hold(next.range?.head ?? next.target);
      setPinned(next);
    },
    [log, hold],
  );
  const { range, target } = pinned;
  const select = useCallback(
    (position: number, extend: boolean) => {
      const head = log.at(position);
      if (head === undefined) return;
      const anchor = extend ? (range?.anchor ?? head) : head;
      pin({ target, range: { anchor, head } }, [head, { position: position - 1, isShown: true, lines: log.count }]);
    },
    [log, pin, range, target],
  );
  const extendBy = (rows: number, start: number) => {
    const head = range && log.placeOf(range.head);
    const from = head === undefined ? start : head.position + 1;
    const to = Math.min(log.count, Math.max(1, head === undefined ? start : from + rows));
    select(to, true);
    scroller.intoView(to);
  };
  const selectAll = async (): Promise<void> => {
    const [[first], [last]] = await Promise.all([log.fetch(0, 1), log.fetch(Math.max(0, log.count - 1), 1)]);
    const anchor = first && log.lineOf(first);
    const head = last && log.lineOf(last);
    if (anchor === undefined || head === undefined) return;
    log.keep([...linesOf(pinned), anchor], [anchor, { position: 0, isShown: true, lines: log.count }]);
    pin({ target, range: { anchor, head } }, [head, await log.find(head)]);
  };
  const goTo = useCallback(
    async (wanted: MergedAt | { readonly time: EpochMilliseconds }): Promise<void> => {
      const found = await log.find(wanted);
      scroller.toLine(found.position + 1);
      if ('time' in wanted) {
        const [row] = await log.fetch(found.position, 1);
        const at = row && log.lineOf(row);
        pin(at === undefined ? {} : { target: at }, at && [at, found]);
      } else pin({ target: wanted }, [wanted, found]);
    },
    [log, scroller, pin],
  );
  const place = target && log.placeOf(target);
  return {
    ...pinned,
    selected: positionsOf(log, range),
    hidden: place?.isShown === false ? place : undefined,
    select,
    selectAll,
    clear: () => pin({ target }),
    extendBy,
    goTo,
    forgetTarget: () => pin({ range }),
  };
}
