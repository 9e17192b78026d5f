/**
 * Where a socket's bytes are read into: large pieces of memory that are used up bit by bit, so that one read takes all that
 * the kernel holds, and a byte that comes alone costs no piece of its own. A piece whose bytes have all been written to the
 * capture is used again: in a flood, new memory costs as much as copying into it.
 */

/** More than a unix socket holds unread (net.core.wmem_default is 208 KiB), in bytes. */
const PIECE = 256 * 1024;
/** A read into less than this is not worth it. */
const SMALLEST = 64 * 1024;
/** Pieces kept for later. */
const MOST_FREE = 32;

interface Piece {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Bytes that hold something, from its start. */
  used: number;
  /** Of these, bytes that were not given back. */
  owed: number;
  isFull: boolean;
}

const free: Piece[] = [];
const pieces = new WeakMap<ArrayBufferLike, Piece>();

function newPiece(): Piece {
  const known = free.pop();
  if (known !== undefined) return Object.assign(known, { used: 0, isFull: false });
  const bytes = Buffer.allocUnsafeSlow(PIECE);
  const piece = { bytes, used: 0, owed: 0, isFull: false };
  pieces.set(bytes.buffer, piece);
  return piece;
}

function keepIfDone(piece: Piece): void {
  if (piece.isFull && piece.owed === 0 && free.length < MOST_FREE) free.push(piece);
}

/** The memory of one source. */
export class ReadBuffer {
  #piece = newPiece();

  /** Where the next read may put its bytes. */
  readonly room = (): Uint8Array => {
    if (PIECE - this.#piece.used < SMALLEST) {
      this.#piece.isFull = true;
      keepIfDone(this.#piece);
      this.#piece = newPiece();
    }
    return this.#piece.bytes.subarray(this.#piece.used);
  };

  /** The first `count` bytes of `room` are filled. @returns them; they stay as they are until they are given back */
  filled(count: number): Uint8Array {
    const piece = this.#piece;
    const from = piece.used;
    piece.used += count;
    piece.owed += count;
    return piece.bytes.subarray(from, piece.used);
  }
}

/**
 * Nobody will look at these bytes any more. To be said once of each, by whoever has them last; bytes of other memory are
 * left alone, and what is never given back is only not used again.
 */
export function giveBack(bytes: Uint8Array): void {
  const piece = pieces.get(bytes.buffer);
  if (piece === undefined) return;
  piece.owed -= bytes.length;
  keepIfDone(piece);
}
