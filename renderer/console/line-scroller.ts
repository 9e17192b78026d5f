/** The scrolling of a log: where it is, whether it follows the end, and how keys and the wheel move it. */
import {
  clampTop,
  endTop,
  isScaled,
  lastTop,
  LINE_HEIGHT,
  scrollToTop,
  topForLine,
  topToScroll,
  type Extent,
} from './line-window.ts';
import { moveWrapped, type Drawn, type Moved } from './wrapped-move.ts';

export interface ScrollStart {
  readonly top: number;
  readonly isFollowing: boolean;
}

export interface ScrollState extends ScrollStart {
  /** `top`: pixels of the whole list above the first visible one. */
  readonly extent: Extent;
}

/** Scrolled elements round to a fraction of a pixel. */
const ROUNDING = 2;

export class LineScroller {
  #element: HTMLElement | undefined;
  #state: ScrollState;
  /** Wrapped lines that came into view from above, before they are drawn. */
  #guessed: Moved['guessed'];
  readonly #listeners = new Set<() => void>();

  constructor(start: ScrollStart, lines: number) {
    this.#state = { ...start, extent: { lines, viewport: 0 } };
  }

  readonly state = (): ScrollState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The element that scrolls, as a React ref callback. */
  readonly attach = (element: HTMLElement): (() => void) => {
    this.#element = element;
    const observer = new ResizeObserver(() => this.#setExtent({ viewport: element.clientHeight }));
    observer.observe(element);
    element.addEventListener('wheel', this.#onWheel, { passive: false });
    element.addEventListener('scroll', this.#onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('wheel', this.#onWheel);
      element.removeEventListener('scroll', this.#onScroll);
      this.#element = undefined;
    };
  };

  /** The list has become longer. */
  setLines(lines: number): void {
    if (lines !== this.#state.extent.lines) this.#setExtent({ lines });
  }

  /** Whether long lines go on below. */
  setWraps(wraps: boolean): void {
    if (wraps !== (this.#state.extent.wraps ?? false)) this.#setExtent({ wraps });
  }

  /** Put the element where the state says; after every render, when it has its new height. */
  settle(): void {
    const { extent, top } = this.#state;
    if (this.#element === undefined || extent.viewport === 0) return;
    const wanted = topToScroll(top, extent);
    if (Math.abs(this.#element.scrollTop - wanted) >= ROUNDING) this.#element.scrollTop = wanted;
  }

  /** After rows were drawn that wrap: show as much of the first as the state says. */
  placeWrapped(): void {
    const { extent, top, isFollowing } = this.#state;
    const layer = this.#layer();
    if (extent.wraps !== true || isFollowing || layer === null) return;
    const guessed = this.#guessed;
    this.#guessed = undefined;
    if (guessed !== undefined && layer.children.length >= guessed.lines) {
      const drawn = { ...this.#drawn(layer), above: 0 };
      const higher = drawn.heights.slice(0, guessed.lines).reduce((sum, height) => sum + height, 0) - guessed.pixels;
      this.#moveTo(moveWrapped(drawn, Math.max(0, higher)).top);
      // What is drawn next says it.
      if (this.#state.top !== top) return;
    }
    const height = layer.firstElementChild?.getBoundingClientRect().height ?? 0;
    layer.style.setProperty('--log-above', `${-((top % LINE_HEIGHT) / LINE_HEIGHT) * height}px`);
  }

  #layer(): HTMLElement | null {
    return this.#element?.querySelector<HTMLElement>('.log-layer') ?? null;
  }

  #drawn(layer: HTMLElement): Drawn {
    const { top, isFollowing } = this.#state;
    const heights = [...layer.children].map((row) => row.getBoundingClientRect().height);
    const all = heights.reduce((sum, height) => sum + height, 0);
    const part = ((top % LINE_HEIGHT) / LINE_HEIGHT) * (heights[0] ?? 0);
    const above = isFollowing ? Math.max(0, all - layer.clientHeight) : part;
    return { first: Math.floor(top / LINE_HEIGHT), heights, above };
  }

  /** Another list of lines takes the place of this one. `top` undefined: who follows its end goes on doing so. */
  show(lines: number, top: number | undefined): void {
    const extent = { ...this.#state.extent, lines };
    if (top === undefined) {
      this.#setExtent({ lines });
      return;
    }
    const clamped = clampTop(top, extent);
    const isAtEnd = extent.wraps !== true && clamped >= lastTop(extent) - LINE_HEIGHT / 2;
    this.#set({ extent, top: clamped, isFollowing: this.#state.isFollowing && isAtEnd });
  }

  /** Move by pixels, as the user asked for. */
  by(pixels: number): void {
    const layer = this.#state.extent.wraps === true ? this.#layer() : null;
    if (layer === null || layer.children.length === 0) {
      this.#moveTo(this.#state.top + pixels);
      return;
    }
    const { top, guessed } = moveWrapped(this.#drawn(layer), pixels);
    this.#guessed = guessed;
    this.#moveTo(top);
  }

  follow(): void {
    this.#set({ isFollowing: true, top: endTop(this.#state.extent) });
  }

  /** Stay here while more comes. */
  hold(): void {
    if (this.#state.isFollowing) this.#set({ isFollowing: false });
  }

  toLine(line: number): void {
    this.#moveTo(topForLine(line, this.#state.extent));
  }

  /** Put a line at the top, without the user having asked for it; whoever follows the end goes on doing so. */
  keepAtTop(line: number, pixelsBelow = 0): void {
    const { extent, isFollowing } = this.#state;
    if (extent.viewport === 0 || isFollowing) return;
    this.#set({ top: clampTop((line - 1) * LINE_HEIGHT + pixelsBelow, extent) });
  }

  /** Show a line as the first one; the last lines make it follow. */
  toTop(line: number): void {
    this.#moveTo((line - 1) * LINE_HEIGHT);
  }

  /** Move no more than needed for a line to be on screen. */
  intoView(line: number): void {
    const { top, extent } = this.#state;
    const above = (line - 1) * LINE_HEIGHT;
    if (above < top) this.#moveTo(above);
    else if (above + LINE_HEIGHT > top + extent.viewport) this.#moveTo(above + LINE_HEIGHT - extent.viewport);
  }

  /** @returns whether the key moved the list */
  pressed(key: string): boolean {
    const page = Math.max(LINE_HEIGHT, this.#state.extent.viewport - 2 * LINE_HEIGHT);
    const steps: Partial<Record<string, number>> = {
      ArrowUp: -LINE_HEIGHT,
      ArrowDown: LINE_HEIGHT,
      PageUp: -page,
      PageDown: page,
    };
    const step = steps[key];
    if (key === 'End') this.follow();
    else if (key === 'Home') this.#moveTo(0);
    else if (step !== undefined) this.by(step);
    else return false;
    return true;
  }

  /** By the user: whoever is at the end follows it. */
  #moveTo(wanted: number): void {
    const { extent } = this.#state;
    if (extent.viewport === 0) return;
    const top = clampTop(wanted, extent);
    this.#set({ top, isFollowing: extent.wraps !== true && top >= lastTop(extent) - LINE_HEIGHT / 2 });
  }

  #setExtent(change: Partial<Extent>): void {
    const extent = { ...this.#state.extent, ...change };
    // Before there is a size, a position cannot be checked against it.
    const top = extent.viewport === 0 ? this.#state.top : clampTop(this.#state.top, extent);
    this.#set({ extent, top: this.#state.isFollowing ? endTop(extent) : top });
  }

  readonly #onScroll = (): void => {
    const { scrollTop: scrolled = 0, clientHeight = 0 } = this.#element ?? {};
    // A view that becomes higher is scrolled by the browser before its size is told; nobody left the end.
    if (clientHeight !== this.#state.extent.viewport && this.#state.extent.viewport > 0) {
      this.#setExtent({ viewport: clientHeight });
      this.settle();
      return;
    }
    const { extent, top } = this.#state;
    if (extent.viewport === 0 || Math.abs(scrolled - topToScroll(top, extent)) < ROUNDING) return;
    this.#moveTo(scrollToTop(scrolled, extent));
  };

  /**
   * In a scaled list a turn of the wheel would jump over hundreds of lines, and where lines wrap over all that is below
   * their first row, so it is taken over.
   */
  readonly #onWheel = (event: WheelEvent): void => {
    const { extent } = this.#state;
    if (
      (!isScaled(extent) && extent.wraps !== true) ||
      event.ctrlKey ||
      Math.abs(event.deltaX) > Math.abs(event.deltaY)
    )
      return;
    event.preventDefault();
    this.by(event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_HEIGHT : 1));
  };

  #set(change: Partial<ScrollState>): void {
    const before = this.#state;
    const now = { ...before, ...change };
    // End is held down by whoever waits for more: nothing to draw anew while nothing has come.
    if (now.top === before.top && now.isFollowing === before.isFollowing && now.extent === before.extent) return;
    this.#state = now;
    for (const listener of this.#listeners) listener();
  }
}
