import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { captureFiles, isCaptureId, newCaptureId, readFacts, readHeader, readSidecar } from './capture-format.ts';

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

test('of a header that is torn the name is kept, as far as it is whole; else what the id tells', async () => {
  const id = '20260102-030405-ttyusb0-12ab';
  const startedAt = Date.parse('2026-01-02T03:04:05Z');
  const file = path.join(directory, 'torn.events.ndjson');
  const named = `{"schema":"lockstep.capture/1","id":"${id}","name":"rack \\"4\\"","spec":{"kind":"fi`;
  await fs.writeFile(file, named);
  expect(await readFacts(id, file)).toEqual({ name: 'rack "4"', startedAt });
  await fs.writeFile(file, named.slice(0, 75));
  expect(await readFacts(id, file)).toEqual({ name: 'ttyusb0', startedAt });
  expect(await readFacts(id, path.join(directory, 'none'))).toEqual({ name: 'ttyusb0', startedAt });
  expect(await readFacts('by-hand', file)).toEqual({ name: 'by-hand' });
  // Written again behind it, when recording goes on.
  await fs.writeFile(file, `${named}\n${HEADER}\n`);
  expect(await readFacts(id, file)).toMatchObject({ name: 'n', spec: { kind: 'file' } });
  expect((await readSidecar(file)).header?.name).toBe('n');
});

test('the header is read alone; a file that is none has none', async () => {
  const file = path.join(directory, 'a.events.ndjson');
  await fs.writeFile(file, `${HEADER}\n{"at":1`);
  expect((await readHeader(file))?.id).toBe('a');
  await fs.writeFile(file, 'hello\n');
  expect(await readHeader(file)).toBeUndefined();
});
