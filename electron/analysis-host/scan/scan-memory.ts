/**
 * Memory that can be looked through faster than Node's own `indexOf` does it: scan.wat has the loops. Whoever reads a file
 * reads it into `room`, so that nothing is copied; other buffers are copied into a memory that is kept for that.
 *
 *     0          needle, 3 rows (see scan.wat)
 *     FOUND      addresses found
 *     STARTS     starts of lines gathered
 *     roomAt     room, and behind it what a scan may read without looking
 *     textAt     lines gathered
 */
import { ascii, rarity } from './byte-rarity.ts';
import { SCAN_CODE } from './scan-code.ts';

/** Longest needle. */
export const MOST_NEEDLE = 4096;
const ROW = 16;
const FOUND = 3 * (MOST_NEEDLE + ROW);
/** Addresses that one call finds. */
const MOST_FOUND = 8192;
const STARTS = FOUND + MOST_FOUND * 4;
/** A scan reads so far behind the end, and before the start. */
const SLACK = MOST_NEEDLE + 64;
const PAGE = 65_536;

/** scan.wat's, which says what they do. */
interface ScanCode {
  readonly next: WebAssembly.Global;
  find(
    from: number,
    end: number,
    length: number,
    bytes: number,
    fold: number,
    mask: number,
    probe1: number,
    probe2: number,
    out: number,
    most: number,
  ): number;
  gather(from: number, end: number, hits: number, count: number, text: number, starts: number): number;
  nth(from: number, end: number, n: number): number;
}

const rowOf = (length: number): number => Math.ceil(length / ROW) * ROW;

let compiled: WebAssembly.Module | undefined;
/** By the memory of their rooms. */
const memories = new WeakMap<ArrayBufferLike, ScanMemory>();

/** What is looked for: the bytes of a text, letters of ASCII in either case if `anyCase`. */
export class ByteNeedle {
  readonly bytes: Buffer;
  readonly fold: Buffer;
  /** The two bytes that are looked for first: the rarest ones. */
  readonly probes: readonly [number, number];

  /** @param bytes 1 to `MOST_NEEDLE` of them */
  constructor(bytes: Buffer, anyCase: boolean) {
    const isLetter = (byte: number): boolean => anyCase && ascii.isLetter(byte);
    this.fold = Buffer.from(bytes.map((byte) => (isLetter(byte) ? ascii.CASE : 0)));
    this.bytes = Buffer.from(bytes.map((byte, index) => byte | this.fold[index]!));
    const byRarity = [...bytes.keys()].sort(
      (a, b) => rarity(this.bytes[a]!, isLetter(bytes[a]!)) - rarity(this.bytes[b]!, isLetter(bytes[b]!)),
    );
    this.probes = [byRarity[0]!, byRarity[1] ?? byRarity[0]!];
  }
}

/** Lines of a piece, one behind the other; valid until the next call. */
export interface GatheredLines {
  readonly text: Buffer;
  /** Where each begins in `text`. */
  readonly starts: Int32Array;
  /** Offset in the piece of the needle in a line, by the line's index. */
  readonly hitOf: (index: number) => number;
}

export class ScanMemory {
  /** Where bytes to look through are read into. */
  readonly room: Buffer;
  readonly #code: ScanCode;
  readonly #all: Buffer;
  readonly #found: Int32Array;
  readonly #starts: Int32Array;
  readonly #roomAt = STARTS + MOST_FOUND * 4 + SLACK;
  readonly #textAt: number;
  #needle: ByteNeedle | undefined;

