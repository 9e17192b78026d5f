/** From a byte of a capture to its line. */
import type { FileHandle } from 'node:fs/promises';
import type { LineIndex } from './line-index.ts';

const PIECE = 64 * 1024;
const NEWLINE = 0x0a;

/** @returns the line, from 1, that holds a byte; the last one for what was not read yet */
export async function lineAt(handle: FileHandle, index: LineIndex, offset: number): Promise<number> {
  let low = 1;
  let high = Math.max(1, index.lines);
  // The last line whose mark is not after the byte.
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (index.markOf(middle).offset <= offset) low = middle;
    else high = middle - 1;
  }
  const mark = index.markOf(low);
  let line = mark.line;
  const end = Math.min(offset, index.bytes);
  for (let at = mark.offset; at < end;) {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(PIECE), 0, Math.min(PIECE, end - at), at);
    if (bytesRead === 0) break;
    const piece = buffer.subarray(0, bytesRead);
    for (let found = piece.indexOf(NEWLINE); found >= 0; found = piece.indexOf(NEWLINE, found + 1)) line++;
    at += bytesRead;
  }
  return Math.min(line, Math.max(1, index.lines));
}
