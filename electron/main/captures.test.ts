import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CaptureLimits } from '../../shared/contract/ipc.ts';
import { linkOf } from '../../shared/notebook/write-link.ts';
import { Captures } from './captures.ts';

let directory: string;
let notebooks: string | undefined;
let limits: CaptureLimits;
let errors: string[];
let captures: Captures;
let consoles: readonly { id: string; continues?: string }[];
let released: string[];

beforeEach(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
  notebooks = path.join(directory, 'notes');
  await fs.mkdir(path.join(directory, 'captures'));
  await fs.mkdir(notebooks);
  for (const [index, id] of ['linked', 'open', 'a', 'b'].entries()) {
    const file = path.join(directory, 'captures', `${id}.log`);
    await fs.writeFile(file, 'x'.repeat(100));
    const when = new Date(Date.now() - (40 - index) * 86_400_000);
    await fs.utimes(file, when, when);
  }
  await fs.writeFile(path.join(notebooks, 'slab.md'), `# Slab\n[x](${linkOf({ at: 'console', consoleId: 'linked' })})`);
  limits = {};
  errors = [];
  consoles = [{ id: 'open' }];
  released = [];
  captures = new Captures({
    directory: path.join(directory, 'captures'),
    notebooks: () => notebooks,
    limits: () => limits,
    consoles: () => consoles,
    release: (id) => {
      released.push(id);
      return Promise.resolve();
    },
    onError: (error) => errors.push(String(error)),
  });
});
afterEach(() => fs.rm(directory, { recursive: true }));
const left = async (): Promise<string[]> => (await fs.readdir(path.join(directory, 'captures'))).sort();

test('the list says what would go, and why the others stay', async () => {
  const { captures: list, free, held } = await captures.list({ captureMaxDays: 7 });
  expect(list.map(({ id, goes }) => [id, goes])).toEqual([
    ['b', true],
    ['a', true],
    ['open', false],
    ['linked', false],
  ]);
  expect(list.at(-1)).toMatchObject({ linkedFrom: ['slab.md'], bytes: 100 });
  expect(list[2]?.isOpen).toBe(true);
  expect(free).toBeGreaterThan(0);
  expect(held).toBeUndefined();
});

test('what is linked or open is never deleted; without limits nothing is', async () => {
  expect(await captures.prune()).toEqual([]);
  limits = { captureMaxBytes: 1 };
  expect(await captures.prune()).toEqual(['a', 'b']);
  expect(await left()).toEqual(['linked.log', 'open.log']);
});

test('earlier parts of a recording that went on may go, unless a notebook names them; the last one stays', async () => {
  consoles = [{ id: 'linked' }, { id: 'a', continues: 'linked' }, { id: 'b', continues: 'a' }, { id: 'open' }];
  limits = { captureMaxBytes: 1 };
  const { captures: list } = await captures.list(limits);
  expect(list.filter(({ goes }) => goes).map(({ id, isOpen }) => [id, isOpen])).toEqual([['a', true]]);
  expect(await captures.prune()).toEqual(['a']);
  expect(released).toEqual(['a']);
  expect(await left()).toEqual(['b.log', 'linked.log', 'open.log']);
  await expect(captures.delete('linked')).rejects.toThrow(/console in the list/);
});

test('notebooks that cannot be read: nothing is deleted, and that is told once', async () => {
  limits = { captureMaxBytes: 1 };
  notebooks = path.join(directory, 'gone');
  expect(await captures.prune()).toEqual([]);
  expect(await captures.prune()).toEqual([]);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toContain('No recording is deleted');
  expect((await captures.list(limits)).held?.message).toContain('cannot be read');
  expect((await captures.list(limits)).captures.some(({ goes }) => goes)).toBe(false);
  expect(await left()).toHaveLength(4);
});

test('the user deletes one, not one that is open, and nothing else', async () => {
  await captures.delete('a');
  expect(await left()).not.toContain('a.log');
  await expect(captures.delete('open')).rejects.toThrow(/console in the list/);
  await expect(captures.delete('../notes/slab')).rejects.toThrow(/no recording/);
});
