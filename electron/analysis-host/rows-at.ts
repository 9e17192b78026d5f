/** From a byte of a capture to its line and back, with the help of its line index. */
import type { FileHandle } from 'node:fs/promises';
import type { LogRow } from '../../shared/contract/ipc.ts';
import { MAX_BLOCK_STARTS, type LineIndex } from './line-index.ts';
import { readRows, type ArrivalOf } from './log-rows.ts';

const PIECE = 64 * 1024;
const NEWLINE = 0x0a;

/** A line by its number, and where it begins. */
interface Place {
  readonly line: number;
  readonly start: number;
}

/**
 * Walk over line starts from the mark before on, until `isThere` holds for the next start.
 * @returns the last line that begins before that
 */
async function walk(
  handle: FileHandle,
  from: Place,
  end: number,
  buffer: Buffer,
  isThere: (next: Place) => boolean,
): Promise<Place> {
  let { line, start } = from;
  for (let offset = start; offset < end;) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, end - offset), offset);
    if (bytesRead === 0) break;
    const piece = buffer.subarray(0, bytesRead);
    for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, at + 1)) {
      const next = { line: line + 1, start: offset + at + 1 };
      if (next.start >= end || isThere(next)) return { line, start };
      ({ line, start } = next);
    }
    offset += bytesRead;
  }
  return { line, start };
}

/**
 * The rows that hold some bytes.
 * @param offsets ascending; what lies beyond the end is left out
 */
export async function readRowsAt(
  handle: FileHandle,
  index: LineIndex,
  offsets: readonly number[],
  arrivalOf?: ArrivalOf,
): Promise<readonly LogRow[]> {
  const buffer = Buffer.allocUnsafe(PIECE);
  const rows: LogRow[] = [];
  let before: Place | undefined;
  for (const offset of offsets) {
    if (offset >= index.bytes) break;
    const mark = index.blockAtByte(offset).from;
    const from: Place =
      before !== undefined && before.start >= mark.offset ? before : { line: mark.line, start: mark.offset };
    // In a line that goes on for long, the byte may be far behind its start.
    const end = Math.min(offset + 1, mark.offset + MAX_BLOCK_STARTS);
    const place = await walk(handle, from, end, buffer, () => false);
    before = place;
    rows.push(...(await readRows(handle, index, place.line, 1, arrivalOf, { line: place.line, offset: place.start })));
  }
  return rows;
}

/** Offset of the first byte of a line; the number of bytes when there is no such line. */
export async function startOfLine(handle: FileHandle, index: LineIndex, line: number): Promise<number> {
  if (line > index.lines) return index.bytes;
  const mark = index.markOf(Math.max(1, line));
  if (mark.line >= line) return mark.offset;
  const place = await walk(
    handle,
    { line: mark.line, start: mark.offset },
    index.bytes,
    Buffer.allocUnsafe(PIECE),
    (next) => next.line > line,
  );
  return place.start;
}
