/** Where the lines of a capture begin, for the blocks of its index that were looked at last: two kilobytes each. */

/** Blocks kept. */
const MOST_BLOCKS = 96;

export class BlockStarts {
  /** By the offset of the block, in order of use, the latest last. */
  readonly #kept = new Map<number, Promise<readonly number[]>>();

  /**
   * @param offset of a block that is complete
   * @param read asked when it is not here
   */
  of(offset: number, read: () => Promise<readonly number[]>): Promise<readonly number[]> {
    const kept = this.#kept.get(offset);
    const starts = kept ?? read();
    this.#kept.delete(offset);
    this.#kept.set(offset, starts);
    // What could not be read is tried again.
    if (kept === undefined) starts.catch(() => this.#kept.delete(offset));
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_BLOCKS) break;
      this.#kept.delete(oldest);
    }
    return starts;
  }
}
