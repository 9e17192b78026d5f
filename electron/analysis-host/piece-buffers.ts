/**
 * Buffers to read captures into, used again and again. A few for all: each is memory of WebAssembly, of which a process of
 * Electron's gets about a hundred at most, and a workbench that is opened again reads hundreds of captures at once.
 */
import { ScanMemory } from './scan/scan-memory.ts';

/** Bytes of each: few enough for the processor's cache. */
export const PIECE_BUFFER = 256 * 1024;
/** In use at a time; more than one, as a slow disk may keep one waiting. */
const MOST = 4;
/** Kept while nobody reads. */
const KEPT = 1;

type Waiting = (buffer: Buffer) => void;

export class PieceBuffers {
  readonly #make: () => Buffer;
  readonly #idle: Buffer[] = [];
  /** A console that printed a line, and a recording that is read from its start: every other one is one of the former. */
  readonly #waiting: { readonly little: Waiting[]; readonly much: Waiting[] } = { little: [], much: [] };
  #isTurnOfLittle = true;
  #inUse = 0;

  constructor(make: () => Buffer) {
    this.#make = make;
  }

  /**
   * To be given back soon: others wait.
   * @param behind bytes there are to read
   */
  take(behind: number): Buffer | Promise<Buffer> {
    if (this.#inUse < MOST) {
      this.#inUse++;
      return this.#idle.pop() ?? this.#make();
    }
    return new Promise((resolve) => this.#waiting[behind <= PIECE_BUFFER ? 'little' : 'much'].push(resolve));
  }

  /** Whoever gives a buffer back must not have kept a view of it. */
  give(buffer: Buffer): void {
    const { little, much } = this.#waiting;
    const next = this.#isTurnOfLittle ? (little.shift() ?? much.shift()) : (much.shift() ?? little.shift());
    this.#isTurnOfLittle = !this.#isTurnOfLittle;
    if (next !== undefined) {
      next(buffer);
      return;
    }
    this.#inUse--;
    this.#idle.push(buffer);
    if (this.#inUse === 0) this.#idle.splice(KEPT);
  }
}

/** In memory that can be looked through fast. */
export const pieceBuffers = new PieceBuffers(() => new ScanMemory(PIECE_BUFFER).room);
