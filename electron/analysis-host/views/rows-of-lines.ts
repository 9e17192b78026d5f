/** Rows of lines that may be far apart. */
import type { LogRow } from '../../../shared/contract/ipc.ts';

/** Lines that are read together although nobody wants those between. */
const NEAR = 48;
const AT_ONCE = 1000;

export interface HasRows {
  rows(first: number, count: number): Promise<readonly LogRow[]>;
}

/**
 * @param lines ascending
 * @returns by line; without those that are not there
 */
export async function rowsOfLines(capture: HasRows, lines: readonly number[]): Promise<ReadonlyMap<number, LogRow>> {
  const rows = new Map<number, LogRow>();
  for (let at = 0; at < lines.length;) {
    const first = lines[at]!;
    let last = first;
    while (at < lines.length && lines[at]! - last <= NEAR && lines[at]! - first < AT_ONCE) last = lines[at++]!;
    for (const row of await capture.rows(first, last - first + 1)) rows.set(row.line, row);
  }
  return rows;
}
