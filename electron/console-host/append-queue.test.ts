import fc from 'fast-check';
import { statSync, watch } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Problem } from '../../shared/contract/ipc.ts';
import { AppendQueue, type Append, type AppendQueueOptions } from './append-queue.ts';

let directory: string;
beforeEach(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
});
afterEach(() => fs.rm(directory, { recursive: true }));

interface Told {
  readonly trouble: (Problem | undefined)[];
  readonly lost: [number, number][];
  readonly written: number[];
}

function queueFor(file: string, more: Partial<AppendQueueOptions> = {}): { queue: AppendQueue; told: Told } {
  const told: Told = { trouble: [], lost: [], written: [] };
  const queue = new AppendQueue({
    file,
    onTrouble: (problem) => told.trouble.push(problem),
    onLost: (offset, bytes) => told.lost.push([offset, bytes]),
    onWritten: (total) => told.written.push(total),
    retryAfter: 1,
    ...more,
  });
  return { queue, told };
}

/** Stands in for a disk: takes as many bytes as `take` says, throws what it says. */
function disk(take: (wanted: number) => number | Error): { append: Append; bytes: () => Buffer } {
  const parts: Uint8Array[] = [];
  const append: Append = (chunks) => {
    const all = Buffer.concat(chunks);
    const count = take(all.length);
    if (count instanceof Error) return Promise.reject(count);
    parts.push(all.subarray(0, count));
    return Promise.resolve(Math.min(count, all.length));
  };
  return { append, bytes: () => Buffer.concat(parts) };
}

const full = (): Error => Object.assign(new Error('no space'), { code: 'ENOSPC' });

test('chunks of any size come out in order, after what was there', async () => {
  const file = path.join(directory, 'a.log');
  await fs.writeFile(file, 'before ');
  const { queue, told } = queueFor(file);
  expect(await queue.open()).toBe(7);
  const chunks = Array.from({ length: 2000 }, (_, index) => Buffer.from(`${index},`));
  for (const chunk of chunks) queue.push(chunk);
  await queue.close();
  expect(await fs.readFile(file, 'utf8')).toBe(`before ${Buffer.concat(chunks).toString()}`);
  expect(told.written.at(-1)).toBe((await fs.stat(file)).size);
  expect(told.trouble).toEqual([]);
});

test('property: a disk that takes only parts and fails now and then loses nothing and repeats nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 30 }),
      fc.array(fc.oneof(fc.nat(50), fc.constant('fail' as const)), { maxLength: 30 }),
      async (chunks, behaviour) => {
        let turn = 0;
        const { append, bytes } = disk((wanted) => {
          const what = behaviour[turn++] ?? wanted;
          return what === 'fail' ? full() : what;
        });
        const { queue } = queueFor('x', { append, retryAfter: 0 });
        await queue.open();
        for (const chunk of chunks) queue.push(chunk);
        await queue.flush();
        expect(bytes().equals(Buffer.concat(chunks))).toBe(true);
        expect(queue.total).toBe(bytes().length);
      },
    ),
    { numRuns: 60 },
  );
});

test('a full disk is told once, tried again, and nothing is dropped', async () => {
  let failures = 5;
  const { append, bytes } = disk((wanted) => (failures-- > 0 ? full() : wanted));
  const { queue, told } = queueFor('/captures/a.log', { append });
  await queue.open();
  queue.push(Buffer.from('one '));
  queue.push(Buffer.from('two'));
  await queue.flush();
  expect(bytes().toString()).toBe('one two');
  expect(told.trouble.map((problem) => problem?.code)).toEqual(['ENOSPC', undefined]);
  expect(told.trouble[0]?.message).toBe('/captures/a.log cannot be written: the disk is full.');
  expect(told.lost).toEqual([]);
});

test('a real full disk (/dev/full)', async () => {
  const file = path.join(directory, 'full.log');
  await fs.symlink('/dev/full', file);
  const { queue, told } = queueFor(file);
  await queue.open();
  queue.push(Buffer.from('lost'));
  await queue.close();
  expect(told.trouble[0]?.code).toBe('ENOSPC');
  expect(told.lost).toEqual([[0, 4]]);
});

test('a file that is deleted, with its folder, comes back with everything', async () => {
  const file = path.join(directory, 'captures', 'a.log');
  await fs.mkdir(path.dirname(file));
  const { queue, told } = queueFor(file, { lookEvery: 0 });
  await queue.open();
  queue.push(Buffer.from('before '));
  await queue.flush();
  await fs.rm(path.dirname(file), { recursive: true });
  queue.push(Buffer.from('after'));
  await queue.close();
  expect(await fs.readFile(file, 'utf8')).toBe('before after');
  expect((await fs.stat(file)).mode & 0o777).toBe(0o600);
  expect(told.trouble.map((problem) => problem?.code)).toEqual(['capture-deleted', undefined]);
  expect(told.lost).toEqual([]);
});

test('a log that is put back is never seen in part; a copy that fails is tried again', async () => {
  const file = path.join(directory, 'b.log');
  const { queue, told } = queueFor(file, { lookEvery: 0, retryAfter: 5 });
  await queue.open();
  const content = Buffer.alloc(8 * 1024 * 1024, 'line\n');
  queue.push(content);
  await queue.flush();
  await fs.rm(file);
  // The first copy fails.
  await fs.symlink('/no/such/folder', `${file}.copying`);
  const seen = new Set<number>();
  const watcher = watch(directory, () => {
    const size = statSync(file, { throwIfNoEntry: false })?.size;
    if (size !== undefined) seen.add(size);
  });
  queue.push(Buffer.from('after'));
  await queue.flush();
  await queue.close();
  watcher.close();
  expect((await fs.readFile(file)).equals(Buffer.concat([content, Buffer.from('after')]))).toBe(true);
  expect([...seen].filter((size) => size < content.length)).toEqual([]);
  expect(told.trouble.map((problem) => problem?.code)).toEqual(['ENOENT', 'capture-deleted', undefined, undefined]);
});

test('what no longer fits into memory is counted, never silently dropped', async () => {
  let works = false;
  const { append, bytes } = disk((wanted) => (works ? wanted : full()));
  const { queue, told } = queueFor('x', { append, maxWaiting: 10 });
  await queue.open();
  queue.push(Buffer.from('12345678'));
  queue.push(Buffer.from('abcdef'));
  queue.push(Buffer.from('90'));
  expect(told.lost).toEqual([[8, 6]]);
  works = true;
  await queue.flush();
  expect(bytes().toString()).toBe('1234567890');
});

test('what waits for its turn is written at once when it is urgent, and when the file is closed', async () => {
  const file = path.join(directory, 'paced.log');
  // An hour: only hurrying and closing end it.
  const { queue, told } = queueFor(file, { pace: 3_600_000 });
  await queue.open();
  queue.push(Buffer.from('one '));
  await queue.flush();
  queue.push(Buffer.from('two '));
  queue.hurry();
  await queue.flush();
  queue.push(Buffer.from('three'));
  expect(told.written).toEqual([4, 8]);
  await queue.close();
  expect(await fs.readFile(file, 'utf8')).toBe('one two three');
});
