import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSidecar, type CaptureHeader } from '../node/capture-format.ts';
import { CaptureWriter } from './capture-writer.ts';

let directory: string;
beforeEach(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-writer-'));
});
afterEach(() => fs.rm(directory, { recursive: true, force: true }));

const MEBIBYTE = Buffer.alloc(1024 * 1024, 'x');

test('a disk that takes nothing, and no more room in memory: what is lost is told together, not chunk by chunk', async () => {
  const files = { log: path.join(directory, 'a.log'), events: path.join(directory, 'a.events.ndjson') };
  await fs.symlink('/dev/full', files.log);
  const lost: number[] = [];
  const header: CaptureHeader = {
    schema: 'lockstep.capture/1',
    id: 'a',
    name: 'a',
    startedAt: 1,
    spec: { kind: 'text', name: 'a', text: '' },
  };
  const writer = new CaptureWriter({
    header,
    files,
    onWritten: () => undefined,
    onTrouble: () => undefined,
    onLost: (bytes) => lost.push(bytes),
  });
  await writer.open();
  // 256 MiB wait; the same bytes again and again, so that they take one.
  for (let count = 0; count < 300; count++) writer.record(MEBIBYTE, count);
  await writer.close();
  expect(lost).toEqual([44, 256].map((count) => count * MEBIBYTE.length));
  const { events } = await readSidecar(files.events);
  expect(events.filter(({ event }) => event === 'error')).toMatchObject([
    { code: 'lost', offset: 0, lostBytes: 44 * MEBIBYTE.length },
    { code: 'lost', offset: 0, lostBytes: 256 * MEBIBYTE.length },
  ]);
});
