/** Marks against the plainest loop: every 256th line, and the first line after each MiB. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LINES_PER_MARK, LineIndex, MAX_BLOCK_STARTS } from './line-index.ts';
import { ScanMemory } from './scan/scan-memory.ts';

function plainly(content: Buffer) {
  const marks = [{ line: 1, offset: 0 }];
  let newlines = 0;
  for (let at = content.indexOf(10); at >= 0; at = content.indexOf(10, at + 1)) {
    newlines++;
    if (newlines % LINES_PER_MARK === 0 || at + 1 - marks.at(-1)!.offset >= MAX_BLOCK_STARTS)
      marks.push({ line: newlines + 1, offset: at + 1 });
  }
  return { newlines, marks };
}

/** Runs of lines, many short ones and some of a MiB or so. */
const lines = fc.oneof(
  fc.tuple(fc.nat(700), fc.nat(3)),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 400_000, max: 1_100_000 })),
);
const content = fc
  .tuple(fc.array(lines, { maxLength: 4 }), fc.boolean())
  .map(([runs, isOver]) =>
    Buffer.from(
      runs.map(([count, length]) => `${'x'.repeat(length)}\n`.repeat(count)).join('') + (isOver ? '' : 'rest'),
    ),
  );

test('marks of any content in pieces of any size', () => {
  const { room } = new ScanMemory(1_500_000);
  fc.assert(
    fc.property(
      content,
      fc.array(fc.integer({ min: 1, max: 1_500_000 }), { minLength: 1, maxLength: 5 }),
      (log, sizes) => {
        const index = new LineIndex();
        for (let at = 0, turn = 0; at < log.length; turn++) {
          const size = Math.min(sizes[turn % sizes.length]!, log.length - at);
          // Where files are read into, or any other memory.
          log.copy(room, 0, at, at + size);
          index.push(turn % 2 === 0 ? room.subarray(0, size) : log.subarray(at, at + size));
          at += size;
        }
        const { newlines, marks } = plainly(log);
        expect(index.newlines).toBe(newlines);
        expect(index.bytes).toBe(log.length);
        expect(index.lines).toBe(newlines + (log.length > 0 && log.at(-1) !== 10 ? 1 : 0));
        for (const mark of marks) expect(index.markOf(mark.line)).toEqual(mark);
        for (const [at, mark] of marks.entries()) {
          if (at > 0) expect(index.markOf(mark.line - 1)).toEqual(marks[at - 1]);
        }
      },
    ),
    { numRuns: 60 },
  );
});