  /** @param size of the room, in bytes */
  constructor(size: number) {
    this.#textAt = this.#roomAt + size + SLACK;
    const memory = new WebAssembly.Memory({ initial: Math.ceil((this.#textAt + size) / PAGE) });
    compiled ??= new WebAssembly.Module(Buffer.from(SCAN_CODE, 'base64'));
    const { exports } = new WebAssembly.Instance(compiled, { host: { memory } });
    this.#code = exports as unknown as ScanCode;
    this.#all = Buffer.from(memory.buffer);
    this.#found = new Int32Array(memory.buffer, FOUND, MOST_FOUND);
    this.#starts = new Int32Array(memory.buffer, STARTS, MOST_FOUND);
    this.room = this.#all.subarray(this.#roomAt, this.#roomAt + size);
    memories.set(memory.buffer, this);
  }

  /**
   * The lines with a needle in them, one hit each: its first, as an offset in `piece`.
   * @param piece a part of the room
   */
  find(piece: Buffer, needle: ByteNeedle, onHit: (at: number) => void): void {
    this.#each(piece, needle, (count) => {
      for (let index = 0; index < count; index++) onHit(this.#found[index]! - piece.byteOffset);
    });
  }

  /** Offset of the first needle in `piece`, a part of the room; -1 when there is none. */
  first(piece: Buffer, needle: ByteNeedle): number {
    return this.#findFrom(piece.byteOffset, piece, needle, 1) === 0 ? -1 : this.#found[0]! - piece.byteOffset;
  }

  /**
   * The lines with a needle in them, copied one behind the other, some thousands at a time.
   * @param piece whole lines: a part of the room
   */
  gather(piece: Buffer, needle: ByteNeedle, onLines: (lines: GatheredLines) => void): void {
    const end = piece.byteOffset + piece.length;
    this.#each(piece, needle, (count) => {
      const bytes = this.#code.gather(piece.byteOffset, end, FOUND, count, this.#textAt, STARTS);
      onLines({
        text: this.#all.subarray(this.#textAt, this.#textAt + bytes),
        starts: this.#starts.subarray(0, count),
        hitOf: (index) => this.#found[index]! - piece.byteOffset,
      });
    });
  }

  /**
   * Count newlines, up to a number of them.
   * @param from offset in `piece`, a part of the room
   * @returns how many, and the offset behind the `most`-th one, undefined when there are fewer
   */
  newlines(piece: Buffer, from: number, most: number): { readonly count: number; readonly behind: number | undefined } {
    const { byteOffset } = piece;
    const behind = this.#code.nth(byteOffset + from, byteOffset + piece.length, most);
    return { count: this.#code.next.value as number, behind: behind === 0 ? undefined : behind - byteOffset };
  }

  #each(piece: Buffer, needle: ByteNeedle, onFound: (count: number) => void): void {
    const end = piece.byteOffset + piece.length;
    for (let from = piece.byteOffset; from < end;) {
      const count = this.#findFrom(from, piece, needle, MOST_FOUND);
      from = this.#code.next.value as number;
      if (count > 0) onFound(count);
    }
  }

  /** @param from address of the byte to begin with. @returns how many were found */
  #findFrom(from: number, piece: Buffer, needle: ByteNeedle, most: number): number {
    this.#set(needle);
    const { length } = needle.bytes;
    const row = rowOf(length);
    const end = piece.byteOffset + piece.length;
    return this.#code.find(from, end, length, 0, row, 2 * row, ...needle.probes, FOUND, most);
  }

  #set(needle: ByteNeedle): void {
    if (this.#needle === needle) return;
    this.#needle = needle;
    const { length } = needle.bytes;
    const row = rowOf(length);
    this.#all.fill(0, 0, 3 * row);
    needle.bytes.copy(this.#all, 0);
    needle.fold.copy(this.#all, row);
    this.#all.fill(0xff, 2 * row, 2 * row + length);
  }
}

let scratch: ScanMemory | undefined;

/** The bytes in a memory that can be looked through: where they are, or a copy. Valid until the next call. */
export function inScanMemory(bytes: Buffer): { readonly memory: ScanMemory; readonly piece: Buffer } {
  const memory = memories.get(bytes.buffer);
  if (memory !== undefined) return { memory, piece: bytes };
  if (scratch === undefined || scratch.room.length < bytes.length) {
    scratch = new ScanMemory(Math.max(64 * 1024, 2 ** Math.ceil(Math.log2(Math.max(1, bytes.length)))));
  }
  bytes.copy(scratch.room);
  return { memory: scratch, piece: scratch.room.subarray(0, bytes.length) };
}
