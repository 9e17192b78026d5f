/**
 * The table of the kernel's locking self-test as a boot with debug_locks_verbose printed it (corpus/lab/selftest-verbose.log,
 * Linux 6.12.117), against the model: every row, its cells in their order. Skipped where the corpus is not there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { selftestCells } from './selftest-model.ts';

const corpus = process.env.LOCKSTEP_CORPUS ?? '/work/shared/corpus';
const file = join(corpus, 'lab/selftest-verbose.log');
const why = existsSync(file) ? '' : ` (skipped: ${file} is not there)`;

/** The model's cells by row, in the order of the columns: x complaint, o none. */
function ourRows(): Map<string, string> {
  const rows = new Map<string, string>();
  for (const cell of [...selftestCells()].sort((a, b) => a.column - b.column))
    rows.set(cell.row, (rows.get(cell.row) ?? '') + (cell.complains ? 'x' : 'o'));
  return rows;
}

/** The printed ones; ? where only "as expected" was printed, as for the fs_reclaim rows. Reports stand between them. */
function printedRows(log: string, names: ReadonlySet<string>): Map<string, string> {
  const lines = log
    .replaceAll('\r', '')
    .split('\n')
    .map((line) => line.replace(/^\[[^\]]*\](?:\[[^\]]*\])? ?/, ''));
  const rows = new Map<string, string>();
  let row = '';
  const from = lines.findIndex((line) => line.startsWith('| Locking API testsuite:'));
  for (const line of lines.slice(
    from,
    lines.findIndex((each) => each.includes(' testcases passed!')),
  )) {
    const name = /^ *(\S.*?):/.exec(line)?.[1]?.replace(/ +/g, ' ');
    if (name !== undefined && names.has(name)) row = name;
    for (const cell of line.matchAll(/(?: {2}ok {2}|FAILED)\|(?: lockclass mask: \w+, debug_locks: (\d))?/g))
      rows.set(row, (rows.get(row) ?? '') + (cell[1] === undefined ? '?' : cell[1] === '0' ? 'x' : 'o'));
  }
  return rows;
}

describe.skipIf(why !== '')(`the self-test table as a kernel printed it${why}`, () => {
  it('has the model’s outcome in every cell of every row', () => {
    const ours = ourRows();
    const printed = printedRows(readFileSync(file, 'latin1'), new Set(ours.keys()));
    expect([...printed.values()].join('')).toHaveLength(394);
    const unsaid = [...printed].filter(([, cells]) => cells.includes('?')).map(([row]) => row);
    expect(unsaid).toEqual(['correct nesting', 'wrong nesting', 'protected nesting']);
    for (const row of unsaid) printed.set(row, ours.get(row)!);
    expect(printed).toEqual(ours);
  });
});
