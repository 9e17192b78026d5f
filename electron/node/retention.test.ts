import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { beyondLimits, deleteCapture, rescueCopies, storedCaptures } from './retention.ts';

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
      await fs.writeFile(path.join(directory, `${id}.${end}`), 'x'.repeat(bytes / 2));
    await fs.utimes(path.join(directory, `${id}.log`), new Date(NOW), new Date(NOW - days * DAY));
  }
  await fs.writeFile(path.join(directory, 'Notes of mine.log'), 'x');
});
afterEach(() => fs.rm(directory, { recursive: true }));

const none: ReadonlySet<string> = new Set();
const beyond = async (keep: ReadonlySet<string>, limits: Parameters<typeof beyondLimits>[2]) =>
  beyondLimits(await storedCaptures(directory), keep, limits, NOW);

test('only captures are seen, with both their files', async () => {
  expect(await storedCaptures(directory)).toMatchObject([
    { id: 'old', bytes: 100 },
    { id: 'middle', bytes: 100 },
    { id: 'new', bytes: 100 },
  ]);
});

test('without limits nothing goes', async () => {
  expect(await beyond(none, {})).toEqual([]);
});

test('by age; what is kept stays', async () => {
  expect(await beyond(new Set(['old']), { captureMaxDays: 7 })).toEqual(['middle']);
});

test('by size: the oldest first, until the rest fits; what stays counts', async () => {
  expect(await beyond(none, { captureMaxBytes: 250 })).toEqual(['old']);
  expect(await beyond(new Set(['middle']), { captureMaxBytes: 150 })).toEqual(['old', 'new']);
});

test('both files go', async () => {
  await deleteCapture(directory, 'middle');
  expect((await fs.readdir(directory)).filter((name) => name.startsWith('middle'))).toEqual([]);
  expect(await fs.readdir(directory)).toHaveLength(5);
});

test('what a crash left of a log that was being put back takes its place, unless there is one', async () => {
  const at = (name: string): string => path.join(directory, name);
  await fs.writeFile(at('gone.log.copying'), 'the beginning');
  await fs.writeFile(at('new.log.copying'), 'x');
  const before = await fs.readFile(at('new.log'));
  await rescueCopies(directory);
  expect(await fs.readFile(at('gone.log'), 'utf8')).toBe('the beginning');
  expect(await fs.readFile(at('new.log'))).toEqual(before);
  expect((await fs.readdir(directory)).filter((name) => name.endsWith('.copying'))).toEqual([]);
  await rescueCopies(at('no-such-folder'));
});
