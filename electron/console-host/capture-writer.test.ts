import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { captureFiles, readSidecar, type CaptureHeader } from '../node/capture-format.ts';
import { CaptureWriter } from './capture-writer.ts';

let directory: string;
beforeEach(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-writer-'));
});
afterEach(() => fs.rm(directory, { recursive: true, force: true }));

const MEBIBYTE = Buffer.alloc(1024 * 1024, 'x');

const headerOf = (id: string): CaptureHeader => ({
  schema: 'lockstep.capture/1',
  id,
  name: id,
  startedAt: 1,
  spec: { kind: 'text', name: id, text: '' },
});

test('both files vanish: told once, and both are put back', async () => {
  const files = captureFiles(directory, 'a');
  const told: (string | undefined)[] = [];
  const writer = new CaptureWriter({
    header: headerOf('a'),
    files,
    onWritten: () => undefined,
    onTrouble: (problem) => told.push(problem?.code),
    onLost: () => undefined,
  });
  await writer.open();
  writer.record(Buffer.from('one\n'), 1);
  writer.note({ event: 'typed', text: 'a' });
  await writer.flush();
  await vi.waitFor(async () => expect((await readSidecar(files.events)).events).toHaveLength(2));
  await fs.rm(directory, { recursive: true });
  const isBack = (file: string): Promise<boolean> =>
    fs.access(file).then(
      () => true,
      () => false,
    );
  await vi.waitFor(
    async () => {
      writer.record(Buffer.from('more\n'), 2);
      writer.note({ event: 'typed', text: 'b' });
      expect(await Promise.all([files.log, files.events].map(isBack))).toEqual([true, true]);
    },
    { timeout: 10_000 },
  );
  await writer.close();
  expect(told.filter((code) => code !== undefined)).toEqual(['capture-deleted']);
  expect(await fs.readFile(files.log, 'utf8')).toMatch(/^one\n(more\n)+$/);
});

test('a disk that takes nothing, and no more room in memory: what is lost is told together, not chunk by chunk', async () => {
  const files = { log: path.join(directory, 'a.log'), events: path.join(directory, 'a.events.ndjson') };
  await fs.symlink('/dev/full', files.log);
  const lost: string[] = [];
  const writer = new CaptureWriter({
    header: headerOf('a'),
    files,
    onWritten: () => undefined,
    onTrouble: () => undefined,
    onLost: (message) => lost.push(message),
  });
  await writer.open();
  // 256 MiB wait; the same bytes again and again, so that they take one.
  for (let count = 0; count < 300; count++) writer.record(MEBIBYTE, count);
  await writer.close();
  expect(lost).toEqual([44, 256].map((count) => `${count * MEBIBYTE.length} bytes of a could not be recorded.`));
  const { events } = await readSidecar(files.events);
  expect(events.filter(({ event }) => event === 'error')).toMatchObject([
    { code: 'lost', offset: 0, lostBytes: 44 * MEBIBYTE.length },
    { code: 'lost', offset: 0, lostBytes: 256 * MEBIBYTE.length },
  ]);
});
