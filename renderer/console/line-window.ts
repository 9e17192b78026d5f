/**
 * Arithmetic of a scrolled list of equally high lines, of any length. Browsers cut elements at about 33 million pixels,
 * so a longer list gets a scroll range of `TALLEST` and every pixel of the scroll bar stands for several of the list.
 */

export const LINE_HEIGHT = 18;
export const TALLEST = 20_000_000;

export interface Extent {
  readonly lines: number;
  /** Height of what can be seen at once. */
  readonly viewport: number;
  /**
   * Long lines go on below: lines are at least `LINE_HEIGHT` high, and a position says which line is first, and how much of
   * it is above the view. Any line can be first, as nobody knows how many fit below it.
   */
  readonly wraps?: boolean;
}

/** Height of all lines. */
export const fullHeight = ({ lines, viewport, wraps }: Extent): number =>
  wraps === true ? Math.max(0, lines * LINE_HEIGHT - 1) + viewport : lines * LINE_HEIGHT;

/** Height that the scrolled element gets. */
export const scrollHeight = (extent: Extent): number => Math.min(fullHeight(extent), TALLEST);

/** The largest `top`. */
export const lastTop = (extent: Extent): number => Math.max(0, fullHeight(extent) - extent.viewport);

/** Where a list that follows its end is: what a list of unwrapped lines would show. */
export const endTop = ({ lines, viewport }: Extent): number => Math.max(0, lines * LINE_HEIGHT - viewport);

export const isScaled = (extent: Extent): boolean => fullHeight(extent) > TALLEST;

export const clampTop = (top: number, extent: Extent): number => Math.min(lastTop(extent), Math.max(0, top));

/** Pixels of the scroll bar for one pixel of the list. */
function scale(extent: Extent): number {
  return isScaled(extent) ? (TALLEST - extent.viewport) / lastTop(extent) : 1;
}

export const topToScroll = (top: number, extent: Extent): number => top * scale(extent);
export const scrollToTop = (scroll: number, extent: Extent): number => clampTop(scroll / scale(extent), extent);

/** Where the list must be so that a line is in the upper third. */
export const topForLine = (line: number, extent: Extent): number =>
  clampTop((line - 1) * LINE_HEIGHT - extent.viewport / 3, extent);

/** First and last line that can be seen at least in part. Empty when first > last. */
export function visibleLines(top: number, extent: Extent): { readonly first: number; readonly last: number } {
  return {
    first: Math.floor(top / LINE_HEIGHT) + 1,
    last: Math.min(extent.lines, Math.ceil((top + extent.viewport) / LINE_HEIGHT)),
  };
}
