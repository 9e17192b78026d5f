/** Buffers to read captures into, used again and again: many captures that are read take no more memory than a few. */

/** Bytes of each. */
export const PIECE_BUFFER = 1024 * 1024;
const KEPT = 1;
const idle: Buffer[] = [];

export const takeBuffer = (): Buffer => idle.pop() ?? Buffer.allocUnsafeSlow(PIECE_BUFFER);

/** Whoever gives a buffer back must not have kept a view of it. */
export function giveBuffer(buffer: Buffer): void {
  if (idle.length < KEPT) idle.push(buffer);
}
