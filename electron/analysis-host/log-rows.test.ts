/** Line index and rows against the plainest thing that could be right: split the whole file. */
import fc from 'fast-check';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LINES_PER_MARK, LineIndex } from './line-index.ts';
import { readRows } from './log-rows.ts';
import { readRowsAt, startOfLine } from './rows-at.ts';
import { MAX_ROW, visibleText } from './visible-text.ts';

let directory: string;
beforeAll(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
});
afterAll(() => fs.rm(directory, { recursive: true }));

/** What lines there are, without any index. */
function plainly(content: Buffer): string[] {
  const lines: string[] = [];
  let from = 0;
  for (let at = content.indexOf(10); at >= 0; at = content.indexOf(10, from)) {
    lines.push(visibleText(content.subarray(from, at), true).text);
    from = at + 1;
  }
  if (from < content.length) lines.push(visibleText(content.subarray(from), true).text);
  return lines;
}

function indexOf(content: Buffer, pieces: readonly number[]): LineIndex {
  const index = new LineIndex();
  let at = 0;
  for (const piece of pieces) {
    index.push(content.subarray(at, Math.min(at + piece, content.length)));
    at = Math.min(at + piece, content.length);
  }
  index.push(content.subarray(at));
  return index;
}

async function withFile<T>(content: Buffer, use: (handle: fs.FileHandle) => Promise<T>): Promise<T> {
  const file = path.join(directory, 'rows');
  await fs.writeFile(file, content);
  const handle = await fs.open(file);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

const rowsOf = (content: Buffer, index: LineIndex, first: number, count: number): Promise<unknown[]> =>
  withFile(content, async (handle) =>
    (await readRows(handle, index, first, count)).map(({ line, text }) => [line, text]),
  );

/** Short lines and many newlines, so that marks are crossed. */
const content = fc
  .array(fc.oneof(fc.constant('\n'), fc.string({ maxLength: 5 }), fc.constant('\r\n'), fc.constant('\n\n\n')), {
    maxLength: 1500,
    size: 'max',
  })
  .map((parts) => Buffer.from(parts.join('')));

test('property: any rows of any text in any pieces', async () => {
  await fc.assert(
    fc.asyncProperty(
      content,
      fc.array(fc.nat(700), { maxLength: 20 }),
      fc.integer({ min: 1, max: 2000 }),
      fc.integer({ min: 1, max: 600 }),
      async (bytes, pieces, first, count) => {
        const expected = plainly(bytes);
        const index = indexOf(bytes, pieces);
        expect(index.lines).toBe(expected.length);
        expect(index.bytes).toBe(bytes.length);
        const wanted = expected.slice(first - 1, first - 1 + count).map((text, at) => [first + at, text]);
        expect(await rowsOf(bytes, index, first, count)).toEqual(wanted);
      },
    ),
    { numRuns: 100 },
  );
});

test('property: from a byte to its line and back', async () => {
  await fc.assert(
    fc.asyncProperty(content, fc.array(fc.nat(8000), { maxLength: 12 }), async (bytes, wanted) => {
      const index = indexOf(bytes, []);
      const offsets = wanted.filter((offset) => offset < bytes.length).sort((a, b) => a - b);
      const lineAt = (offset: number): number => bytes.subarray(0, offset).filter((byte) => byte === 10).length + 1;
      await withFile(bytes, async (handle) => {
        const rows = await readRowsAt(handle, index, offsets);
        const all = plainly(bytes);
        expect(rows.map(({ line, text }) => [line, text])).toEqual(
          offsets.map((offset) => [lineAt(offset), all[lineAt(offset) - 1]]),
        );
        for (const line of [1, 2, 255, 256, 257, 300, Math.max(1, all.length), all.length + 1]) {
          const start = await startOfLine(handle, index, line);
          if (line > all.length) expect(start).toBe(bytes.length);
          else expect([lineAt(start), start === 0 || bytes[start - 1] === 10]).toEqual([line, true]);
        }
      });
    }),
    { numRuns: 60 },
  );
});

test('rows behind lines of many MiB', async () => {
  const long = (letter: string): string => letter.repeat(3 * 1024 * 1024);
  const bytes = Buffer.from(`${long('a')}\n${long('b')}\nshort\n${long('c')}`);
  const index = indexOf(bytes, [1_000_000, 5_000_000]);
  expect(index.lines).toBe(4);
  expect(await rowsOf(bytes, index, 1, 10)).toEqual([
    [1, 'a'.repeat(MAX_ROW)],
    [2, 'b'.repeat(MAX_ROW)],
    [3, 'short'],
    [4, 'c'.repeat(MAX_ROW)],
  ]);
  expect(await rowsOf(bytes, index, 3, 1)).toEqual([[3, 'short']]);
  await withFile(bytes, async (handle) => {
    const rows = await readRowsAt(handle, index, [5, 2_000_000, 4_000_000, 6_291_458, bytes.length - 1, bytes.length]);
    expect(rows.map(({ line, cut }) => [line, cut])).toEqual([
      [1, true],
      [1, true],
      [2, true],
      [3, false],
      [4, true],
    ]);
  });
});

test('the index is sparse', () => {
  const index = new LineIndex();
  index.push(Buffer.from('line\n'.repeat(10_000)));
  expect(index.markOf(1)).toEqual({ line: 1, offset: 0 });
  const mark = index.markOf(9_999);
  expect(9_999 - mark.line).toBeLessThan(LINES_PER_MARK);
  expect(mark.offset).toBe((mark.line - 1) * 5);
});
