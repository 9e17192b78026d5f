/** When the bytes of a capture arrived: from the sidecar for what was recorded before, from the console host for the rest. */
import { readSidecar } from '../node/capture-format.ts';

/** Ranges kept, 16 bytes each: half an hour of a console that never stops, and longer with less precision. */
const MAX_RANGES = 200_000;
/** The newest ranges are kept as they are. */
const NEWEST = 4096;

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

  /** The first byte that arrived at a time or later; undefined when all came before it. */
  offsetAt(time: number): number | undefined {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#times[middle]! >= time) high = middle;
      else low = middle + 1;
    }
    return low === this.#times.length ? undefined : low === 0 ? 0 : this.#ends[low - 1]!;
  }

  /** Two old ranges become one, so that days of a busy console take no more room than an hour of it. */
  #thin(): void {
    const from = this.#ends.length - NEWEST;
    const isKept = (index: number): boolean => index >= from || index % 2 === 1;
    // The merged range ends with its second half and has the time of its first.
    this.#times = this.#times
      .map((time, index) => (index < from && index % 2 === 1 ? this.#times[index - 1]! : time))
      .filter((_, index) => isKept(index));
    this.#ends = this.#ends.filter((_, index) => isKept(index));
  }

  #add(end: number, at: number): void {
    if (end <= (this.#ends.at(-1) ?? -1)) return;
    this.#ends.push(end);
    this.#times.push(at);
    if (this.#ends.length > MAX_RANGES) this.#thin();
  }
}
