/**
 * Where a recording that has grown long goes on in the next one. Who records knows nothing of reports, but a kernel prints
 * one without a pause: so at the first line end after a pause. In a flood without one, at a line end beyond the limit by a
 * quarter; and a line that does not end is cut.
 */

/** Nothing came or was typed for so long: nothing is being printed, in µs. */
const PAUSE = 1_000_000;
const NEWLINE = 0x0a;

export class NextPart {
  #lastAt: number;
  #endsLine = true;
  #isDue = false;

  /** @param now µs since 1970 */
  constructor(now: number) {
    this.#lastAt = now;
  }

  /** Something was typed: what comes next answers it. @param at µs since 1970 */
  stirred(at: number): void {
    this.#lastAt = at;
  }

  /**
   * @param chunk what came at `at` (µs since 1970)
   * @param end bytes recorded before it
   * @param limit bytes of a part
   * @returns how many bytes of the chunk still belong to this part; undefined when all do
   */
  cut(chunk: Uint8Array, at: number, end: number, limit: number | undefined): number | undefined {
    const isPause = at - this.#lastAt >= PAUSE;
    const endedLine = this.#endsLine;
    this.#lastAt = at;
    this.#endsLine = chunk.at(-1) === NEWLINE;
    if (limit === undefined || end < limit) {
      this.#isDue = false;
      return undefined;
    }
    this.#isDue ||= isPause || end >= limit * 1.25;
    if (!this.#isDue) return undefined;
    const newline = chunk.indexOf(NEWLINE);
    const within = newline >= 0 && newline + 1 < chunk.length ? newline + 1 : undefined;
    const cut = endedLine ? 0 : (within ?? (end >= limit * 1.5 ? 0 : undefined));
    if (cut !== undefined) this.#isDue = false;
    return cut;
  }
}
