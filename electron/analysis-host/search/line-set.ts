/** Ascending line numbers, many of them, 8 bytes each. */
export class LineSet {
  #lines = new Float64Array(256);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Add lines that come after all that are there. */
  add(lines: Float64Array): void {
    // Two parts of a very long line may both match.
    const isRepeated = lines.length > 0 && this.#size > 0 && lines[0] === this.#lines[this.#size - 1];
    const added = isRepeated ? lines.subarray(1) : lines;
    if (this.#size + added.length > this.#lines.length) {
      const larger = new Float64Array(Math.max(this.#lines.length * 2, this.#size + added.length));
      larger.set(this.#lines.subarray(0, this.#size));
      this.#lines = larger;
    }
    this.#lines.set(added, this.#size);
    this.#size += added.length;
  }

  slice(first: number, count: number): readonly number[] {
    return [...this.#lines.subarray(first, Math.min(this.#size, first + count))];
  }

  /** Index of the first line that is at or after `line`; `size` when there is none. */
  indexFrom(line: number): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#lines[middle]! >= line) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
