/** Selecting whole lines of a log with mouse and keyboard, over any number of screens. */
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
} from 'react';
import type { LineScroller } from './line-scroller.ts';
import { LINE_HEIGHT } from './line-window.ts';
import type { LogList } from './log-list.ts';

export interface LineRange {
  readonly anchor: number;
  /** The end that moves. */
  readonly head: number;
}

/** Between two steps while the mouse is held outside of the log, in milliseconds. */
const STEP = 40;

interface SelectionOptions {
  readonly list: LogList;
  readonly scroller: LineScroller;
  readonly element: RefObject<HTMLDivElement | null>;
  /** Where the keyboard begins without a selection. */
  readonly start: () => number | undefined;
}

interface LineSelection {
  readonly range: LineRange | undefined;
  readonly setRange: (range: LineRange | undefined) => void;
  readonly onPointerDown: (event: PointerEvent<HTMLDivElement>) => void;
  /** @returns whether the key moved the selection */
  readonly onKey: (event: KeyboardEvent) => boolean;
}

const lineAt = (element: Element | null): number | undefined => {
  const row = element?.closest<HTMLElement>('.log-line') ?? null;
  const line = Number(row?.dataset['line']);
  return Number.isSafeInteger(line) && line > 0 ? line : undefined;
};

export function useLineSelection({ list, scroller, element, start }: SelectionOptions): LineSelection {
  const [range, setRange] = useState<LineRange>();
  const latest = useRef(range);
  useLayoutEffect(() => {
    latest.current = range;
  }, [range]);
  /** Stops a drag that is under way. */
  const drag = useRef<() => void>(undefined);
  useEffect(() => () => drag.current?.(), []);

  const onPointerDown = useCallback(
    (event: PointerEvent<HTMLDivElement>) => {
      const box = element.current;
      const target = event.target instanceof Element ? event.target : null;
      const pressed = lineAt(target);
      if (box === null || event.button !== 0 || pressed === undefined || target?.closest('button') !== null) return;
      const isGutter = target.closest('.log-gutter') !== null;
      const extend = event.shiftKey && latest.current !== undefined;
      // Inside one line, the text itself is selected, as everywhere.
      let isLines = isGutter || extend;
      if (isLines) {
        event.preventDefault();
        box.focus();
        getSelection()?.removeAllRanges();
        setRange({ anchor: extend ? latest.current!.anchor : pressed, head: pressed });
      }
      const anchor = extend ? latest.current!.anchor : pressed;
      let at = { x: event.clientX, y: event.clientY };
      const look = (): void => {
        const { top, bottom, left, right } = box.getBoundingClientRect();
        const x = Math.min(right - 20, Math.max(left + 4, at.x));
        const y = Math.min(bottom - 4, Math.max(top + 4, at.y));
        const line = lineAt(document.elementFromPoint(x, y));
        if (line === undefined || (!isLines && line === pressed)) return;
        if (!isLines) {
          isLines = true;
          box.focus();
        }
        box.dataset['dragging'] = 'true';
        getSelection()?.removeAllRanges();
        setRange((before) => (before?.anchor === anchor && before.head === line ? before : { anchor, head: line }));
      };
      const onMove = (move: globalThis.PointerEvent): void => {
        at = { x: move.clientX, y: move.clientY };
        look();
      };
      const timer = setInterval(() => {
        const { top, bottom } = box.getBoundingClientRect();
        const beyond = at.y < top ? at.y - top : at.y > bottom ? at.y - bottom : 0;
        if (beyond === 0) return;
        scroller.by(Math.sign(beyond) * Math.min(30, Math.ceil(Math.abs(beyond) / 12)) * LINE_HEIGHT);
        requestAnimationFrame(look);
      }, STEP);
      const stop = (): void => {
        clearInterval(timer);
        // What scrolled in last is in it, too.
        if (isLines) look();
        delete box.dataset['dragging'];
        window.removeEventListener('pointermove', onMove);
        window.removeEventListener('pointerup', stop);
        window.removeEventListener('pointercancel', stop);
        drag.current = undefined;
      };
      drag.current?.();
      drag.current = stop;
      window.addEventListener('pointermove', onMove);
      window.addEventListener('pointerup', stop);
      window.addEventListener('pointercancel', stop);
    },
    [element, scroller],
  );

  const onKey = (event: KeyboardEvent): boolean => {
    if (!event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return false;
    const { viewport } = scroller.state().extent;
    const page = Math.max(1, Math.floor(viewport / LINE_HEIGHT) - 2);
    const steps: Partial<Record<string, number>> = {
      ArrowUp: -1,
      ArrowDown: 1,
      PageUp: -page,
      PageDown: page,
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    const from = latest.current?.head ?? start();
    if (step === undefined || from === undefined) return false;
    void (async () => {
      const place = await list.find(from);
      // Without a selection, the first key selects the line it starts at.
      const moved = latest.current === undefined ? place.index : place.index + step;
      const index = Math.min(list.count - 1, Math.max(0, moved));
      const row = list.row(index + 1) ?? (await list.fetch(index, 1))[0];
      const line = row?.row.line;
      if (line === undefined) return;
      setRange({ anchor: latest.current?.anchor ?? line, head: line });
      scroller.intoView(index + 1);
    })();
    return true;
  };
  return { range, setRange, onPointerDown, onKey };
}
