/**
 * Where the lines of a growing file begin: the offset of every 256th line, and of the first line after each MiB, so that
 * any line is found by reading a little. 16 bytes for about 20 KB of log.
 */

import { inScanMemory } from './scan/scan-memory.ts';

/** Lines between two marks. */
export const LINES_PER_MARK = 256;
/** Bytes after which the next line start is marked anyway: with 100 MB lines, 256 of them would be far too much. */
const BYTES_PER_MARK = 1024 * 1024;
const NEWLINE = 0x0a;

/** A known start of a line. */
export interface LineMark {
  /** From 1. */
  readonly line: number;
  readonly offset: number;
}

/** The lines from a known start to the next known one. */
export interface LineBlock {
  /** Its first line. */
  readonly from: LineMark;
  /** The first line after it; absent while it is the last block. */
  readonly to: LineMark | undefined;
}

/**
 * All lines of a block begin within so many bytes of its start: another one would have got a mark. The last one may go
 * on for as long as it likes.
 */
export const MAX_BLOCK_STARTS = BYTES_PER_MARK;

export class LineIndex {
  /** Pairs of line and offset. */
  #marks = new Float64Array(512);
  #count = 1;
  #newlines = 0;
  #bytes = 0;
  #lastStart = 0;

  constructor() {
    this.#marks[0] = 1;
    this.#marks[1] = 0;
  }

  /** Bytes taken in. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Line ends taken in. */
  get newlines(): number {
    return this.#newlines;
  }

  /** Lines, a last one without newline included. */
  get lines(): number {
    return this.#newlines + (this.#bytes > this.#lastStart ? 1 : 0);
  }

  /** Take in the next bytes of the file; fastest with bytes in a ScanMemory. */
  push(chunk: Buffer): void {
    const { memory, piece } = inScanMemory(chunk);
    const base = this.#bytes;
    for (let at = 0; at < piece.length;) {
      const wanted = LINES_PER_MARK - (this.#newlines % LINES_PER_MARK);
      const { count, behind } = memory.newlines(piece, at, wanted);
      const last = this.#marks[this.#count * 2 - 1]!;
      // A newline from here on gets a mark because of the bytes since the last one.
      const far = Math.max(at, last + BYTES_PER_MARK - base - 1);
      if (far >= (behind ?? piece.length)) {
        this.#newlines += count;
        if (behind !== undefined) this.#mark(this.#newlines + 1, base + behind);
        at = behind ?? piece.length;
        continue;
      }
      const next = memory.newlines(piece, far, 1).behind;
      this.#newlines += memory.newlines(piece.subarray(0, next), at, wanted).count;
      if (next !== undefined) this.#mark(this.#newlines + 1, base + next);
      at = next ?? piece.length;
    }
    const newline = piece.lastIndexOf(NEWLINE);
    if (newline >= 0) this.#lastStart = base + newline + 1;
    this.#bytes += piece.length;
  }

  /** The last mark at or before a line. */
  markOf(line: number): LineMark {
    return this.#markAt(this.#lastUpTo(line, 0));
  }

  /** The block of a line. */
  blockOf(line: number): LineBlock {
    return this.#blockAt(this.#lastUpTo(line, 0));
  }

  /** The block that holds a byte. */
  blockAtByte(offset: number): LineBlock {
    return this.#blockAt(this.#lastUpTo(offset, 1));
  }

  #blockAt(index: number): LineBlock {
    return { from: this.#markAt(index), to: index + 1 < this.#count ? this.#markAt(index + 1) : undefined };
  }

  #markAt(index: number): LineMark {
    return { line: this.#marks[index * 2]!, offset: this.#marks[index * 2 + 1]! };
  }

  /** Index of the last mark whose line (part 0) or offset (part 1) is at most `value`. */
  #lastUpTo(value: number, part: 0 | 1): number {
    let low = 0;
    let high = this.#count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#marks[middle * 2 + part]! <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #mark(line: number, offset: number): void {
    if (this.#count * 2 === this.#marks.length) {
      const larger = new Float64Array(this.#marks.length * 2);
      larger.set(this.#marks);
      this.#marks = larger;
    }
    this.#marks[this.#count * 2] = line;
    this.#marks[this.#count * 2 + 1] = offset;
    this.#count++;
  }
}
