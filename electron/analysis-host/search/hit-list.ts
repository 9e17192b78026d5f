/** Ascending offsets in a capture, many of them, 8 bytes each: one byte of every line that was found. */
export class HitList {
  #offsets = new Float64Array(256);
  #size = 0;
  /** The last one is of a line that is not over. */
  #hasTail = false;

  get size(): number {
    return this.#size;
  }

  get hasTail(): boolean {
    return this.#hasTail;
  }

  /**
   * Add offsets that come after all that are there.
   * @param tail of a line that is not over, only until the next call
   */
  add(offsets: Float64Array, tail?: number): void {
    if (this.#hasTail) this.#size--;
    this.#append(offsets);
    this.#hasTail = tail !== undefined;
    if (tail !== undefined) this.#append(Float64Array.of(tail));
  }

  #append(offsets: Float64Array): void {
    if (this.#size + offsets.length > this.#offsets.length) {
      const larger = new Float64Array(Math.max(this.#offsets.length * 2, this.#size + offsets.length));
      larger.set(this.#offsets.subarray(0, this.#size));
      this.#offsets = larger;
    }
    this.#offsets.set(offsets, this.#size);
    this.#size += offsets.length;
  }

  slice(first: number, count: number): readonly number[] {
    return [...this.#offsets.subarray(first, Math.min(this.#size, first + count))];
  }

  /** Index of the first one at or after `offset`; `size` when there is none. */
  indexFrom(offset: number): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#offsets[middle]! >= offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
