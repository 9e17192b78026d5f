/** How wide a list of lines is that don't wrap: as wide as the widest that was seen. */
import { useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { LogRow } from '../../shared/contract/ipc.ts';
import type { LogLook } from './log-look.ts';

/** May be wider than a letter, or drawn as its name. */
const NOT_LATIN = /[^\x20-\x7e]/;

/** How wide a line is beside others, in letters; Infinity when it must be measured. */
export const widthOf = ({ text, cut }: LogRow): number => (cut || NOT_LATIN.test(text) ? Infinity : text.length);

interface ListWidth {
  /** The element that holds the rows. */
  readonly layerRef: RefObject<HTMLElement | null>;
  /** Of the lines on screen, as `widthOf` tells it. */
  readonly longest: number;
  readonly look: LogLook;
  readonly gutter: number;
  /** Another one whenever other lines are on screen. */
  readonly seen: unknown;
}

/** @returns pixels; it only grows, so scrolling down never moves the text */
export function useListWidth({ layerRef, longest, look, gutter, seen }: ListWidth): number {
  const [width, setWidth] = useState(0);
  const measured = useRef({ longest: 0, look, gutter: 0 });
  useLayoutEffect(() => {
    // Measuring lays out the whole window, so only what may be wider than all before is measured.
    const before = measured.current;
    const isSame = look === before.look && gutter === before.gutter;
    if (isSame && longest <= before.longest) return;
    measured.current = { longest: longest === Infinity ? before.longest : longest, look, gutter };
    const { scrollWidth, clientWidth } = layerRef.current ?? { scrollWidth: 0, clientWidth: 0 };
    if (scrollWidth > Math.max(width, clientWidth)) setWidth(scrollWidth);
  }, [layerRef, width, longest, look, gutter, seen]);
  return width;
}
