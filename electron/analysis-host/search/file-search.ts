/**
 * One search through one file, in the thread: whole lines in pieces. They are read without letting others have a turn, as
 * waiting for a turn takes longer than reading a piece that is in memory.
 */
import * as fs from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { ScanMemory } from '../scan/scan-memory.ts';
import { FoundOffsets } from './found-offsets.ts';
import { Needle, type Hit } from './needle.ts';
import type { SearchTask } from './search-messages.ts';

/** Bytes looked through at once: few enough for the processor's cache. */
const PIECE = 256 * 1024;
/** A line longer than this is looked through in parts. */
const LONGEST_LINE = 8 * 1024 * 1024;
/** A line that is being printed is looked at while it is no longer than this: a prompt is short. */
const LONGEST_TAIL = 64 * 1024;
/** Signs of life, and turns of others, are this far apart, in milliseconds, but never closer than a piece. */
const TELL_EVERY = 20;
const NEWLINE = 0x0a;

/** Whole lines; at the end of the file the last one too, and a part of one that is too long. */
interface Piece {
  readonly bytes: Buffer;
  readonly from: number;
}

/** @see SearchNews */
export type TellSearched = (
  bytes: number,
  found: Float64Array<ArrayBuffer>,
  isIdle: boolean,
  tail: number | undefined,
) => void;

export class FileSearch {
  readonly #file: string;
  readonly #needle: Needle;
  readonly #tell: TellSearched;
  readonly #found = new FoundOffsets();
  #known = 0;
  #ended = false;
  /** Bytes looked through. */
  #done = 0;
  /** The line that `#done` is in the middle of was found. */
  #isFound = false;
  #isStopped = false;
  #running: Promise<void> | undefined;
  #toldAt = 0;
  #fd: number | undefined;
  #memory: ScanMemory | undefined;

  /** @throws SyntaxError when the pattern is not one */
  constructor({ file, query }: SearchTask, tell: TellSearched) {
    this.#file = file;
    this.#needle = new Needle(query);
    this.#tell = tell;
  }

  /** The file has `bytes` bytes now. Resolves when they are looked through; rejects with what is wrong with the file. */
  grew(bytes: number, ended: boolean): Promise<void> {
    this.#known = bytes;
    this.#ended = ended;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  hits(texts: readonly string[]): (readonly Hit[])[] {
    return texts.map((text) => this.#needle.hits(text));
  }

  /** Nothing is told any more; resolves when the file is closed. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running?.catch(() => undefined);
    if (this.#fd !== undefined) fs.closeSync(this.#fd);
    this.#fd = undefined;
  }

  async #run(): Promise<void> {
    // Again when the file has grown while its end was looked at.
    for (let known = -1, ended = !this.#ended; known !== this.#known || ended !== this.#ended;) {
      [known, ended] = [this.#known, this.#ended];
      await this.#lookThrough();
      if (this.#isStopped) return;
    }
    this.#tellFound(true, this.#lookAtTail());
  }

  async #lookThrough(): Promise<void> {
    for (let piece = this.#read(); piece !== undefined && !this.#isStopped; piece = this.#read()) {
      // A line that is cut goes on a little before the cut, so that nothing is missed there.
      const end = piece.from + piece.bytes.length;
      const isCut = piece.bytes.at(-1) !== NEWLINE && end < this.#known;
      this.#look(piece);
      this.#done = end - (isCut ? this.#needle.overlap : 0);
      if (performance.now() - this.#toldAt < TELL_EVERY) continue;
      this.#tellFound(false);
      await turn();
    }
  }

  /** The next bytes to look through; undefined while there is no whole line. */
  #read(): Piece | undefined {
    const from = this.#done;
    this.#fd ??= fs.openSync(this.#file, 'r');
    for (let wanted = PIECE; from < this.#known; wanted *= 2) {
      if (this.#memory === undefined || this.#memory.room.length < wanted) this.#memory = new ScanMemory(wanted);
      const { room } = this.#memory;
      const bytesRead = fs.readSync(this.#fd, room, 0, Math.min(wanted, this.#known - from), from);
      if (bytesRead === 0) return undefined;
      const isLast = from + bytesRead >= this.#known;
      let whole = room.subarray(0, bytesRead).lastIndexOf(NEWLINE) + 1;
      if (isLast && this.#ended) whole = bytesRead;
      else if (whole === 0) {
        // No end of a line in sight.
        if (bytesRead < LONGEST_LINE) {
          if (isLast) return undefined;
          continue;
        }
        whole = bytesRead;
      }
      return { bytes: room.subarray(0, whole), from };
    }
    return undefined;
  }

  #look({ bytes, from }: Piece): void {
    // The first line was begun, and found, before.
    const isBegun = this.#isFound;
    const skipped = isBegun ? bytes.indexOf(NEWLINE) : -1;
    let last = -1;
    this.#needle.find(bytes, (at) => {
      if (isBegun && (skipped < 0 || at <= skipped)) return;
      this.#found.add(from + at);
      last = at;
    });
    const end = bytes.lastIndexOf(NEWLINE);
    this.#isFound = end < bytes.length - 1 && (last > end || (isBegun && end < 0));
  }

  /** The line that is being printed, as it is now: one byte of it if it matches. It is looked at again when it is over. */
  #lookAtTail(): number | undefined {
    const from = this.#done;
    const count = this.#known - from;
    if (this.#ended || this.#isFound || count <= 0 || count > LONGEST_TAIL || this.#fd === undefined) return undefined;
    this.#memory ??= new ScanMemory(PIECE);
    const { room } = this.#memory;
    const bytesRead = fs.readSync(this.#fd, room, 0, count, from);
    let tail: number | undefined;
    this.#needle.find(room.subarray(0, bytesRead), (at) => (tail ??= from + at));
    return tail;
  }

  #tellFound(isIdle: boolean, tail?: number): void {
    this.#toldAt = performance.now();
    this.#tell(this.#done, this.#found.take(), isIdle, tail);
  }
}
