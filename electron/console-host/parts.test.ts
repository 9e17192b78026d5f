/** A recording that goes on in next captures: not a byte lost or doubled, on a real socket and a real file, and after a crash. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CAPTURE_SCHEMA, captureFiles, readSidecar, type CaptureHeader } from '../node/capture-format.ts';
import type { HostSource } from '../node/host-protocol.ts';
import { Recorder } from './recorder.ts';

const LIMIT = 100_000;
let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-test-'));
});
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

const first: CaptureHeader = {
  schema: CAPTURE_SCHEMA,
  id: 'first',
  name: 'board',
  spec: { kind: 'unix', path: '/x' },
  startedAt: 1,
};

interface Recorded {
  readonly recorder: Recorder;
  /** Ids of all parts, in order. */
  readonly parts: string[];
  readonly ended: Map<string, number>;
  readonly bytes: () => number;
}

function record(source: HostSource, resume = false): Recorded {
  const parts = [first.id];
  const ended = new Map<string, number>();
  const recorder: Recorder = new Recorder({
    header: first,
    source,
    files: captureFiles(directory, first.id),
    resume,
    partBytes: () => LIMIT,
    onStatus: () => undefined,
    onBytes: () => undefined,
    onProblem: (problem) => expect.fail(problem.message),
    onContinued: (from, header) => {
      expect(header).toMatchObject({ continues: from, name: 'board' });
      parts.push(header.id);
    },
    onPartEnded: (id, bytes) => ended.set(id, bytes),
    onEnded: (bytes) => ended.set(recorder.id, bytes),
  });
  const bytes = () => parts.reduce((sum, id) => sum + sizeOf(id), 0);
  return { recorder, parts, ended, bytes };
}

const sizeOf = (id: string): number =>
  fs.statSync(captureFiles(directory, id).log, { throwIfNoEntry: false })?.size ?? 0;
const logsOf = (parts: readonly string[]): Buffer[] =>
  parts.map((id) => fs.readFileSync(captureFiles(directory, id).log));
const sha256 = (pieces: readonly Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
};
const lines = (count: number): Buffer =>
  Buffer.from(Array.from({ length: count }, (_, n) => `[${n}] ${'.'.repeat(n % 90)}\n`).join(''));

test('a flood on a unix socket: the parts together are what was sent, each begins with a line and knows the others', async () => {
  const socket = path.join(directory, 's');
  const server = net.createServer().listen(socket);
  await once(server, 'listening');
  const client = once(server, 'connection').then(([one]) => one as net.Socket);
  const { recorder, parts, ended, bytes } = record({ kind: 'unix', path: socket, eager: true });
  await recorder.start();
  const sent = lines(40_000);
  (await client).write(sent);
  await vi.waitFor(() => expect(bytes()).toBe(sent.length), { timeout: 20_000 });
  expect(recorder.type('still the same source\n')).toBe(true);
  await recorder.detach();
  server.close();
  expect(parts.length).toBeGreaterThan(4);
  const logs = logsOf(parts);
  expect(sha256(logs)).toBe(sha256([sent]));
  for (const log of logs) expect(log.at(-1)).toBe(0x0a);
  expect([...ended]).toEqual(parts.map((id, index) => [id, logs[index]!.length]));

  for (const [index, id] of parts.entries()) {
    const { header, events, badLines } = await readSidecar(captureFiles(directory, id).events);
    expect(badLines).toBe(0);
    expect(header).toMatchObject(index === 0 ? { id } : { id, continues: parts[index - 1], part: index + 1 });
    expect(events[0]).toMatchObject({ event: 'connected', offset: 0 });
    let offset = 0;
    for (const event of events) {
      if (event.event !== 'bytes') continue;
      expect(event.offset).toBe(offset);
      offset += event.bytes;
    }
    expect(offset).toBe(logs[index]!.length);
    const next = parts[index + 1];
    expect(events.at(-1)).toMatchObject(
      next === undefined
        ? { event: 'closed', reason: 'detached' }
        : { event: 'closed', reason: `continued in ${next}`, continuedIn: next, offset },
    );
  }
}, 30_000);

test('a file that is followed, in parts, goes on where it was after a crash that tore the last one', async () => {
  const file = path.join(directory, 'console.txt');
  const all = lines(20_000);
  const piece = 60_000;
  const half = 8 * piece;
  fs.writeFileSync(file, '');
  const crashed = record({ kind: 'follow', path: file });
  await crashed.recorder.start();
  for (let at = 0; at < half; at += piece) {
    fs.appendFileSync(file, all.subarray(at, at + piece));
    await vi.waitFor(() => expect(crashed.bytes()).toBe(at + piece), { timeout: 20_000 });
  }
  await crashed.recorder.detach();
  expect(crashed.parts.length).toBeGreaterThan(2);
  const last = captureFiles(directory, crashed.parts.at(-1)!);
  fs.truncateSync(last.log, 1000);
  const sidecar = fs.readFileSync(last.events, 'utf8').split('\n');
  fs.writeFileSync(last.events, `${sidecar.slice(0, 2).join('\n')}\n{"at":17`);
  fs.appendFileSync(file, all.subarray(half));

  const again = record({ kind: 'follow', path: file }, true);
  await again.recorder.start();
  await vi.waitFor(() => expect(again.bytes()).toBe(all.length), { timeout: 20_000 });
  await again.recorder.detach();
  expect(again.parts.slice(0, crashed.parts.length)).toEqual(crashed.parts);
  expect(sha256(logsOf(again.parts))).toBe(sha256([all]));
}, 30_000);

test('a part that was announced and never begun is begun after a crash', async () => {
  const file = path.join(directory, 'console.txt');
  const all = lines(2000);
  fs.writeFileSync(file, all);
  const crashed = record({ kind: 'follow', path: file });
  await crashed.recorder.start();
  await vi.waitFor(() => expect(crashed.bytes()).toBe(all.length));
  await crashed.recorder.detach();
  const files = captureFiles(directory, first.id);
  const sidecar = fs.readFileSync(files.events, 'utf8').replaceAll(/.*"closed".*\n/g, '');
  const closed = { at: 9, event: 'closed', offset: all.length, reason: 'continued in second', continuedIn: 'second' };
  fs.writeFileSync(files.events, `${sidecar}${JSON.stringify(closed)}\n`);
  fs.appendFileSync(file, 'more\n');

  const again = record({ kind: 'follow', path: file }, true);
  await again.recorder.start();
  await vi.waitFor(() => expect(sizeOf('second')).toBe(5));
  await again.recorder.detach();
  expect(again.parts).toEqual(['first', 'second']);
  const { header, events } = await readSidecar(captureFiles(directory, 'second').events);
  expect(header).toMatchObject({ id: 'second', continues: 'first', part: 2, name: 'board' });
  expect(events.find(({ event }) => event === 'connected')).toMatchObject({ position: all.length });
});

test('the text of a paste is one recording, however long', async () => {
  const { recorder, parts } = record({ kind: 'text', text: 'x\n'.repeat(LIMIT) });
  await recorder.start();
  await vi.waitFor(() => expect(recorder.status.state).toBe('ended'));
  expect(parts).toEqual(['first']);
  expect(sizeOf('first')).toBe(2 * LIMIT);
});
