// @ts-check
/** What a flood is made of: kernel-like lines, each numbered within its chunk, and every chunk numbered. */
import { createHash } from 'node:crypto';

/** Bytes. */
export const CHUNK = 256 * 1024;
const NUMBER = 'chunk ';
const DIGITS = 20;

/** @returns a chunk to be numbered */
export function makeChunk() {
  let text = `${NUMBER}${''.padEnd(DIGITS, '0')}\n`;
  for (let n = 0; text.length < CHUNK; n += 1)
    text += `[   12.345678] ${String(n).padStart(4, '0')} a line of a flood, as long as a kernel's lines are, no report\n`;
  return Buffer.from(`${text.slice(0, CHUNK - 1)}\n`);
}

/** The n-th chunk is another one than all others, so that nothing can be lost, doubled or swapped unnoticed.
 * @param {Buffer} chunk @param {number} n */
export function numberChunk(chunk, n) {
  chunk.write(String(n).padStart(DIGITS, '0'), NUMBER.length, 'latin1');
}

/** sha256 of the first chunks. @param {number} count */
export function sha256OfChunks(count) {
  const hash = createHash('sha256');
  const chunk = makeChunk();
  for (let n = 0; n < count; n += 1) {
    numberChunk(chunk, n);
    hash.update(chunk);
  }
  return hash.digest('hex');
}
