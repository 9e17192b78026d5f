/**
 * Which element shows which row of a list. Rows that stay on screen keep theirs; those that come take the elements of those
 * that went, whose text changes in place: in a flood all rows are others five times a second, and making 40 of them anew
 * costs many times as much as their text.
 */
export class RowSlots {
  #first = 1;
  #slots = 1;
  /** Added to a row's index before it is taken modulo the slots. */
  #shift = 0;

  /** The rows that are shown now; told before their keys are asked for. Telling it twice changes nothing. */
  show(first: number, last: number): void {
    const rows = Math.max(1, last - first + 1);
    // Some more than rows, as their number goes up and down by one while a list is scrolled by pixels.
    if (rows > this.#slots || rows < this.#slots / 2) this.#slots = rows + 2;
    // Nothing of what was shown stays: the elements stand in the same order as before.
    else if (Math.abs(first - this.#first) >= rows) this.#shift += this.#first - first;
    this.#first = first;
  }

  /** The key of a row that is shown; no two of them have the same. */
  keyOf(index: number): number {
    const rest = (index + this.#shift) % this.#slots;
    return rest < 0 ? rest + this.#slots : rest;
  }
}
