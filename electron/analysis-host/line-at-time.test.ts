import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LogRow } from '../../shared/contract/ipc.ts';
import { lineNumber } from '../../shared/contract/units.ts';
import { lineAtPrintk, lineFrom } from './line-at-time.ts';
import { LineIndex } from './line-index.ts';

test('the first line from an offset on is the one that counting from the start finds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(30), { maxLength: 900 }), fc.nat(20_000), async (lengths, at) => {
      const content = Buffer.from(lengths.map((length) => `${'x'.repeat(length)}\n`).join(''));
      const index = new LineIndex();
      index.push(content);
      const offset = Math.min(at, content.length);
      let start = 0;
      let line = 1;
      while (start < offset) {
        start = content.indexOf('\n', start) + 1;
        line++;
      }
      const read = (from: number, count: number) => Promise.resolve(content.subarray(from, from + count));
      expect(await lineFrom(index, offset, read)).toBe(line);
    }),
    { numRuns: 100 },
  );
});

/** Rows of lines with a printk time, or (undefined) without; counts what is read. */
function logOf(times: readonly (number | undefined)[]) {
  const it = { read: 0 };
  const rows = (first: number, count: number): Promise<readonly LogRow[]> => {
    const wanted = times.slice(first - 1, first - 1 + count);
    it.read += wanted.length;
    return Promise.resolve(
      wanted.map((time, index) => ({
        line: lineNumber(first + index),
        text: time === undefined ? 'no time' : `[${time.toFixed(6).padStart(12)}] text`,
        cut: false,
      })),
    );
  };
  return { it, rows };
}

test('a printk time is found among lines with and without one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.constant(undefined), fc.nat(5)), { minLength: 1, maxLength: 400 }),
      fc.nat(1200),
      async (steps, wanted) => {
        let now = 0;
        const times = steps.map((step) => (step === undefined ? undefined : (now += step)));
        const { rows } = logOf(times);
        const found = await lineAtPrintk(wanted, 1, times.length, rows);
        const index = times.findIndex((time) => time !== undefined && time >= wanted);
        expect(found?.line).toBe(index < 0 ? undefined : index + 1);
      },
    ),
  );
});

test('of a million lines, few are read; times out of order by a few lines do no harm', async () => {
  const times = Array.from({ length: 1_000_000 }, (_, at) => at / 100 + (at % 3 === 0 ? 0.015 : 0));
  const { it, rows } = logOf(times);
  const found = await lineAtPrintk(1234.5, 1, times.length, rows);
  expect(Math.abs(found!.line - 123_450)).toBeLessThan(4);
  expect(it.read).toBeLessThan(5000);
  expect(await lineAtPrintk(1e9, 1, times.length, rows)).toBeUndefined();
});
