/** Lines N..M of a capture file, with the help of its line index. */
import type { FileHandle } from 'node:fs/promises';
import type { LogRow } from '../../shared/contract/ipc.ts';
import { epochMilliseconds, lineNumber } from '../../shared/contract/units.ts';
import type { LineIndex, LineMark } from './line-index.ts';
import { MAX_ROW_BYTES, visibleText } from './visible-text.ts';

const PIECE = 64 * 1024;
const NEWLINE = 0x0a;

/** What is kept of the line that is being read: at most `MAX_ROW_BYTES`. */
interface Partial {
  readonly parts: Buffer[];
  length: number;
  isWhole: boolean;
}
const emptyLine = (): Partial => ({ parts: [], length: 0, isWhole: true });

/** @param isCopied the buffer of `bytes` is about to be used again */
function keep(line: Partial, bytes: Buffer, isCopied: boolean): void {
  const room = MAX_ROW_BYTES - line.length;
  if (bytes.length > room) line.isWhole = false;
  if (room <= 0 || bytes.length === 0) return;
  const kept = bytes.subarray(0, room);
  line.parts.push(isCopied ? Buffer.from(kept) : kept);
  line.length += kept.length;
}

/** µs since 1970 when the byte at an offset arrived, as far as known. */
export type ArrivalOf = (offset: number) => number | undefined;

/**
 * Read rows.
 * @param first line to begin with, from 1
 * @param count rows at most
 * @param begin a line at or before the first one, and where it begins
 * @returns fewer rows than asked for at the end of the file
 */
export async function readRows(
  handle: FileHandle,
  index: LineIndex,
  first: number,
  count: number,
  arrivalOf: ArrivalOf = () => undefined,
  begin: LineMark = index.markOf(first),
): Promise<readonly LogRow[]> {
  const end = index.bytes;
  const last = Math.min(first + count - 1, index.lines);
  const rows: LogRow[] = [];
  if (first > last) return rows;
  let { line, offset } = begin;
  let start = offset;
  const buffer = Buffer.allocUnsafe(Math.min(PIECE, end - offset));
  let partial = emptyLine();

  const finish = (next: number): void => {
    if (line >= first) {
      const arrival = arrivalOf(start);
      const arrivedAt = arrival === undefined ? undefined : epochMilliseconds(arrival / 1000);
      rows.push({ line: lineNumber(line), ...toRow(partial), arrivedAt });
    }
    start = next;
    line++;
    partial = emptyLine();
  };

  while (line <= last && offset < end) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(PIECE, end - offset), offset);
    if (bytesRead === 0) break;
    const piece = buffer.subarray(0, bytesRead);
    let from = 0;
    while (line <= last) {
      const at = piece.indexOf(NEWLINE, from);
      const stop = at < 0 ? piece.length : at;
      if (line >= first) keep(partial, piece.subarray(from, stop), at < 0);
      if (at < 0) break;
      finish(offset + at + 1);
      from = at + 1;
    }
    offset += bytesRead;
    // The rest of a line of many MiB is not read when the start of the next one is known.
    const next = partial.isWhole ? undefined : index.markOf(line + 1);
    if (!partial.isWhole && line === index.lines) offset = end;
    else if (next?.line === line + 1 && next.offset > offset) {
      finish(next.offset);
      offset = next.offset;
    }
  }
  // A last line without newline.
  if (line <= last && offset >= end) finish(end);
  return rows;
}

const toRow = ({ parts, isWhole }: Partial): { text: string; cut: boolean } =>
  visibleText(parts.length === 1 ? parts[0]! : Buffer.concat(parts), isWhole);
