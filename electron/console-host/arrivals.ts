/**
 * When the bytes of a capture were read, for whoever watches it grow: gathered while they are on their way to the disk and
 * told with the next news of them, so that news may be rare and times precise all the same.
 */
import type { Arrival } from '../node/host-protocol.ts';

/** Times are at least this far apart, in µs, as in the sidecar. */
const APART = 10_000;

export class Arrivals {
  /** Not told yet; ends ascend. */
  #waiting: Arrival[] = [];
  /** Bytes that were told. */
  #told = 0;

  /** @param end bytes of the capture with those that were read at `at` (µs since 1970) */
  add(end: number, at: number): void {
    const last = this.#waiting.at(-1);
    // A clock that was set back begins another one too.
    if (last !== undefined && Math.abs(at - last.at) < APART) {
      this.#waiting[this.#waiting.length - 1] = { bytes: end, at: last.at };
    } else this.#waiting.push({ bytes: end, at });
  }

  /** @returns those of the first `written` bytes that were not taken before, in order; of one that goes on, what is written */
  take(written: number): Arrival[] {
    const taken: Arrival[] = [];
    while (this.#waiting[0] !== undefined && this.#waiting[0].bytes <= written) taken.push(this.#waiting.shift()!);
    const [next] = this.#waiting;
    if (next !== undefined && (taken.at(-1)?.bytes ?? this.#told) < written)
      taken.push({ bytes: written, at: next.at });
    this.#told = taken.at(-1)?.bytes ?? this.#told;
    return taken;
  }
}
