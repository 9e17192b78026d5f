/** When the bytes of a capture arrived: from the sidecar for what was recorded before, from the console host for the rest. */
import { readSidecar } from '../node/capture-format.ts';

/** Live arrivals kept; older ones were parsed long ago. */
const MAX_LIVE = 4096;

export class ArrivalTimes {
  /** Ends of ranges, ascending, with the time of each. */
  #ends: number[] = [];
  #times: number[] = [];

  /** Take the times out of a sidecar. A missing or unreadable one gives none. */
  async load(eventsFile: string): Promise<void> {
    try {
      const { events } = await readSidecar(eventsFile, ({ event }) => event === 'bytes');
      for (const event of events) if (event.event === 'bytes') this.#add(event.offset + event.bytes, event.at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    }
  }

  /** The capture has grown to `bytes`; the newest of them arrived at `at` (µs since 1970). */
  arrived(bytes: number, at: number): void {
    this.#add(bytes, at);
    if (this.#ends.length > 2 * MAX_LIVE) {
      this.#ends = this.#ends.slice(-MAX_LIVE);
      this.#times = this.#times.slice(-MAX_LIVE);
    }
  }

  /** @returns µs since 1970 when the byte at `offset` arrived, as far as known */
  timeOf(offset: number): number | undefined {
    let low = 0;
    let high = this.#ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ends[middle]! > offset) high = middle;
      else low = middle + 1;
    }
    return this.#times[low] ?? this.#times.at(-1);
  }

  /** What was loaded is not needed any more. */
  forget(): void {
    this.#ends = this.#ends.slice(-1);
    this.#times = this.#times.slice(-1);
  }

  #add(end: number, at: number): void {
    if (end <= (this.#ends.at(-1) ?? -1)) return;
    this.#ends.push(end);
    this.#times.push(at);
  }
}
