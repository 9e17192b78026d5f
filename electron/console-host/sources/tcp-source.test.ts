/** Real sockets, with socat as QEMU on the other side: it connects, it listens, it dies and comes back. */
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import * as net from 'node:net';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import { end, findProgram, freePort, run } from './programs.ts';
import { recordingSink } from './recording-sink.ts';
import { tcpSource, type TcpOptions } from './tcp-source.ts';
import { unixSource } from './unix-source.ts';
import { sourceUnderTest } from './source-under-test.ts';

const QUICK = { first: 5, longest: 20 };
const here = sourceUnderTest();
const { start } = here;
const raw = (port: number, more: Partial<TcpOptions> = {}): TcpOptions => ({
  kind: 'tcp',
  host: '127.0.0.1',
  port,
  protocol: 'raw',
  ...more,
});

test('client: bytes of any value both ways, the other side goes away and comes back', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const sink = recordingSink();
  const made = start(tcpSource(raw(port), sink, QUICK));
  const [first] = (await once(server, 'connection')) as [net.Socket];
  first.write(Uint8Array.of(0, 255, 254, 13, 0, 10));
  await expect.poll(() => sink.size()).toBe(6);
  expect(made.write('hello\n')).toBe(true);
  const [typed] = (await once(first, 'data')) as [Buffer];
  expect(typed.toString()).toBe('hello\n');
  const again = once(server, 'connection');
  first.destroy();
  const [second] = (await again) as [net.Socket];
  second.write('back');
  await expect.poll(() => sink.size()).toBe(10);
  expect(sink.told).toEqual([['connected'], ['reconnecting', 1, 'closed'], ['connected']]);
  second.destroy();
  server.close();
});

test('client: nobody listening and unknown hosts are said, and tried again', async () => {
  const sink = recordingSink();
  start(tcpSource(raw(await freePort()), sink, QUICK));
  await sink.untilTold('reconnecting', 2, 'ECONNREFUSED');
});

describe.skipIf(findProgram('socat') === undefined)('server (needs socat)', () => {
  test('TCP: waits for QEMU, takes one client, and the next after it', async () => {
    const port = await freePort();
    const sink = recordingSink();
    start(tcpSource(raw(port, { listen: true }), sink, QUICK));
    await sink.untilTold('reconnecting', 0, 'waiting');
    const first = run('socat', ['-', `TCP:127.0.0.1:${port}`], { input: true });
    first.stdin?.write('first boot\n');
    await sink.untilText('first boot\n');
    const intruder = net.connect(port, '127.0.0.1');
    await once(intruder, 'close');
    await sink.untilTold('notice', 'A second client was turned away; one console has one.');
    await end(first, 'SIGKILL');
    await sink.untilTold('reconnecting', 1, 'closed');
    run('socat', ['-', `TCP:127.0.0.1:${port}`], { input: true }).stdin?.write('second boot\n');
    await sink.untilText('first boot\nsecond boot\n');
  });

  test('TCP: a port in use is said, and taken when it is free', async () => {
    const other = net.createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as net.AddressInfo;
    const sink = recordingSink();
    start(tcpSource(raw(port, { listen: true }), sink, QUICK));
    await sink.untilTold('reconnecting', 2, 'EADDRINUSE');
    other.close();
    await sink.untilTold('reconnecting', 0, 'waiting');
  });

  test('unix: serves the socket, over a dead one too, and leaves none behind', async () => {
    const file = path.join(here.directory, 's');
    await end(await deadSocket(file), 'SIGKILL');
    const sink = recordingSink();
    const made = start(unixSource(file, sink, QUICK, { listen: true }));
    await sink.untilTold('reconnecting', 0, 'waiting');
    run('socat', ['-', `UNIX-CONNECT:${file}`], { input: true }).stdin?.write('hello\n');
    await sink.untilText('hello\n');
    expect(made.write('typed')).toBe(true);
    await made.stop();
    await expect(fs.stat(file)).rejects.toThrow(/ENOENT/);
  });
});

/** What a program that was killed leaves: a socket file that nobody serves. */
async function deadSocket(file: string): Promise<ReturnType<typeof run>> {
  const child = run('socat', [`UNIX-LISTEN:${file},fork`, '-']);
  await expect
    .poll(() =>
      fs.stat(file).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
  return child;
}
