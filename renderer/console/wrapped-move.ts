/**
 * Scrolling by pixels where lines go on below: how high a line is, is known only of those on screen. A position is that of
 * `Extent`: so many `LINE_HEIGHT`s are lines above the view, and the rest is the part of the first line that is above it.
 */
import { LINE_HEIGHT } from './line-window.ts';

/** What is drawn. */
export interface Drawn {
  /** Index of the first line, from 0. */
  readonly first: number;
  /** How high it and those after it are, in pixels. */
  readonly heights: readonly number[];
  /** How much of these is above the view, in pixels. */
  readonly above: number;
}

export interface Moved {
  readonly top: number;
  /** So many lines that were not drawn came into view: when they are, move on by what they are higher than this. */
  readonly guessed?: { readonly lines: number; readonly pixels: number };
}

/** @param pixels down; up when negative */
export function moveWrapped({ first, heights, above }: Drawn, pixels: number): Moved {
  let rest = above + pixels;
  if (rest < 0) {
    const lines = Math.min(first, Math.ceil(-rest / LINE_HEIGHT));
    const top = (first - lines) * LINE_HEIGHT;
    return lines === 0 ? { top } : { top, guessed: { lines, pixels: -rest } };
  }
  for (const [index, height] of heights.entries()) {
    if (rest < height) return { top: (first + index) * LINE_HEIGHT + (rest / height) * LINE_HEIGHT };
    rest -= height;
  }
  return { top: (first + heights.length) * LINE_HEIGHT + rest };
}
