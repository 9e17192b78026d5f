/**
 * One capture on a time axis: its lines as they are at one moment, how many of them came before a time, and when each came.
 * Only the few kilobytes around what is asked for are read; the marks of the line index say where those are.
 */
import type { ArrivalTimes } from '../arrival-times.ts';
import { MAX_BLOCK_STARTS, type LineBlock, type LineIndex } from '../line-index.ts';
import type { BlockStarts } from './block-starts.ts';
import type { LinesInOrder } from './merged-order.ts';

const NEWLINE = 0x0a;

export interface ArrivedLinesOptions {
  readonly index: LineIndex;
  readonly times: ArrivalTimes;
  /** Bytes of the capture; fewer than asked for at its end. */
  readonly read: (from: number, count: number) => Promise<Uint8Array>;
  /** Added to every time, in whole µs: the clock that the console should have had. */
  readonly shift?: number;
  /** What was found in blocks before, of this capture. */
  readonly starts?: BlockStarts | undefined;
}

export class ArrivedLines implements LinesInOrder {
  /** Lines, as of now; what is added later is not looked at. */
  readonly lines: number;
  readonly #bytes: number;
  readonly #options: ArrivedLinesOptions;
  readonly #shift: number;
  /** Line starts by the block they are in. */
  readonly #starts = new Map<number, Promise<readonly number[]>>();

  constructor(options: ArrivedLinesOptions) {
    this.#options = options;
    this.lines = options.index.lines;
    this.#bytes = options.index.bytes;
    this.#shift = options.shift ?? 0;
  }

  /** µs since 1970 of the first and the last line; undefined when there is no line or no time. */
  get span(): { readonly first: number; readonly last: number } | undefined {
    const { times } = this.#options;
    const first = times.orderOf(0);
    if (first === undefined || this.lines === 0) return undefined;
    // The last line begins before the last byte: its time is at most this one.
    return { first: first + this.#shift, last: times.orderOf(Math.max(0, this.#bytes - 1))! + this.#shift };
  }

  /** At least and at most so many lines came before a time; without reading anything. */
  boundsBefore(time: number): { readonly least: number; readonly most: number } {
    const offset = this.#offsetAt(time);
    if (offset === undefined) return { least: this.lines, most: this.lines };
    const { from, to } = this.#options.index.blockAtByte(offset);
    if (from.offset === offset) return { least: from.line - 1, most: from.line - 1 };
    return { least: from.line, most: Math.min(this.lines, to === undefined ? this.lines : to.line - 1) };
  }

  /** Lines that came before a time: those whose first byte did. */
  async before(time: number): Promise<number> {
    const offset = this.#offsetAt(time);
    return offset === undefined ? this.lines : this.startingBefore(offset);
  }

  /** Lines that begin before a byte. */
  async startingBefore(offset: number): Promise<number> {
    if (offset >= this.#bytes) return this.lines;
    const block = this.#options.index.blockAtByte(offset);
    const starts = await this.#startsOf(block);
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle]! >= offset) high = middle;
      else low = middle + 1;
    }
    return Math.min(this.lines, block.from.line - 1 + low);
  }

  /** When a line came: whole µs since 1970. The line must be there, and the capture must have times. */
  async timeOf(line: number): Promise<number> {
    const block = this.#options.index.blockOf(line);
    const start = (await this.#startsOf(block))[line - block.from.line]!;
    return this.#options.times.orderOf(start)! + this.#shift;
  }

  /** The first byte of the first line that may have come at a time or later; undefined when all came before. */
  #offsetAt(time: number): number | undefined {
    const offset = this.#options.times.offsetAt(time - this.#shift);
    return offset === undefined || offset >= this.#bytes ? undefined : offset;
  }

  #startsOf(block: LineBlock): Promise<readonly number[]> {
    const known = this.#starts.get(block.from.offset);
    if (known !== undefined) return known;
    const { starts: kept } = this.#options;
    const read = (): Promise<readonly number[]> => this.#readStarts(block);
    const isComplete = block.to !== undefined && block.to.offset <= this.#bytes;
    const starts = kept !== undefined && isComplete ? kept.of(block.from.offset, read) : read();
    this.#starts.set(block.from.offset, starts);
    return starts;
  }

  async #readStarts({ from, to }: LineBlock): Promise<readonly number[]> {
    const end = Math.min(this.#bytes, to?.offset ?? this.#bytes);
    const starts = [from.offset];
    // A line that goes on for long holds no further starts.
    const bytes = await this.#options.read(from.offset, Math.min(end - from.offset, MAX_BLOCK_STARTS));
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) {
      const start = from.offset + at + 1;
      if (start < end) starts.push(start);
    }
    return starts;
  }
}
