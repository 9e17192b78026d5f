/** Which line was printed or arrived at a time. By halving, not by reading everything. */
import type { LogRow } from '../../shared/contract/ipc.ts';
import { linePrefix } from '../../shared/console-log/line-prefix.ts';
import type { LineIndex } from './line-index.ts';

const NEWLINE = 0x0a;
/** Lines read at each look for a printk time. */
const PROBE = 64;
/** Lines without any printk time after which the rest counts as later. */
const MOST_SILENT = 4096;
/** Lines around the place found in which times may be out of order, as several CPUs print at once. */
const DISORDER = 64;

type ReadBytes = (from: number, count: number) => Promise<Uint8Array>;
type ReadRows = (first: number, count: number) => Promise<readonly LogRow[]>;

/** The first line that begins at an offset or after it; one more than there are when none does. */
export async function lineFrom(index: LineIndex, offset: number, read: ReadBytes): Promise<number> {
  if (offset <= 0) return 1;
  const mark = index.blockAtByte(offset - 1).from;
  // Between two marks are at most 256 lines or about a MiB, or one line that is longer.
  const bytes = await read(mark.offset, offset - mark.offset);
  let line = mark.line;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) line++;
  return bytes.at(-1) === NEWLINE ? line : line + 1;
}

/** The next line with a printk time, and that time. */
async function nextTime(
  line: number,
  last: number,
  rows: ReadRows,
): Promise<{ line: number; time: number } | undefined> {
  for (let at = line; at <= Math.min(last, line + MOST_SILENT); at += PROBE) {
    for (const row of await rows(at, Math.min(PROBE, last - at + 1))) {
      const { time } = linePrefix(row.text);
      if (time !== undefined) return { line: row.line, time };
    }
  }
  return undefined;
}

/**
 * The first line that the kernel printed at a time or later.
 * @param seconds of the kernel's clock
 * @param first line of the boot
 * @param last line of the boot
 */
export async function lineAtPrintk(
  seconds: number,
  first: number,
  last: number,
  rows: ReadRows,
): Promise<LogRow | undefined> {
  let low = first;
  let high = last + 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const found = await nextTime(middle, high - 1, rows);
    if (found === undefined || found.time >= seconds) high = middle;
    else low = found.line + 1;
  }
  const from = Math.max(first, low - DISORDER);
  for (let at = from; at <= last && at <= low + MOST_SILENT; at += PROBE) {
    for (const row of await rows(at, Math.min(PROBE, last - at + 1))) {
      const { time } = linePrefix(row.text);
      if (time !== undefined && time >= seconds) return row;
    }
  }
  return undefined;
}
