/** When the bytes of a capture arrived: from the sidecar for what was recorded before, from the console host for the rest. */
import { readByteRanges } from '../node/byte-ranges.ts';

/** Ranges kept, 16 bytes each: half an hour of a console that never stops, and longer with less precision. */
const MAX_RANGES = 200_000;
/** The newest ranges are kept as they are. */
const NEWEST = 4096;

export class ArrivalTimes {
  /** Ends of ranges, ascending, with the time of each. */
  #ends: number[] = [];
  #times: number[] = [];
  /** The latest time so far at each range; only kept apart from `#times` once the clock was set back. */
  #latest: number[] | undefined;
  #thinnings = 0;

  /** How often ranges were made one; each time the order of what is old may change. */
  get thinnings(): number {
    return this.#thinnings;
  }

  /** What arrives while the times of what came before are still being read. */
  #late: { readonly bytes: number; readonly at: number }[] | undefined;

  /** Take the times out of a sidecar. A missing or unreadable one gives none. */
  async load(eventsFile: string): Promise<void> {
    this.#late = [];
    try {
      await readByteRanges(eventsFile, (end, at) => this.#add(end, at));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    } finally {
      const late = this.#late;
      this.#late = undefined;
      for (const { bytes, at } of late) this.#add(bytes, at);
    }
  }

  /** Bytes whose times are known. */
  get end(): number {
    return this.#ends.at(-1) ?? 0;
  }

  /** The capture has grown to `bytes`; the newest of them arrived at `at` (µs since 1970). */
  arrived(bytes: number, at: number): void {
    if (this.#late === undefined) this.#add(bytes, at);
    else this.#late.push({ bytes, at });
  }

  /** @returns µs since 1970 when the byte at `offset` arrived, as far as known */
  timeOf(offset: number): number | undefined {
    return this.#times[this.#rangeOf(offset)] ?? this.#times.at(-1);
  }

  /**
   * The time of a byte among several captures: that of its arrival, but never before that of the byte before it, so that a
   * clock that is set back does not turn the order of a capture round. Whole µs since 1970; undefined without any times.
   */
  orderOf(offset: number): number | undefined {
    const order = this.#latest ?? this.#times;
    const time = order[this.#rangeOf(offset)] ?? order.at(-1);
    return time === undefined ? undefined : Math.floor(time);
  }

  /** µs since 1970 of the first and the newest byte; undefined without any times. */
  get ends(): { readonly first: number; readonly last: number } | undefined {
    const order = this.#latest ?? this.#times;
    const [first] = order;
    return first === undefined ? undefined : { first, last: order.at(-1)! };
  }

  /** The first byte with this `orderOf` or a later one; undefined when all have earlier ones. */
  offsetAt(time: number): number | undefined {
    const order = this.#latest ?? this.#times;
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (order[middle]! >= time) high = middle;
      else low = middle + 1;
    }
    return low === order.length ? undefined : low === 0 ? 0 : this.#ends[low - 1]!;
  }

  /** Index of the range that holds a byte; the number of ranges when none does. */
  #rangeOf(offset: number): number {
    let low = 0;
    let high = this.#ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ends[middle]! > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Two old ranges become one, so that days of a busy console take no more room than an hour of it. */
  #thin(): void {
    const from = this.#ends.length - NEWEST;
    const isKept = (index: number): boolean => index >= from || index % 2 === 1;
    // The merged range ends with its second half and has the time of its first.
    const withFirst = (times: readonly number[]): number[] =>
      times
        .map((time, index) => (index < from && index % 2 === 1 ? times[index - 1]! : time))
        .filter((_, index) => isKept(index));
    this.#times = withFirst(this.#times);
    this.#latest = this.#latest && withFirst(this.#latest);
    this.#ends = this.#ends.filter((_, index) => isKept(index));
    this.#thinnings++;
  }

  #add(end: number, at: number): void {
    if (end <= (this.#ends.at(-1) ?? 0)) return;
    const before = (this.#latest ?? this.#times).at(-1) ?? at;
    if (at < before) this.#latest ??= [...this.#times];
    this.#latest?.push(Math.max(at, before));
    this.#ends.push(end);
    this.#times.push(at);
    if (this.#ends.length > MAX_RANGES) this.#thin();
  }
}
