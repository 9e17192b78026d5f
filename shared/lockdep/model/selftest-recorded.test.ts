/**
 * The model against the kernel's own table as our kernel printed it, row by row and column by column
 * (scripts/lab-selftest.mjs records it).
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { selftestCells } from './selftest-model.ts';

const Recording = z.object({
  kernel: z.string(),
  verdict: z.string(),
  rows: z.array(z.tuple([z.string(), z.string()])),
});
const recording = Recording.parse(JSON.parse(readFileSync(new URL('./selftest-6.12.json', import.meta.url), 'utf8')));

const cells = selftestCells();
const place = (row: string, column: number): string => `${row}, column ${column}`;

/** Every printed cell: x complaint, o none, ? printed as expected without saying what. */
const printed = new Map(
  recording.rows.flatMap(([row, line]) =>
    Array.from(line).flatMap((cell, column) => (cell === ' ' ? [] : [[place(row, column), cell] as const])),
  ),
);

describe('the kernel’s locking self-test', () => {
  it(`${recording.kernel} printed exactly these cells`, () => {
    expect(recording.verdict).toContain(`all ${cells.length} testcases passed`);
    expect(cells.map(({ row, column }) => place(row, column)).sort()).toEqual([...printed.keys()].sort());
  });

  it('and in each of them the outcome that the model has', () => {
    const differing = cells.filter(({ row, column, complains }) => {
      const cell = printed.get(place(row, column));
      return cell !== '?' && cell !== (complains ? 'x' : 'o');
    });
    expect(differing).toEqual([]);
    // fs_reclaim: the kernel prints only that the outcome was the expected one.
    const unsaid = cells.filter(({ row, column }) => printed.get(place(row, column)) === '?');
    expect(unsaid.map(({ row }) => row).sort()).toEqual(['correct nesting', 'protected nesting', 'wrong nesting']);
  });
});
