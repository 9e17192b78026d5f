/** From a source to the two files of a capture. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Problem, SourceSpec } from '../../shared/contract/ipc.ts';
import { CAPTURE_SCHEMA, captureFiles, readSidecar, type CaptureFiles } from '../node/capture-format.ts';
import type { HostSource, SourceStatus } from '../node/host-protocol.ts';
import { Recorder } from './recorder.ts';

let directory: string;
let files: CaptureFiles;
beforeEach(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
  files = captureFiles(directory, 'a');
});
afterEach(() => fs.rm(directory, { recursive: true, force: true }));

interface Recorded {
  readonly recorder: Recorder;
  readonly statuses: SourceStatus[];
  readonly bytes: number[];
  readonly problems: Problem[];
  readonly untilEnded: Promise<number>;
}

function record(source: HostSource, resume = false): Recorded {
  const spec: SourceSpec = source.kind === 'text' ? { kind: 'text', name: 't', text: '' } : { kind: 'file', path: 'x' };
  const statuses: SourceStatus[] = [];
  const bytes: number[] = [];
  const problems: Problem[] = [];
  let recorder: Recorder | undefined;
  const untilEnded = new Promise<number>((resolve) => {
    recorder = new Recorder({
      header: { schema: CAPTURE_SCHEMA, id: 'a', name: 'a', spec, startedAt: 1 },
      source,
      files,
      resume,
      onStatus: (status) => statuses.push(status),
      onBytes: (arrivals) => bytes.push(arrivals.at(-1)!.bytes),
      onProblem: (problem) => problems.push(problem),
      onEnded: resolve,
    });
  });
  return { recorder: recorder!, statuses, bytes, problems, untilEnded };
}

test('a command: its bytes are the capture, the sidecar accounts for each of them', async () => {
  const { recorder, statuses, untilEnded, bytes } = record({
    kind: 'command',
    command: 'head -c 3000000 /dev/zero | tr "\\0" "x"; echo; echo done',
  });
  await recorder.start();
  expect(await untilEnded).toBe(3_000_006);
  const log = await fs.readFile(files.log);
  expect(createHash('sha256').update(log).digest('hex')).toBe(
    createHash('sha256')
      .update(`${'x'.repeat(3_000_000)}\ndone\n`)
      .digest('hex'),
  );
  expect(bytes.at(-1)).toBe(3_000_006);
  expect(statuses.map(({ state }) => state)).toEqual(['connecting', 'connected', 'ended']);

  const { header, events, badLines } = await readSidecar(files.events);
  expect(badLines).toBe(0);
  expect(header?.schema).toBe('lockstep.capture/1');
  let offset = 0;
  let at = 0;
  for (const event of events) {
    expect(event.at).toBeGreaterThanOrEqual(at);
    at = event.at;
    if (event.event !== 'bytes') continue;
    expect(event.offset).toBe(offset);
    offset += event.bytes;
  }
  expect(offset).toBe(3_000_006);
  expect(events.map(({ event }) => event).filter((event) => event !== 'bytes')).toEqual(['connected', 'closed']);
});

test('pasted text is in the capture and not again in the sidecar', async () => {
  const { recorder, untilEnded } = record({ kind: 'text', text: 'secret words\n' });
  await recorder.start();
  await untilEnded;
  expect(await fs.readFile(files.log, 'utf8')).toBe('secret words\n');
  expect(await fs.readFile(files.events, 'utf8')).not.toContain('secret');
});

test('typing is noted where it happened', async () => {
  const { recorder, statuses, untilEnded } = record({ kind: 'command', command: 'read a; echo "got $a"' });
  await recorder.start();
  await vi.waitFor(() => expect(statuses.at(-1)?.state).toBe('connected'));
  expect(recorder.type('hi\n')).toBe(true);
  await untilEnded;
  const { events } = await readSidecar(files.events, ({ event }) => event === 'typed');
  expect(events).toEqual([{ at: events[0]?.at, event: 'typed', offset: 0, text: 'hi\n' }]);
  expect(recorder.type('too late')).toBe(false);
});

test('a terminal is resized, and a BREAK it cannot do is refused', async () => {
  const { recorder, statuses, untilEnded } = record({ kind: 'pty', command: 'read a' });
  await recorder.start();
  await vi.waitFor(() => expect(statuses.at(-1)?.abilities).toEqual(['resize']));
  await recorder.act({ do: 'resize', columns: 80, rows: 25 });
  await expect(recorder.act({ do: 'break' })).rejects.toThrow(/a cannot do that now/);
  await recorder.detach();
  await untilEnded;
  expect(statuses.at(-1)?.abilities).toEqual([]);
});

test('a BREAK is noted like what is typed', async () => {
  const socket = net.createServer().listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address() as net.AddressInfo;
  const { recorder, statuses, untilEnded } = record({ kind: 'tcp', host: '127.0.0.1', port, protocol: 'telnet' });
  await recorder.start();
  await vi.waitFor(() => expect(statuses.at(-1)?.state).toBe('connected'));
  await vi.waitFor(() => expect(statuses.at(-1)?.abilities).toEqual(['break']));
  await recorder.act({ do: 'break' });
  await recorder.detach();
  await untilEnded;
  socket.close();
  const { events, badLines } = await readSidecar(files.events, ({ event }) => event === 'typed');
  expect(events).toMatchObject([{ event: 'typed', text: '', key: 'break' }]);
  expect(badLines).toBe(0);
});

test('detaching keeps what came', async () => {
  const { recorder, statuses, bytes, untilEnded } = record({ kind: 'command', command: 'echo here; sleep 1000' });
  await recorder.start();
  await vi.waitFor(() => expect(bytes.at(-1)).toBe(5));
  await recorder.detach();
  expect(await untilEnded).toBe(5);
  expect(statuses.at(-1)).toMatchObject({ state: 'ended', canType: false });
  const { events } = await readSidecar(files.events);
  expect(events.at(-1)).toMatchObject({ event: 'closed', reason: 'detached', offset: 5 });
});

test('after a crash a file is read on from where its capture ends, and the gap is noted', async () => {
  const file = path.join(directory, 'source.txt');
  await fs.writeFile(file, 'one two three');
  const crashed = record({ kind: 'file', path: file });
  await crashed.recorder.start();
  await crashed.untilEnded;
  // As a kill -9 in the middle would have left them: a part of the bytes, half a line in the sidecar.
  await fs.truncate(files.log, 8);
  const lines = (await fs.readFile(files.events, 'utf8')).split('\n');
  await fs.writeFile(files.events, `${lines.slice(0, 2).join('\n')}\n{"at":17`);

  const again = record({ kind: 'file', path: file }, true);
  await again.recorder.start();
  expect(await again.untilEnded).toBe(13);
  expect(await fs.readFile(files.log, 'utf8')).toBe('one two three');
  const { events, badLines } = await readSidecar(files.events);
  expect(badLines).toBe(1);
  expect(events.map(({ event }) => event)).toEqual(['connected', 'gap', 'connected', 'bytes', 'closed']);
  expect(events[2]).toMatchObject({ position: 8, offset: 8 });
});

test('a capture that cannot be made is a failed console, not a crash', async () => {
  files = { log: path.join(directory, 'no', 'a.log'), events: path.join(directory, 'no', 'a.events.ndjson') };
  const { recorder, statuses, untilEnded } = record({ kind: 'text', text: 'x' });
  await recorder.start();
  await untilEnded;
  expect(statuses.at(-1)).toMatchObject({ state: 'failed', problem: { code: 'ENOENT' } });
});

test('a full disk is told at once, with the console named', async () => {
  await fs.symlink('/dev/full', files.log);
  const { recorder, problems, untilEnded } = record({ kind: 'text', text: 'x' });
  await recorder.start();
  await untilEnded;
  expect(problems[0]?.code).toBe('ENOSPC');
  expect(problems[0]?.message).toMatch(/^Recording a: .*the disk is full/);
  expect(problems.at(-1)?.code).toBe('lost');
});
