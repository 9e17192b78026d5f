/** Searches with a real thread over real files; what they find against the plainest thing that could be right. */
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import fc from 'fast-check';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LogRow, SearchQuery, SearchStatus } from '../../../shared/contract/ipc.ts';
import { lineNumber } from '../../../shared/contract/units.ts';
import { Needle } from './needle.ts';
import { Searches } from './searches.ts';

let directory: string;
beforeAll(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      ssr: path.join(import.meta.dirname, 'search-thread.ts'),
      outDir: directory,
      emptyOutDir: false,
      rollupOptions: { output: { format: 'es', entryFileNames: 'search-thread.mjs' } },
    },
  });
}, 60_000);
afterAll(() => fs.rm(directory, { recursive: true }));

const query = (text: string, change: Partial<SearchQuery> = {}): SearchQuery => ({
  text,
  isRegex: false,
  matchCase: true,
  ...change,
});

/** A capture that is a file of lines. */
async function searchesOver(name: string, content: string, ended: boolean) {
  const file = path.join(directory, name);
  await fs.writeFile(file, content);
  const capture = {
    file,
    bytes: Buffer.byteLength(content),
    ended,
    rows: async (first: number, count: number): Promise<readonly LogRow[]> => {
      const lines = (await fs.readFile(file, 'utf8')).split('\n').slice(first - 1, first - 1 + count);
      return lines.map((text, index) => ({ line: lineNumber(first + index), text, cut: false }));
    },
  };
  let latest: SearchStatus | undefined;
  let check: () => void = () => undefined;
  const searches = new Searches({
    captureOf: () => capture,
    tell: (status) => {
      latest = status;
      check();
    },
    threadFile: path.join(directory, 'search-thread.mjs'),
  });
  const until = (isRight: (status: SearchStatus) => boolean): Promise<SearchStatus> =>
    new Promise((resolve) => {
      check = () => {
        if (latest !== undefined && isRight(latest)) resolve(latest);
      };
      check();
    });
  return { searches, until, file };
}

describe('a needle finds what trying each line finds', () => {
  const word = fc.constantFrom('a', 'b', 'ab', 'BUG: ', ' ', 'é', '\r', '(', '.', '日');
  const line = fc.array(word, { maxLength: 6 }).map((words) => words.join(''));
  const patterns = ['a', 'AB', '^a', 'b$', '[^a]b', 'a.b', 'é', '\\s', 'a|BUG', '(?=b)b', '\\bab', 'x*'];
  test.each(patterns)('%s', (pattern) => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.boolean(), fc.boolean(), (lines, isRegex, matchCase) => {
        const needle = new Needle(query(pattern, { isRegex, matchCase }));
        const found: number[] = [];
        const content = lines.map((text) => `${text}\n`).join('');
        expect(needle.scan(Buffer.from(content), (at) => found.push(at))).toBe(lines.length);
        const expected = lines.flatMap((text, index) => {
          const shown = text.endsWith('\r') ? text.slice(0, -1) : text;
          const isHit = isRegex
            ? new RegExp(pattern, matchCase ? 'm' : 'im').test(shown)
            : matchCase
              ? shown.includes(pattern)
              : shown.toLowerCase().includes(pattern.toLowerCase());
          return isHit ? [index] : [];
        });
        expect(found).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});

test('a search finds, follows and goes round', async () => {
  const { searches, until, file } = await searchesOver('grows.log', 'one\ntwo\nthree two\nfo', false);
  const { searchId } = searches.start('c', query('two'));
  await until(({ state }) => state === 'following');
  const more = 'ur\ntwo again\n';
  await fs.appendFile(file, more);
  searches.grew('c', (await fs.stat(file)).size, false);
  await until(({ found }) => found === 3);
  const { rows } = await searches.results({ searchId, first: 1, count: 10 });
  expect(rows.map(({ row, hits }) => [row.line, hits])).toEqual([
    [3, [{ from: 6, to: 9 }]],
    [5, [{ from: 0, to: 3 }]],
  ]);
  expect(searches.near({ searchId, line: lineNumber(5), direction: 'next' })).toEqual({ index: 0, line: 2 });
  expect(searches.near({ searchId, line: lineNumber(5), direction: 'previous' })).toEqual({ index: 1, line: 3 });
  expect(await searches.hits({ searchId, firstLine: lineNumber(1), count: 3 })).toHaveLength(2);
  searches.cancel({ searchId, forget: true });
});

test('a last line without newline counts when nothing comes after it', async () => {
  const { searches, until } = await searchesOver('ended.log', 'a\nneedle', true);
  searches.start('c', query('needle'));
  expect(await until(({ state }) => state === 'done')).toMatchObject({ found: 1 });
});

test('a pattern that explodes is ended, and what was found is kept', async () => {
  const content = `aaa\n${'filler\n'.repeat(200_000)}${'a'.repeat(60)}!\n`;
  const { searches, until } = await searchesOver('explodes.log', content, true);
  // Look-ahead keeps it from the linear-time engine.
  const { searchId } = searches.start('c', query('^(?=a)(a+)+$', { isRegex: true }));
  const status = await until(({ state }) => state === 'failed');
  expect(status.problem?.code).toBe('pattern-too-slow');
  expect(status.found).toBe(1);
  expect((await searches.results({ searchId, first: 0, count: 5 })).rows.map(({ row }) => row.line)).toEqual([1]);
}, 20_000);

test('a nested repetition without look-around ends by itself', async () => {
  const { searches, until } = await searchesOver('nested.log', `${'a'.repeat(5000)}!\naa\n`, true);
  searches.start('c', query('^(a+)+$', { isRegex: true }));
  expect(await until(({ state }) => state === 'done')).toMatchObject({ found: 1 });
});

test('what is no pattern is told', async () => {
  const { searches } = await searchesOver('any.log', 'x\n', true);
  expect(() => searches.start('c', query('(', { isRegex: true }))).toThrow(
    /Not a regular expression: Unterminated group/,
  );
});
