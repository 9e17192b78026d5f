import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pruneCaptures } from './retention.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 20);
let directory: string;
beforeEach(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
  for (const [id, bytes, days] of [
    ['old', 100, 30],
    ['middle', 100, 10],
    ['new', 100, 1],
  ] as const) {
    for (const end of ['log', 'events.ndjson'])
      await fs.writeFile(path.join(directory, `${id}.${end}`), 'x'.repeat(bytes));
    await fs.utimes(path.join(directory, `${id}.log`), new Date(NOW), new Date(NOW - days * DAY));
  }
  await fs.writeFile(path.join(directory, 'Notes of mine.log'), 'x');
});
afterEach(() => fs.rm(directory, { recursive: true }));

const none: ReadonlySet<string> = new Set();

test('without limits nothing goes', async () => {
  expect(await pruneCaptures(directory, none, {}, NOW)).toEqual([]);
});

test('by age: both files go, what is in the list and what is no capture stays', async () => {
  expect(await pruneCaptures(directory, new Set(['old']), { captureMaxDays: 7 }, NOW)).toEqual(['middle']);
  expect((await fs.readdir(directory)).sort()).toEqual([
    'Notes of mine.log',
    'new.events.ndjson',
    'new.log',
    'old.events.ndjson',
    'old.log',
  ]);
});

test('by size: the oldest first, until the rest fits; what stays counts', async () => {
  expect(await pruneCaptures(directory, none, { captureMaxBytes: 250 }, NOW)).toEqual(['old']);
  expect(await pruneCaptures(directory, new Set(['middle']), { captureMaxBytes: 150 }, NOW)).toEqual(['new']);
});
