/** Those lines of a capture on a time axis that a view shows, as a list of their own: its rows, from 1. */
import type { ShownLines } from '../views/shown-lines.ts';
import type { LinesInOrder } from './merged-order.ts';

export class ShownInOrder implements LinesInOrder {
  readonly lines: number;
  readonly #all: LinesInOrder;
  readonly #shown: ShownLines;

  /** @param shown must not change while this is used */
  constructor(all: LinesInOrder, shown: ShownLines) {
    this.#all = all;
    this.#shown = shown;
    this.lines = shown.indexOf(all.lines + 1);
  }

  get span(): LinesInOrder['span'] {
    return this.#all.span;
  }

  boundsBefore(time: number): { readonly least: number; readonly most: number } {
    const { least, most } = this.#all.boundsBefore(time);
    return { least: this.#rowsIn(least), most: this.#rowsIn(most) };
  }

  async before(time: number): Promise<number> {
    return this.#rowsIn(await this.#all.before(time));
  }

  timeOf(row: number): Promise<number> {
    return this.#all.timeOf(this.#shown.lineOf(row - 1));
  }

  /** Rows among the first lines. */
  #rowsIn(lines: number): number {
    return Math.min(this.lines, this.#shown.indexOf(lines + 1));
  }
}
