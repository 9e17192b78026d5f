/** Offsets on their way out of a search thread. */
export class FoundOffsets {
  #offsets = new Float64Array(1024);
  #size = 0;

  add(offset: number): void {
    if (this.#size === this.#offsets.length) {
      const larger = new Float64Array(this.#size * 2);
      larger.set(this.#offsets);
      this.#offsets = larger;
    }
    this.#offsets[this.#size++] = offset;
  }

  /** All of them, which are then forgotten here. */
  take(): Float64Array<ArrayBuffer> {
    const taken = this.#offsets.slice(0, this.#size);
    this.#size = 0;
    return taken;
  }
}
