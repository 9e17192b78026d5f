/**
 * The bundled console host as a process of its own, under a stand-in for main that can be stopped: it records on, and what
 * it read is kept when it is killed.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { SourceSpec } from '../../shared/contract/ipc.ts';
import { CAPTURE_SCHEMA, captureFiles, readSidecar } from '../node/capture-format.ts';
import type { ToConsoleHost } from '../node/host-protocol.ts';
import { isAlive } from '../node/processes.ts';

const MEGABYTE = 1024 * 1024;
let directory: string;
let main: ChildProcess;
let hostPid = 0;
const servers: net.Server[] = [];

/** Electron's utility process, for Node. */
const SHIM = `import { EventEmitter } from 'node:events';
const port = Object.assign(new EventEmitter(), { postMessage: (message) => process.send(message) });
process.parentPort = port;
process.on('message', (data) => port.emit('message', { data, ports: [] }));
await import('./console-host.js');
process.send('ready');
`;
/** Main: starts the host and passes on what the test says. */
const MAIN = `import { fork } from 'node:child_process';
const host = fork(new URL('./shim.mjs', import.meta.url));
host.on('message', (message) => message === 'ready' && process.send(host.pid));
process.on('message', (message) => host.send(message));
`;

beforeAll(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-test-'));
  await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    ssr: { noExternal: true, external: ['electron', 'serialport', '@lydell/node-pty'] },
    build: {
      ssr: true,
      outDir: directory,
      emptyOutDir: false,
      minify: false,
      rollupOptions: {
        input: ['console-host', 'recording-thread'].map((name) => path.join(import.meta.dirname, `${name}.ts`)),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  });
  fs.writeFileSync(path.join(directory, 'package.json'), '{ "type": "module" }');
  fs.writeFileSync(path.join(directory, 'shim.mjs'), SHIM);
  fs.writeFileSync(path.join(directory, 'main.mjs'), MAIN);
}, 60_000);
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  if (isAlive(hostPid)) process.kill(hostPid, 'SIGKILL');
  main.kill('SIGKILL');
});

async function startHost(): Promise<void> {
  main = fork(path.join(directory, 'main.mjs'), { execArgv: [] });
  [hostPid] = (await once(main, 'message')) as [number];
}

interface Guest {
  readonly id: string;
  readonly log: string;
  readonly events: string;
  readonly open: (resume?: boolean) => void;
  readonly socket: Promise<net.Socket>;
}

async function guest(id: string): Promise<Guest> {
  const file = path.join(directory, `${id}.sock`);
  fs.rmSync(file, { force: true });
  const server = net.createServer();
  servers.push(server);
  const socket = once(server, 'connection').then(([client]) => client as net.Socket);
  server.listen(file);
  await once(server, 'listening');
  const files = captureFiles(directory, id);
  const spec: SourceSpec = { kind: 'unix', path: file };
  const header = { schema: CAPTURE_SCHEMA, id, name: id, spec, startedAt: 1 } as const;
  const open = (resume = false): void => {
    const message: ToConsoleHost = { type: 'open', header, source: { ...spec, eager: true }, files, resume };
    main.send(message);
  };
  return { id, ...files, open, socket };
}

/** Everybody's bytes are other ones. */
const content = (seed: number, megabytes: number): Buffer => {
  const lines: string[] = [];
  for (let n = 0; n < (megabytes * MEGABYTE) / 64; n++)
    lines.push(`[${seed}] ${String(n).padStart(8, '0')}`.padEnd(63, '.'));
  return Buffer.from(`${lines.join('\n')}\n`);
};
const sizeOf = (file: string): number => fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test('eight floods at once: each capture is what its sender sent', async () => {
  await startHost();
  const guests = await Promise.all(Array.from({ length: 8 }, (_, index) => guest(`flood-${index}`)));
  const contents = guests.map((_, index) => content(index, 8));
  for (const { open } of guests) open();
  await Promise.all(guests.map(async ({ socket }, index) => (await socket).write(contents[index]!)));
  await expect
    .poll(() => guests.map(({ log }) => sizeOf(log)), { timeout: 30_000 })
    .toEqual(contents.map(({ length }) => length));
  for (const [index, { log }] of guests.entries()) expect(sha256(fs.readFileSync(log))).toBe(sha256(contents[index]!));
}, 60_000);

