/** Netconsole's messages, and real UDP datagrams. */
import * as dgram from 'node:dgram';
import { once } from 'node:events';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { extendedMessage, followSequence, type Sequence } from './netconsole-format.ts';
import { netconsoleSource } from './netconsole-source.ts';
import { recordingSink } from './recording-sink.ts';
import type { Source } from './source.ts';

const QUICK = { first: 5, longest: 20 };
let source: Source | undefined;
let sender: dgram.Socket | undefined;
afterEach(async () => {
  await source?.stop();
  sender?.close();
  source = sender = undefined;
});

const shown = (text: string): string | undefined => {
  const message = extendedMessage(Buffer.from(text));
  return message === undefined ? undefined : Buffer.from(message.line).toString();
};

test('extended messages are written as dmesg -r shows them', () => {
  // The two examples of Documentation/networking/netconsole.rst.
  expect(shown('6,444,501151268,-;netpoll: netconsole: registered console\n')).toBe(
    '<6>[  501.151268] netpoll: netconsole: registered console\n',
  );
  expect(shown('6.4.0,6,444,501151268,-;netpoll: local port 6666\n')).toBe(
    '<6>[  501.151268] netpoll: local port 6666\n',
  );
  expect(shown('4,1,7,-;early')).toBe('<4>[    0.000007] early\n');
  expect(shown('4,9,12345678901234,-,caller=T12;x\n')).toBe('<4>[12345678.901234] x\n');
  // A dictionary behind the text (Documentation/ABI/testing/dev-kmsg).
  expect(shown('6,10,1758426,-;pci 0000: found\n SUBSYSTEM=pci\n DEVICE=+pci:0000\n')).toBe(
    '<6>[    1.758426] pci 0000: found\n',
  );
  expect(shown('plain; text, with a semicolon\n')).toBeUndefined();
  expect(shown('')).toBeUndefined();
});

test('a message in parts becomes one line', () => {
  const parts = ['6,416,1758426,-,ncfrag=0/31;the first chunk,', '6,416,1758426,-,ncfrag=16/31; the 2nd chunk.'];
  expect(parts.map((part) => shown(part)).join('')).toBe('<6>[    1.758426] the first chunk, the 2nd chunk.\n');
});

test('sequence numbers: lost, overtaken, a new boot', () => {
  const state: Sequence = { next: undefined };
  const follow = (sequence: number, isContinued = false): string | undefined =>
    followSequence(state, { sequence, line: new Uint8Array(0), isContinued });
  expect([follow(500), follow(501), follow(501, true)]).toEqual([undefined, undefined, undefined]);
  expect(follow(503)).toBe('1 message lost (sequence 502)');
  expect(follow(510)).toBe('6 messages lost (sequence 504 to 509)');
  expect(follow(505)).toBe('message 505 came late');
  expect(follow(511)).toBeUndefined();
  expect(follow(0)).toBeUndefined();
  expect(follow(1)).toBeUndefined();
});

test('noise is text', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (datagram) => {
      extendedMessage(datagram);
    }),
  );
});

test('datagrams: plain and extended, what is lost is a gap where it happened', async () => {
  const probe = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  const sink = recordingSink();
  source = netconsoleSource('127.0.0.1', port, sink, QUICK);
  source.start();
  // Somebody else has the port; then it is free.
  await sink.untilTold('reconnecting', 1, 'EADDRINUSE');
  probe.close();
  await sink.untilTold('connected');
  sender = dgram.createSocket('udp4');
  const send = async (text: string): Promise<void> => {
    const before = sink.size();
    sender?.send(text, port, '127.0.0.1');
    await expect.poll(() => sink.size()).toBeGreaterThan(before);
  };
  for (const text of ['[    1.000000] plain\n', '6,7,2000000,-;seven\n', '6,9,2000001,-;nine\n']) await send(text);
  expect(sink.text()).toBe('[    1.000000] plain\n<6>[    2.000000] seven\n<6>[    2.000001] nine\n');
  expect(sink.told.at(-1)).toEqual(['gap', 'netconsole of 127.0.0.1: 1 message lost (sequence 8)']);
});
