import { useLayoutEffect, type RefObject } from 'react';
import type { LineScroller } from './line-scroller.ts';

interface WrappedEnd {
  /** The element that holds the rows, the last of them at its end. */
  readonly layer: RefObject<HTMLElement | null>;
  readonly scroller: LineScroller;
  /** Lines wrap, the last one is drawn, and nobody follows it yet. */
  readonly isPossible: boolean;
}

/** Wrapped lines: whoever sees the whole of the last one is at the end, and follows it. */
export function useWrappedEnd({ layer, scroller, isPossible }: WrappedEnd): void {
  useLayoutEffect(() => {
    if (!isPossible || layer.current === null) return;
    const bottom = layer.current.lastElementChild?.getBoundingClientRect().bottom ?? Infinity;
    if (bottom <= layer.current.getBoundingClientRect().bottom + 1) scroller.follow();
  });
}