test('main is stopped: all of a flood is recorded meanwhile', async () => {
  await startHost();
  const { open, socket, log } = await guest('frozen');
  const bytes = content(9, 32);
  open();
  const client = await socket;
  main.kill('SIGSTOP');
  await expect.poll(() => fs.readFileSync(`/proc/${main.pid ?? 0}/stat`, 'utf8')).toMatch(/\) T /);
  client.write(bytes);
  await expect.poll(() => sizeOf(log), { timeout: 30_000 }).toBe(bytes.length);
  expect(fs.readFileSync(`/proc/${main.pid ?? 0}/stat`, 'utf8')).toMatch(/\) T /);
  expect(sha256(fs.readFileSync(log))).toBe(sha256(bytes));
  main.kill('SIGCONT');
}, 60_000);

test('kill -9 in a flood: what the host had read up to 100 ms before is kept, and it is recorded on', async () => {
  /** A unix socket holds this much unread (net.core.wmem_default), for each of two ends. */
  const inKernel = 2 * 212_992;
  await startHost();
  const { id, open, socket, log, events } = await guest('killed');
  const bytes = content(10, 96);
  open();
  const client = await socket;
  client.on('error', () => undefined);
  let wake = (): void => undefined;
  client.on('drain', () => wake()).on('close', () => wake());
  const taken: { at: number; bytes: number }[] = [];
  const flood = (async () => {
    for (let at = 0; at < bytes.length && !client.destroyed; at += 65_536) {
      const room = client.write(bytes.subarray(at, at + 65_536));
      taken.push({ at: performance.now(), bytes: client.bytesWritten - client.writableLength });
      if (!room && !client.destroyed) await new Promise<void>((resolve) => (wake = resolve));
    }
  })();
  await expect.poll(() => sizeOf(log), { timeout: 30_000, interval: 5 }).toBeGreaterThan(8 * MEGABYTE);
  const killedAt = performance.now();
  process.kill(hostPid, 'SIGKILL');
  main.kill('SIGKILL');
  client.destroy();
  await flood;
  await expect.poll(() => isAlive(hostPid)).toBe(false);
  const kept = fs.readFileSync(log);
  expect(kept.equals(bytes.subarray(0, kept.length))).toBe(true);
  const due = (taken.findLast(({ at }) => at <= killedAt - 100)?.bytes ?? 0) - inKernel;
  expect(kept.length).toBeGreaterThanOrEqual(due);
  const { events: noted } = await readSidecar(events);
  for (const event of noted)
    expect(event.offset + (event.event === 'bytes' ? event.bytes : 0)).toBeLessThanOrEqual(kept.length);

  servers.splice(0).forEach((server) => server.close());
  await startHost();
  const again = await guest(id);
  again.open(true);
  (await again.socket).write('after\n');
  await expect.poll(() => sizeOf(log)).toBe(kept.length + 6);
  const noticed = () => readSidecar(events, ({ event }) => event === 'gap' || event === 'connected');
  await expect
    .poll(async () => (await noticed()).events.map(({ event }) => event))
    .toEqual(['connected', 'gap', 'connected']);
  expect((await noticed()).badLines).toBeLessThanOrEqual(1);
}, 60_000);

test('kill -9 in a flood that is recorded in parts: they are a beginning of what was sent, and know each other', async () => {
  await startHost();
  const { id, open, socket } = await guest('parts');
  const bytes = content(11, 64);
  main.send({ type: 'parts', bytes: 1_000_000 } satisfies ToConsoleHost);
  open();
  const client = await socket;
  client.on('error', () => undefined);
  client.write(bytes);
  const made = (): string[] => fs.readdirSync(directory).filter((name) => /-parts-[0-9a-f]{4}\.log$/.test(name));
  await expect.poll(() => made().length, { timeout: 30_000, interval: 1 }).toBeGreaterThan(3);
  process.kill(hostPid, 'SIGKILL');
  main.kill('SIGKILL');
  client.destroy();
  await expect.poll(() => isAlive(hostPid)).toBe(false);

  const logs: Buffer[] = [];
  for (let part: string | undefined = id; part !== undefined;) {
    const files = captureFiles(directory, part);
    if (!fs.existsSync(files.log)) break;
    const log = fs.readFileSync(files.log);
    logs.push(log);
    const { events } = await readSidecar(files.events).catch(() => ({ events: [] }));
    for (const event of events)
      expect(event.offset + (event.event === 'bytes' ? event.bytes : 0)).toBeLessThanOrEqual(log.length);
    const closed = events.findLast(({ event }) => event === 'closed');
    part = closed?.event === 'closed' ? closed.continuedIn : undefined;
  }
  expect(logs.length).toBe(made().length + 1);
  const kept = Buffer.concat(logs);
  expect(kept.equals(bytes.subarray(0, kept.length))).toBe(true);
}, 60_000);
