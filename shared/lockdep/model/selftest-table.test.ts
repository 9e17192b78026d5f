/**
 * How many cells the kernel's table has, counted in a recorded boot (corpus/lab/selftest-verbose.log, Linux 6.12.117),
 * against how many we have as data. Skipped where the corpus is not there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SELFTEST_LINES, WAIT_CONTEXTS } from './selftest-cases.ts';
import { WW_LINES } from './selftest-ww.ts';

const corpus = process.env.LOCKSTEP_CORPUS ?? '/work/shared/corpus';
const file = join(corpus, 'lab/selftest-verbose.log');

/** Tests that dotest() marks as wound/wait (LOCKTYPE_WW). */
const WOUND_WAIT = 'lockclass mask: 10,';

function printedCells(log: string): { readonly good: number; readonly bad: number; readonly woundWait: number } {
  const cells = [...log.matchAll(/(?: {2}ok {2}|FAILED)\|(.*)/g)];
  return {
    good: cells.filter(([cell]) => cell.includes('ok')).length,
    bad: cells.filter(([cell]) => cell.startsWith('FAILED')).length,
    woundWait: cells.filter(([, rest]) => rest?.includes(WOUND_WAIT)).length,
  };
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

function ourCells(): { readonly all: number; readonly complaints: number } {
  let all = 0;
  let complaints = 0;
  for (const line of SELFTEST_LINES) {
    const times = (line.interrupts?.length ?? 1) * (line.permute ? factorial(line.events.length) : 1);
    const expected = Object.values(line.complains);
    all += times * expected.length;
    complaints += times * expected.filter(Boolean).length;
  }
  for (const row of Object.values(WAIT_CONTEXTS)) {
    all += row.length;
    complaints += row.split('').filter((cell) => cell === 'x').length;
  }
  return { all, complaints };
}

const why = existsSync(file) ? '' : ` (skipped: ${file} is not there)`;

describe.skipIf(why !== '')(`the self-test table as a kernel printed it${why}`, () => {
  const log = why === '' ? readFileSync(file, 'utf8') : '';

  it('has as many cells as we have', () => {
    const printed = printedCells(log);
    expect(printed).toMatchObject({ bad: 0, good: Number(/all (\d+) testcases passed/.exec(log)?.[1]) });
    expect(ourCells().all).toBe(printed.good - printed.woundWait);
    expect(Object.values(WW_LINES).flat()).toHaveLength(printed.woundWait);
  });

  it('has as many complaints among them', () => {
    const others = log.split('\n').filter((row) => row.includes('lockclass mask:') && !row.includes(WOUND_WAIT));
    // The fs_reclaim lines are printed without what was expected; one of the three complains.
    const printed = others.filter((row) => row.includes('expected: 0')).length + 1;
    expect(ourCells().complaints).toBe(printed);
    const woundWait = log.split('\n').filter((row) => row.includes(WOUND_WAIT) && row.includes('expected: 0'));
    expect(Object.values(WW_LINES).flatMap((cells) => cells.filter(([, complains]) => complains))).toHaveLength(
      woundWait.length,
    );
  });
});
