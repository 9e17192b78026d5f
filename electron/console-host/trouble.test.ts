/** What goes wrong with a disk while a console is recorded, with a real disk that is full; and captures cut off anywhere. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import * as fs from 'node:fs';
import * as net from 'node:net';
import { once } from 'node:events';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Problem } from '../../shared/contract/ipc.ts';
import { CAPTURE_SCHEMA, captureFiles, readHeader, readSidecar, type CaptureFiles } from '../node/capture-format.ts';
import type { HostSource, SourceStatus } from '../node/host-protocol.ts';
import { EventLog } from './event-log.ts';
import { Recorder } from './recorder.ts';

const MEGABYTE = 1024 * 1024;
const header = { schema: CAPTURE_SCHEMA, id: 'a', name: 'a', spec: { kind: 'unix', path: 'x' }, startedAt: 1 } as const;
let directory: string;
/** A disk of 4 MB; absent where we may not mount one. */
let smallDisk: string | undefined;

beforeAll(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-test-'));
  const wanted = path.join(directory, 'disk');
  fs.mkdirSync(wanted);
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', wanted]);
  if (status === 0) smallDisk = wanted;
});
afterAll(() => {
  if (smallDisk !== undefined) spawnSync('umount', ['-l', smallDisk]);
  fs.rmSync(directory, { recursive: true, force: true });
});

function record(
  files: CaptureFiles,
  source: HostSource,
): { recorder: Recorder; statuses: SourceStatus[]; problems: Problem[] } {
  const statuses: SourceStatus[] = [];
  const problems: Problem[] = [];
  const recorder = new Recorder({
    header,
    source,
    files,
    resume: false,
    onStatus: (status) => statuses.push(status),
    onBytes: () => undefined,
    onProblem: (problem) => problems.push(problem),
    onEnded: () => undefined,
  });
  return { recorder, statuses, problems };
}

async function served(name: string): Promise<{ source: HostSource; server: net.Server; client: Promise<net.Socket> }> {
  const file = path.join(directory, name);
  const server = net.createServer();
  const client = once(server, 'connection').then(([socket]) => socket as net.Socket);
  server.listen(file);
  await once(server, 'listening');
  return { source: { kind: 'unix', path: file, eager: true }, server, client };
}

test('a disk that is full is told at once; when there is room again everything is there, in order', async (context) => {
  if (smallDisk === undefined) return context.skip('needs root: mounts a small tmpfs');
  const ballast = path.join(smallDisk, 'ballast');
  fs.writeFileSync(ballast, Buffer.alloc(3 * MEGABYTE));
  const files = captureFiles(smallDisk, 'a');
  const { source, server, client } = await served('full.sock');
  const { recorder, statuses, problems } = record(files, source);
  await recorder.start();
  const bytes = Buffer.from(Array.from({ length: 32_768 }, (_, n) => `${String(n).padStart(63, '.')}\n`).join(''));
  const socket = await client;
  await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
  await vi.waitFor(() => expect(problems.map(({ code }) => code)).toContain('ENOSPC'), { timeout: 10_000 });
  expect(problems[0]?.message).toMatch(/^Recording a: .*the disk is full/);
  expect(statuses.at(-1)).toMatchObject({ state: 'connected', problem: { code: 'ENOSPC' } });

  fs.rmSync(ballast);
  await vi.waitFor(() => expect(recorder.bytes).toBe(bytes.length), { timeout: 10_000 });
  expect(fs.readFileSync(files.log).equals(bytes)).toBe(true);
  expect(statuses.at(-1)?.problem).toBeUndefined();
  await recorder.detach();
  server.close();
  const { events, badLines } = await readSidecar(files.events);
  expect(badLines).toBe(0);
  let offset = 0;
  for (const event of events) {
    if (event.event !== 'bytes') continue;
    expect(event.offset).toBe(offset);
    offset += event.bytes;
  }
  expect(offset).toBe(bytes.length);
  expect(problems.map(({ code }) => code)).not.toContain('lost');
}, 30_000);

test('property: a sidecar cut anywhere opens again, keeps all whole lines, and goes on', async () => {
  const files = captureFiles(directory, 'cut');
  const log = new EventLog(files.events, () => undefined);
  await log.open(header);
  log.add({ at: 1, event: 'connected', offset: 0 });
  log.add({ at: 2, event: 'typed', offset: 0, text: 'ümläut ☃\n' });
  log.add({ at: 3, event: 'bytes', offset: 0, bytes: 5 });
  log.add({ at: 4, event: 'disconnected', offset: 5, code: 'closed', message: 'gone' });
  await log.close();
  const whole = fs.readFileSync(files.events);
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length), async (length) => {
      fs.writeFileSync(files.events, whole.subarray(0, length));
      const again = new EventLog(files.events, () => undefined);
      await again.open(header);
      again.add({ at: 9, event: 'gap', offset: 5, reason: 'the recording process had stopped' });
      await again.close();
      const { events, badLines } = await readSidecar(files.events);
      // Line ends that are left; the first is the header's. A torn header comes again.
      const kept = whole.subarray(0, length).toString('latin1').split('\n').length - 2;
      expect(badLines).toBeLessThanOrEqual(1);
      expect(events.length - 1).toBeGreaterThanOrEqual(Math.max(0, kept));
      expect(events.at(-1)).toMatchObject({ at: 9, event: 'gap' });
      expect((await readHeader(files.events))?.id).toBe('a');
    }),
    { numRuns: 60 },
  );
});
