/** Telnet and RFC 2217, byte by byte, and against ser2net on a socat pty pair. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import { SerialLine } from '../../../shared/contract/ipc.ts';
import { findProgram, freePort, ptyPair, run } from './programs.ts';
import { recordingSink } from './recording-sink.ts';
import { sourceUnderTest } from './source-under-test.ts';
import { tcpSource } from './tcp-source.ts';
import { telnet, type LineProtocol, type TelnetOptions } from './telnet.ts';

const QUICK = { first: 5, longest: 20 };
const [IAC, SB, SE, WILL, WONT, DO, DONT] = [255, 250, 240, 251, 252, 253, 254] as const;
const [BINARY, ECHO, COM_PORT] = [0, 1, 44] as const;

function speaker(more: Partial<TelnetOptions> = {}): {
  protocol: LineProtocol;
  sent: () => number[];
  notices: string[];
  receive: (...bytes: number[]) => number[];
} {
  const out: number[] = [];
  const notices: string[] = [];
  const protocol = telnet({ send: (bytes) => out.push(...bytes), notice: (text) => notices.push(text), ...more });
  return {
    protocol,
    sent: () => out.splice(0),
    notices,
    receive: (...bytes) => [...protocol.received(Uint8Array.from(bytes))],
  };
}

describe('commands', () => {
  test('are taken out wherever a chunk ends; a doubled 255 is a byte of the console', () => {
    const stream = [65, IAC, IAC, 66, IAC, WILL, ECHO, 67, IAC, SB, 99, 1, IAC, IAC, 2, IAC, SE, 68, IAC, 241, 69];
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 8 }), (cuts) => {
        const { receive } = speaker();
        const places = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const kept = places.flatMap((place, index) => receive(...stream.slice(place, places[index + 1])));
        expect(kept).toEqual([65, 255, 66, 67, 68, 69]);
      }),
    );
  });

  test('noise never throws, hangs or grows', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (chunks) => {
        const { protocol } = speaker({ comPort: { line: SerialLine.parse({}) } });
        for (const chunk of chunks) expect(protocol.received(chunk).length).toBeLessThanOrEqual(chunk.length);
      }),
    );
  });

  test('what is unknown is refused, what is known agreed, and nothing is answered twice', () => {
    const { receive, sent } = speaker();
    receive(IAC, DO, 24, IAC, WILL, 38, IAC, WILL, ECHO);
    expect(sent()).toEqual([IAC, WONT, 24, IAC, DONT, 38, IAC, DO, ECHO]);
    receive(IAC, WILL, ECHO, IAC, DONT, 24, IAC, WONT, 38);
    expect(sent()).toEqual([]);
  });

  test('an answer to what we asked is not answered again', () => {
    const { protocol, receive, sent } = speaker();
    protocol.opened();
    expect(sent()).toEqual([IAC, DO, BINARY, IAC, WILL, BINARY, IAC, DO, 3]);
    receive(IAC, WILL, BINARY, IAC, DO, BINARY);
    expect(sent()).toEqual([]);
  });

  test('CR NUL is CR unless the line is binary', () => {
    const { protocol, receive } = speaker();
    expect(receive(65, 13)).toEqual([65, 13]);
    expect(receive(0, 66, 13, 10)).toEqual([66, 13, 10]);
    expect([...protocol.encode('a\r')]).toEqual([97, 13, 0]);
    receive(IAC, WILL, BINARY, IAC, DO, BINARY);
    expect(receive(13, 0)).toEqual([13, 0]);
    expect([...protocol.encode('a\r')]).toEqual([97, 13]);
    expect([...protocol.encode('ÿ')]).toEqual([0xc3, 0xbf]);
  });

  test('BREAK: the one of telnet, and the one of RFC 2217 when that is agreed', async () => {
    const { protocol, receive, sent } = speaker({ comPort: {}, breakFor: 1 });
    await protocol.sendBreak();
    expect(sent()).toEqual([IAC, 243]);
    protocol.opened();
    receive(IAC, DO, COM_PORT);
    sent();
    await protocol.sendBreak();
    expect(sent()).toEqual([IAC, SB, COM_PORT, 5, 5, IAC, SE, IAC, SB, COM_PORT, 5, 6, IAC, SE]);
  });

  test('the line is set when RFC 2217 is agreed, with a 255 in the speed doubled; a refusal is told', () => {
    const { protocol, receive, sent } = speaker({ comPort: { line: SerialLine.parse({ baudRate: 0xff00 }) } });
    protocol.opened();
    sent();
    receive(IAC, DO, COM_PORT);
    expect(sent().slice(0, 11)).toEqual([IAC, SB, COM_PORT, 1, 0, 0, 255, 255, 0, IAC, SE]);
    const refused = speaker({ comPort: {} });
    refused.protocol.opened();
    refused.receive(IAC, DONT, COM_PORT);
    expect(refused.notices[0]).toMatch(/RFC 2217/);
  });
});

const isMissing = findProgram('ser2net') === undefined || findProgram('socat') === undefined;
describe.skipIf(isMissing)('ser2net (needs ser2net and socat)', () => {
  const here = sourceUnderTest();

  async function serve(accepter: string): Promise<{ port: number; near: string; far: string }> {
    const { near, far } = await ptyPair(here.directory);
    const port = await freePort();
    const file = path.join(here.directory, 'ser2net.yaml');
    const connection = [`  accepter: ${accepter},tcp,127.0.0.1,${port}`, `  connector: serialdev,${far},9600n81,local`];
    await fs.writeFile(file, ['%YAML 1.1', '---', 'connection: &con', ...connection, ''].join('\n'));
    run('ser2net', ['-n', '-d', '-c', file, '-P', path.join(here.directory, 'pid')]);
    return { port, near, far };
  }

  const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index);

  test.each([
    ['telnet', 'telnet'],
    ['rfc2217', 'telnet(rfc2217)'],
  ] as const)('%s: every byte value both ways, and nothing else', async (protocol, accepter) => {
    const { port, near, far } = await serve(accepter);
    const sink = recordingSink();
    const line = protocol === 'rfc2217' ? SerialLine.parse({ baudRate: 57_600, flow: 'hardware' }) : undefined;
    const source = here.start(tcpSource({ kind: 'tcp', host: '127.0.0.1', port, protocol, line }, sink, QUICK));
    await sink.untilTold('connected');
    const device = await fs.open(near, 'r+');
    // Until the negotiation is over a CR NUL may be on its way: begin with a line of text.
    await device.write('hello\n');
    await sink.untilText('hello\n');
    if (line !== undefined) {
      const settings = (): string => spawnSync('stty', ['-a', '-F', far], { encoding: 'utf8' }).stdout;
      await expect.poll(settings, { timeout: 5000 }).toMatch(/speed 57600 baud/);
      await expect.poll(settings, { timeout: 5000 }).toMatch(/ crtscts/);
    }
    await device.write(everyByte);
    await expect.poll(() => sink.size(), { timeout: 5000 }).toBe(6 + 256);
    expect([...sink.all().subarray(6)]).toEqual([...everyByte]);
    expect(source.write('typed ÿ\r')).toBe(true);
    const { buffer, bytesRead } = await device.read(Buffer.alloc(20), 0, 20, null);
    expect(buffer.toString('utf8', 0, bytesRead)).toBe('typed ÿ\r');
    expect(source.abilities).toEqual(['break']);
    await source.act?.({ do: 'break' });
    await device.write('after\n');
    await sink.untilText(/after\n$/);
    await device.close();
  });
});
