/**
 * Where a socket's bytes are read into: large pieces of memory that are used up bit by bit, so that one read takes all that
 * the kernel holds, and a byte that comes alone costs no piece of its own.
 */

/** More than a unix socket holds unread (net.core.wmem_default is 208 KiB), in bytes. */
const PIECE = 256 * 1024;
/** A read into less than this is not worth it. */
const SMALLEST = 64 * 1024;

export class ReadBuffer {
  #piece: Uint8Array = new Uint8Array(0);
  #used = 0;

  /** Where the next read may put its bytes. */
  readonly room = (): Uint8Array => {
    if (this.#piece.length - this.#used < SMALLEST) {
      this.#piece = Buffer.allocUnsafeSlow(PIECE);
      this.#used = 0;
    }
    return this.#piece.subarray(this.#used);
  };

  /** The first `count` bytes of `room` are filled. @returns them; they are never written to again */
  filled(count: number): Uint8Array {
    const from = this.#used;
    this.#used += count;
    return this.#piece.subarray(from, this.#used);
  }
}
