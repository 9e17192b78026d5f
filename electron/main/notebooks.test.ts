/** A real folder, with another editor in it. */
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { epochMilliseconds } from '../../shared/contract/units.ts';
import { Notebooks, slugOf } from './notebooks.ts';

let directory: string;
let notebooks: Notebooks;
let changed: string[];
beforeEach(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
  changed = [];
  notebooks = new Notebooks((file) => changed.push(file));
  notebooks.setDirectory(directory);
});
afterEach(async () => {
  notebooks.close();
  await fs.rm(directory, { recursive: true });
});

test('create, write, read, list', async () => {
  const info = await notebooks.create('Slab deadlock: mm/slub.c?');
  expect(info).toMatchObject({ file: 'slab-deadlock-mm-slub-c.md', title: 'Slab deadlock: mm/slub.c?' });
  expect((await notebooks.create('Slab deadlock: mm/slub.c?')).file).toBe('slab-deadlock-mm-slub-c-2.md');
  const { text, modifiedAt } = await notebooks.read(info.file);
  expect(text).toBe('# Slab deadlock: mm/slub.c?\n\n');
  const written = await notebooks.write(info.file, '# New title\n\nwörds\n', modifiedAt);
  expect(await notebooks.read(info.file)).toEqual({ text: '# New title\n\nwörds\n', modifiedAt: written.modifiedAt });
  expect((await notebooks.list()).map(({ title }) => title).sort()).toEqual(['New title', 'Slab deadlock: mm/slub.c?']);
  expect(await fs.readdir(directory)).toHaveLength(2);
});

test('what another editor wrote is never overwritten', async () => {
  const { file, modifiedAt } = await notebooks.create('a');
  await fs.writeFile(path.join(directory, file), 'theirs');
  await expect(notebooks.write(file, 'ours', modifiedAt)).rejects.toMatchObject({ problem: { code: 'conflict' } });
  expect(await fs.readFile(path.join(directory, file), 'utf8')).toBe('theirs');
  await notebooks.write(file, 'ours after all', undefined);
  expect(await fs.readFile(path.join(directory, file), 'utf8')).toBe('ours after all');
});

test('of two writes from the same state the second is a conflict', async () => {
  const { file, modifiedAt } = await notebooks.create('a');
  const results = await Promise.allSettled([
    notebooks.write(file, 'first', modifiedAt),
    notebooks.write(file, 'second', modifiedAt),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect((await notebooks.read(file)).text).toBe('first');
});

test('a deleted notebook comes back when it is written', async () => {
  const { file, modifiedAt } = await notebooks.create('a');
  await fs.rm(path.join(directory, file));
  await notebooks.write(file, 'still here', modifiedAt);
  expect((await notebooks.read(file)).text).toBe('still here');
});

test('changes by others are told, our own are not', async () => {
  const { file, modifiedAt } = await notebooks.create('a');
  await notebooks.write(file, 'ours', modifiedAt);
  await fs.writeFile(path.join(directory, 'other.md'), 'theirs');
  await expect.poll(() => changed).toEqual(['other.md']);
  await fs.appendFile(path.join(directory, file), 'theirs too');
  await expect.poll(() => changed).toEqual(['other.md', file]);
  await fs.writeFile(path.join(directory, 'not-a-notebook.txt'), 'x');
  await fs.rm(path.join(directory, 'other.md'));
  await expect.poll(() => changed).toEqual(['other.md', file, 'other.md']);
});

test('names that lead elsewhere are refused', async () => {
  const outside = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-outside-'));
  await fs.writeFile(path.join(outside, 'secret.md'), 'secret');
  await fs.symlink(path.join(outside, 'secret.md'), path.join(directory, 'link.md'));
  for (const name of ['../x.md', '/etc/x.md', 'a/b.md', '..', '.hidden.md', 'x.txt', 'link.md', 'a\\b.md', 'a\0.md']) {
    await expect(notebooks.read(name), name).rejects.toThrow();
    await expect(notebooks.write(name, 'x', undefined), name).rejects.toThrow();
  }
  expect(await fs.readFile(path.join(outside, 'secret.md'), 'utf8')).toBe('secret');
  await fs.rm(outside, { recursive: true });
});

test('without a folder there are none, and making one says what to do', async () => {
  notebooks.setDirectory(undefined);
  expect(await notebooks.list()).toEqual([]);
  await expect(notebooks.create('a')).rejects.toMatchObject({ problem: { code: 'no-notebook-folder' } });
  notebooks.setDirectory(path.join(directory, 'new', 'folder'));
  await expect(notebooks.list()).resolves.toEqual([]);
  const { file } = await notebooks.create('made');
  await fs.writeFile(path.join(directory, 'new', 'folder', file), 'theirs');
  await expect.poll(() => changed).toEqual([file]);
});

test('a failed write leaves neither half a file nor a temporary one', async () => {
  const { file } = await notebooks.create('a');
  await expect(notebooks.write(file, 'x', epochMilliseconds(1))).rejects.toMatchObject({
    problem: { code: 'conflict' },
  });
  expect(await fs.readdir(directory)).toEqual([file]);
});

test('file names of titles', () => {
  expect(slugOf('  Größe / Ünïcode — 死锁  ')).toBe('größe-ünïcode-死锁');
  expect(slugOf('../../etc/passwd')).toBe('etc-passwd');
  expect(slugOf('???')).toBe('notebook');
  expect(Buffer.byteLength(slugOf('死'.repeat(200)))).toBeLessThanOrEqual(200);
});
