/** Real sockets. */
import * as fs from 'node:fs/promises';
import * as net from 'node:net';
import { once } from 'node:events';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PATIENT, pauseAfter } from './back-off.ts';
import { recordingSink } from './recording-sink.ts';
import { unixSource } from './unix-source.ts';
import type { Source } from './source.ts';

const QUICK = { first: 5, longest: 20 };
let directory: string;
let socketPath: string;
let source: Source | undefined;
let server: Served | undefined;

interface Served {
  readonly client: Promise<net.Socket>;
  readonly close: () => Promise<void>;
}

async function serve(): Promise<Served> {
  const listener = net.createServer();
  const client = once(listener, 'connection').then(([socket]) => socket as net.Socket);
  await fs.rm(socketPath, { force: true });
  listener.listen(socketPath);
  await once(listener, 'listening');
  return {
    client,
    close: async () => {
      (await client).destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
}

beforeEach(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
  socketPath = path.join(directory, 's');
});
afterEach(async () => {
  await source?.stop();
  await server?.close();
  source = server = undefined;
  await fs.rm(directory, { recursive: true });
});

test('the server is killed and started again: every byte of both lives, and the gap in between', async () => {
  server = await serve();
  const sink = recordingSink();
  source = unixSource(socketPath, sink, QUICK);
  source.start();
  (await server.client).write('first life\n');
  await sink.untilText('first life\n');
  await server.close();
  server = undefined;
  await expect.poll(() => sink.told.filter(([what]) => what === 'reconnecting').length).toBeGreaterThan(3);
  expect(sink.told.slice(0, 2)).toEqual([['connected'], ['reconnecting', 1, 'closed']]);

  server = await serve();
  (await server.client).write('second life\n');
  await sink.untilText('first life\nsecond life\n');
  expect(sink.told.at(-1)).toEqual(['connected']);
});

test('nobody there: says so and goes on trying', async () => {
  const sink = recordingSink();
  source = unixSource(socketPath, sink, QUICK);
  source.start();
  await sink.untilTold('reconnecting', 2, 'ENOENT');
  await fs.writeFile(socketPath, '');
  await expect.poll(() => sink.told.at(-1)?.[2]).toBe('ECONNREFUSED');
  server = await serve();
  await sink.untilTold('connected');
});

test('typing goes to the other side, and nowhere when there is none', async () => {
  server = await serve();
  const sink = recordingSink();
  source = unixSource(socketPath, sink, QUICK);
  expect(source.write('too early')).toBe(false);
  source.start();
  const client = await server.client;
  await sink.untilTold('connected');
  expect(source.write('provoke abba\n')).toBe(true);
  const [typed] = (await once(client, 'data')) as [Buffer];
  expect(typed.toString()).toBe('provoke abba\n');
});

test('a path that no socket can have fails at once', () => {
  const sink = recordingSink();
  unixSource(`/tmp/${'x'.repeat(200)}`, sink).start();
  expect(sink.told).toEqual([['failed', 'ENAMETOOLONG']]);
});

test('pauses double from 100 ms to 2 s', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 1000].map((attempts) => pauseAfter(attempts, PATIENT))).toEqual([
    100, 200, 400, 800, 1600, 2000, 2000, 2000,
  ]);
});
