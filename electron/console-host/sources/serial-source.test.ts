/** A serial port, as one end of a socat pty pair. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { SerialLine } from '../../../shared/contract/ipc.ts';
import { end, findProgram, ptyPair } from './programs.ts';
import { recordingSink } from './recording-sink.ts';
import { serialSource } from './serial-source.ts';
import { sourceUnderTest } from './source-under-test.ts';

const QUICK = { first: 5, longest: 20 };
const here = sourceUnderTest();
const { start } = here;
const settings = (file: string): string => spawnSync('stty', ['-a', '-F', file], { encoding: 'utf8' }).stdout;

describe.skipIf(findProgram('socat') === undefined)('on a pty pair (needs socat)', () => {
  test('bytes of any value both ways; the line is set as asked', async () => {
    const { near, far } = await ptyPair(here.directory);
    const sink = recordingSink();
    const line = SerialLine.parse({ baudRate: 57_600, flow: 'hardware', stopBits: 2, parity: 'even' });
    const made = start(serialSource(near, line, sink, QUICK));
    await sink.untilTold('connected');
    // A pty keeps what it is told, but for size and parity of a character, which it has none of.
    expect(settings(near)).toMatch(/speed 57600 baud/);
    expect(settings(near)).toMatch(/ crtscts/);
    expect(settings(near)).toMatch(/ cstopb/);
    const all = Uint8Array.from({ length: 256 }, (_, index) => index);
    const other = await fs.open(far, 'r+');
    await other.write(all);
    await expect.poll(() => sink.size()).toBe(256);
    expect(made.write('typed\r')).toBe(true);
    const { buffer, bytesRead } = await other.read(Buffer.alloc(10), 0, 10, null);
    expect(buffer.toString('utf8', 0, bytesRead)).toBe('typed\r');
    await other.close();
  });

  test('unplugged and plugged in again: told, and read on', async () => {
    const { near, far, cable } = await ptyPair(here.directory);
    const sink = recordingSink();
    start(serialSource(near, SerialLine.parse({}), sink, QUICK));
    await sink.untilTold('connected');
    await fs.writeFile(far, 'one ');
    await sink.untilText('one ');
    await end(cable);
    await sink.untilTold('reconnecting', 1, 'closed');
    await expect.poll(() => sink.told.at(-1)?.[2]).toBe('ENOENT');
    await ptyPair(here.directory);
    await expect.poll(() => sink.told.at(-1)).toEqual(['connected']);
    await fs.writeFile(far, 'two');
    await sink.untilText('one two');
  });

  test('a line that cannot do BREAK says so', async () => {
    const { near } = await ptyPair(here.directory);
    const sink = recordingSink();
    const made = start(serialSource(near, SerialLine.parse({}), sink, QUICK));
    expect(made.abilities).toEqual([]);
    await sink.untilTold('connected');
    expect(made.abilities).toEqual(['break']);
    await expect(made.act?.({ do: 'break' })).rejects.toThrow(/^No BREAK on /);
  });
});
