import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { captureFiles, isCaptureId, newCaptureId, readHeader, readSidecar } from './capture-format.ts';

let directory: string;
beforeEach(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
});
afterEach(() => fs.rm(directory, { recursive: true }));

const HEADER =
  '{"schema":"lockstep.capture/1","id":"a","name":"n","spec":{"kind":"file","path":"/x"},"startedAt":1700000000000}';

test('ids tell time and name, and are safe file names', () => {
  const id = newCaptureId('/dev/ttyUSB0 ../../etc', new Date('2026-01-02T03:04:05Z'));
  expect(id).toMatch(/^20260102-030405-dev-ttyusb0-etc-[0-9a-f]{4}$/);
  expect(isCaptureId(id)).toBe(true);
  expect(newCaptureId('☃', new Date(0))).toMatch(/^19700101-000000-console-/);
  for (const bad of ['', '.', '..', 'a/b', '../a', 'a.log', 'A', '-a', 'a\0'])
    expect(isCaptureId(bad), bad).toBe(false);
  expect(() => captureFiles('/captures', '../a')).toThrow();
});

test('a torn last line, as kill -9 leaves it, costs only that line', async () => {
  const file = path.join(directory, 'a.events.ndjson');
  await fs.writeFile(
    file,
    `${HEADER}\n{"at":1,"event":"bytes","offset":0,"bytes":5}\n{"at":2,"event":"from-the-future","offset":5}\n{"at":3,"event":"byt`,
  );
  const { header, events, badLines } = await readSidecar(file);
  expect(header?.name).toBe('n');
  expect(events).toEqual([{ at: 1, event: 'bytes', offset: 0, bytes: 5 }]);
  expect(badLines).toBe(2);
});

test('the header is read alone; a file that is none has none', async () => {
  const file = path.join(directory, 'a.events.ndjson');
  await fs.writeFile(file, `${HEADER}\n{"at":1`);
  expect((await readHeader(file))?.id).toBe('a');
  await fs.writeFile(file, 'hello\n');
  expect(await readHeader(file)).toBeUndefined();
});
