/** Searches with a real thread over real files; what they find against the plainest thing that could be right. */
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import fc from 'fast-check';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LogRow, SearchQuery, SearchStatus } from '../../../shared/contract/ipc.ts';
import { lineNumber } from '../../../shared/contract/units.ts';
import { patternForLines, requiredText } from './line-pattern.ts';
import { Needle } from './needle.ts';
import { Searches, type Searched } from './searches.ts';

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
async function searchesOver(name: string, content: string | Buffer, ended: boolean) {
  const file = path.join(directory, name);
  await fs.writeFile(file, content);
  const linesOf = async (): Promise<string[]> => (await fs.readFile(file, 'latin1')).split('\n');
  const capture: Searched = {
    file,
    bytes: Buffer.byteLength(content),
    ended,
    rowsAt: async (offsets) => {
      const rows: LogRow[] = [];
      let start = 0;
      for (const [index, line] of (await linesOf()).entries()) {
        const isWanted = offsets.some((offset) => start <= offset && offset <= start + line.length);
        const text = Buffer.from(line, 'latin1').toString();
        if (isWanted) rows.push({ line: lineNumber(index + 1), text, cut: false });
        start += line.length + 1;
      }
      return rows;
    },
    startOf: async (line) => {
      const before = (await linesOf()).slice(0, line - 1);
      return before.reduce((sum, { length }) => sum + length + 1, 0);
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

/** What is found by decoding every line as rows do and trying it alone: line numbers from 0. */
function plainly(content: Buffer, { text, isRegex, matchCase }: SearchQuery): number[] {
  const lines = content.toString('latin1').split('\n');
  if (lines.at(-1) === '') lines.pop();
  const folded = (line: string): string => (matchCase ? line : line.toLowerCase());
  return lines.flatMap((bytes, index) => {
    const decoded = Buffer.from(bytes, 'latin1').toString();
    const shown = decoded.endsWith('\r') ? decoded.slice(0, -1) : decoded;
    const isHit = isRegex ? new RegExp(text, matchCase ? 'm' : 'im').test(shown) : folded(shown).includes(folded(text));
    return isHit ? [index] : [];
  });
}

describe('a needle finds what trying each line finds', () => {
  const text = fc.constantFrom('a', 'b', 'ab', 'BUG: ', ' ', 'é', '\r', '(', '.', '日', '\t', '😀', 'x1');
  const garbage = fc.constantFrom('\0', '\xff', '\xc3', '\x1b[', '\xe2\x82');
  const bytes = fc.oneof(
    { weight: 9, arbitrary: text.map((word) => Buffer.from(word)) },
    { weight: 1, arbitrary: garbage.map((word) => Buffer.from(word, 'latin1')) },
  );
  const line = fc.array(bytes, { maxLength: 6 }).map((words) => Buffer.concat(words));
  const end = fc.constantFrom('\n', '\n', '\r\n');
  const content = fc
    .tuple(fc.array(fc.tuple(line, end), { maxLength: 8 }), fc.oneof(fc.constant(Buffer.alloc(0)), line))
    .map(([lines, last]) => Buffer.concat([...lines.flatMap(([words, over]) => [words, Buffer.from(over)]), last]));
  const patterns = [
    ...[
      'a',
      'AB',
      '^a',
      'b$',
      '[^a]b',
      'a[^b]',
      'a.b',
      'é',
      'É',
      '\\s',
      'a|BUG',
      '(?=b)b',
      '\\bab',
      'x*',
      '^$',
      '$',
      '\\B',
    ],
    ...[
      'BUG: ',
      'BUG: (a|b)',
      '(?:x1)+BUG:',
      'BUG:[^:]*$',
      'a{2,}',
      'a{2}b',
      '[ab]{1,3}?$',
      '\\s{2}',
      '.{3}b',
      '(?:a{2}){2}',
      'x{0}b',
      '(?<!a)b',
      'a(?!b)',
      'b(?!\\s)',
      '\\S\\s\\S',
      '\\W$',
    ],
    ...[
      '[\\s\\d]a',
      '[ -~]{3}',
      '[^]',
      '\\x41',
      '(a)\\1',
      '(?<n>b)',
      'BUG: ?a',
      '日.',
      '^.$',
      '^..$',
      '\\r',
      '\\(',
      '\\.',
      'a\\n',
    ],
  ];
  test.each(patterns)('%s', (pattern) => {
    fc.assert(
      fc.property(content, fc.boolean(), fc.boolean(), fc.nat(3), (log, isRegex, matchCase, repeats) => {
        const wanted = query(pattern, { isRegex, matchCase });
        // Long enough for a needle to change its mind about what is faster.
        const whole = Buffer.concat(Array.from({ length: 1 + repeats * 40 }, () => log));
        const found: number[] = [];
        const lines = new Needle(wanted).scan(whole, (at) => found.push(at));
        const expected = plainly(whole, wanted);
        expect(found).toEqual(expected);
        const newlines = whole.filter((byte) => byte === 10).length;
        expect(lines).toBe(newlines + (whole.length > 0 && whole.at(-1) !== 10 ? 1 : 0));
      }),
      { numRuns: 150 },
    );
  });
});

test.each([
  ['a{3}', 'aaa'],
  ['[0-9]{2,}x', '[0-9][0-9][0-9]*x'],
  ['\\d{1,3}?', '\\d\\d{0,2}?'],
  ['b{2,2}', 'bb'],
  ['(ab){2}', '(ab){2}'],
  ['a{99}', 'a{99}'],
  ['a{0,2}b', 'a{0,2}b'],
])('%s is counted by writing it out', (pattern, written) => expect(patternForLines(pattern)).toBe(written));

describe('the text that every match holds', () => {
  test.each([
    ['BUG: \\w+', 'BUG: '],
    ['lock(ed|ing)? at', 'lock'],
    ['[a-z]+ \\[needle\\]', ' [needle]'],
    ['abc?d', undefined],
    ['abcd?e', 'abc'],
    ['abc{0,3}de+f', undefined],
    ['(?!never)word', 'word'],
    ['this|that', undefined],
    ['(this|that) one', ' one'],
    ['\\x41BCD', undefined],
  ])('%s', (pattern, text) => expect(requiredText(pattern)).toBe(text));
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
  expect(await searches.near({ searchId, line: lineNumber(5), direction: 'next' })).toEqual({ index: 0, line: 2 });
  expect(await searches.near({ searchId, line: lineNumber(5), direction: 'previous' })).toEqual({ index: 1, line: 3 });
  expect(await searches.hits({ searchId, firstLine: lineNumber(1), count: 3 })).toHaveLength(2);
  searches.cancel({ searchId, forget: true });
});

test('a last line without newline counts when nothing comes after it', async () => {
  const { searches, until } = await searchesOver('ended.log', 'a\nneedle', true);
  searches.start('c', query('needle'));
  expect(await until(({ state }) => state === 'done')).toMatchObject({ found: 1 });
});

test('a line that is being printed is found as it is now, once, and not when it says something else in the end', async () => {
  const { searches, until, file } = await searchesOver('prompt.log', 'login: root\nlogin: ', false);
  const grow = async (text: string): Promise<void> => {
    await fs.appendFile(file, text);
    searches.grew('c', (await fs.stat(file)).size, false);
  };
  const { searchId } = searches.start('c', query('login: ?$', { isRegex: true }));
  expect(await until(({ state }) => state === 'following')).toMatchObject({ found: 1, hasTail: true });
  expect((await searches.results({ searchId, first: 0, count: 10 })).rows).toMatchObject([
    { row: { line: 2 }, hits: [{ from: 0, to: 7 }] },
  ]);
  await grow('me');
  await until(({ found }) => found === 0);
  await grow('\nlogin:');
  await until(({ found }) => found === 1);
  await grow('\nlast login: ');
  expect(await until(({ found }) => found === 2)).toMatchObject({ hasTail: true });
  await grow('\nmore\n');
  const status = await until(({ hasTail }) => hasTail === undefined);
  expect(status.found).toBe(2);
  expect((await searches.results({ searchId, first: 0, count: 10 })).rows.map(({ row }) => row.line)).toEqual([3, 4]);
  searches.cancel({ searchId, forget: true });
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

test('a capture that cannot be read is told, and the next search is not hurt by it', async () => {
  const { searches, until, file } = await searchesOver('gone.log', 'a\naa\n', true);
  await fs.rename(file, `${file}.away`);
  searches.start('c', query('aa'));
  expect((await until(({ state }) => state === 'failed')).problem?.message).toMatch(/gone\.log does not exist/);
  await fs.rename(`${file}.away`, file);
  const { searchId } = searches.start('c', query('aa'));
  const status = await until((latest) => latest.searchId === searchId && latest.state === 'done');
  expect(status).toMatchObject({ found: 1 });
});

test('patterns that repeat repetitions end by themselves', async () => {
  const { searches, until } = await searchesOver('repeats.log', 'a\naa\n', true);
  for (const pattern of ['((a{1000}){1000}){1000}', '(?:(?:a?b?c?){99}){9}', '(a*)*b', '(a|a)*$']) {
    const { searchId } = searches.start('c', query(pattern, { isRegex: true }));
    expect(await until((latest) => latest.searchId === searchId && latest.state !== 'searching')).toMatchObject({
      state: 'done',
    });
  }
});

test('searches one after the other, each started while the one before looks', async () => {
  const { searches, until } = await searchesOver('typed.log', `${'hay\n'.repeat(300_000)}needles\n`, true);
  const ids = ['n', 'ne', 'need', 'needle', 'needles'].map((text) => searches.start('c', query(text)).searchId);
  const status = await until((latest) => latest.searchId === ids.at(-1) && latest.state === 'done');
  expect(status).toMatchObject({ found: 1 });
  await expect(searches.results({ searchId: ids[0]!, first: 0, count: 1 })).rejects.toThrow('over');
});

test('a line of many MiB: found once, wherever its parts are cut', async () => {
  const MIB = 1024 * 1024;
  const long = Buffer.alloc(20 * MIB, 'x');
  // Across the cut after 8 MiB, and again after it.
  long.write('needle', 8 * MIB - 3);
  long.write('needle', 12 * MIB);
  const content = Buffer.concat([Buffer.from('first\n'), long, Buffer.from('\nneedle\n'), Buffer.alloc(9 * MIB)]);
  const { searches, until } = await searchesOver('long.log', content, true);
  const { searchId } = searches.start('c', query('needle'));
  expect(await until(({ state }) => state === 'done')).toMatchObject({ found: 2 });
  const { rows } = await searches.results({ searchId, first: 0, count: 5 });
  expect(rows.map(({ row }) => row.line)).toEqual([2, 3]);
});

test('what is no pattern is told', async () => {
  const { searches } = await searchesOver('any.log', 'x\n', true);
  expect(() => searches.start('c', query('(', { isRegex: true }))).toThrow(
    /Not a regular expression: Unterminated group/,
  );
});
