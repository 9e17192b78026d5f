/** The thread that tries patterns, over real files that grow. */
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Trigger } from '../../../shared/contract/ipc/triggers.ts';
import { Patterns } from './patterns.ts';

let directory: string;
let patterns: Patterns;
beforeAll(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
  await build({
    configFile: false,
    publicDir: false,
    ssr: { noExternal: true },
    logLevel: 'error',
    build: {
      ssr: path.join(import.meta.dirname, 'pattern-thread.ts'),
      outDir: directory,
      emptyOutDir: false,
      rollupOptions: { output: { format: 'es', entryFileNames: 'pattern-thread.mjs' } },
    },
  });
}, 60_000);
afterEach(() => patterns.close());
afterAll(() => fs.rm(directory, { recursive: true }));

const regex = (id: string, text: string, change: Partial<Trigger> = {}): Trigger => ({
  id,
  on: 'text',
  text,
  isRegex: true,
  isEnabled: true,
  ...change,
});

interface Found {
  readonly printed: [string, string, number][];
  readonly failed: [string, string][];
  readonly append: (name: string, text: string) => Promise<void>;
}

function over(triggers: readonly Trigger[]): Found {
  const printed: [string, string, number][] = [];
  const failed: [string, string][] = [];
  patterns = new Patterns({
    onPrinted: (id, { trigger, line }) => printed.push([id, trigger, line]),
    onFailed: (trigger, problem) => failed.push([trigger, problem.code]),
    onError: (error) => {
      throw error;
    },
    threadFile: path.join(directory, 'pattern-thread.mjs'),
    silentTooLong: 700,
  });
  patterns.set(triggers);
  const known = new Map<string, { bytes: number; lines: number }>();
  const append = async (name: string, text: string): Promise<void> => {
    const file = path.join(directory, `${name}.log`);
    const before = known.get(name) ?? { bytes: 0, lines: 0 };
    if (before.bytes === 0) await fs.writeFile(file, '');
    await fs.appendFile(file, text);
    const now = { bytes: before.bytes + Buffer.byteLength(text), lines: before.lines + text.split('\n').length - 1 };
    known.set(name, now);
    patterns.grew(name, name, file, now.bytes, before);
  };
  return { printed, failed, append };
}

test('lines are found where they are, in halves too; a prompt without end is tried as it stands, once', async () => {
  const { printed, append } = over([regex('n', String.raw`^\[.*\] needle\d+$`), regex('p', 'login: $')]);
  await append('a', 'one\n[  1.0] nee');
  await append('a', 'dle12\r\nthree\nboard login: ');
  await vi.waitFor(
    () =>
      expect(printed).toEqual([
        ['a', 'n', 2],
        ['a', 'p', 4],
      ]),
    { timeout: 10_000 },
  );
  await append('a', '\n[  2.0] needle5\n');
  await vi.waitFor(() => expect(printed).toHaveLength(3), { timeout: 10_000 });
  expect(printed.at(-1)).toEqual(['a', 'n', 5]);
});

test('only on the consoles it is for; megabytes at once; what was there before is left alone', async () => {
  const { printed, append } = over([]);
  await append('b', 'needle\n');
  patterns.set([regex('n', 'need+le', { consoles: ['b'] })]);
  await append('c', 'needle\n');
  await append('b', `${'hay\n'.repeat(500_000)}needle\n`);
  await vi.waitFor(() => expect(printed).toEqual([['b', 'n', 500_002]]), { timeout: 10_000 });
});

test('a pattern that explodes is switched off and told; the others go on', async () => {
  const { printed, failed, append } = over([regex('bad', '^(?=a)(a+)+$'), regex('good', 'still')]);
  await append('d', `${'a'.repeat(60)}!\nstill here\n`);
  await vi.waitFor(() => expect(failed).toEqual([['bad', 'pattern-too-slow']]), { timeout: 20_000 });
  await vi.waitFor(() => expect(printed.at(-1)).toEqual(['d', 'good', 2]), { timeout: 20_000 });
});

test('what is no pattern is told', () => {
  const { failed } = over([regex('x', '(')]);
  expect(failed).toEqual([['x', 'bad-pattern']]);
});
