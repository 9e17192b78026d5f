/** Files: read once, followed, played back. Real files, no sleeps. */
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileSource } from './file-source.ts';
import { followSource } from './follow-source.ts';
import { looksBinary } from './looks-binary.ts';
import { playbackSource } from './playback-source.ts';
import { recordingSink } from './recording-sink.ts';
import type { Source } from './source.ts';
import { textSource } from './text-source.ts';

let directory: string;
let source: Source | undefined;
beforeEach(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
});
afterEach(async () => {
  await source?.stop();
  source = undefined;
  await fs.rm(directory, { recursive: true, force: true });
});
const start = (made: Source): Source => {
  source = made;
  made.start();
  return made;
};

test('a file is read to its end, byte by byte the same', async () => {
  const file = path.join(directory, 'big.log');
  const content = `${'x'.repeat(99)}\n`.repeat(30_000);
  await fs.writeFile(file, content);
  const sink = recordingSink();
  start(fileSource(file, 0, sink));
  await sink.untilTold('ended', 'end of file');
  expect(sink.text()).toBe(content);
  expect(sink.told).toEqual([
    ['connected', 0],
    ['ended', 'end of file'],
  ]);
});

test('a file can be taken up in its middle', async () => {
  const file = path.join(directory, 'a.log');
  await fs.writeFile(file, 'one two');
  const sink = recordingSink();
  start(fileSource(file, 4, sink));
  await sink.untilTold('ended', 'end of file');
  expect(sink.text()).toBe('two');
});

test('bad files: missing, a directory, a device, empty, binary, compressed', async () => {
  const outcome = async (file: string): Promise<unknown[][]> => {
    const sink = recordingSink();
    start(fileSource(file, 0, sink));
    await expect.poll(() => sink.told.some(([what]) => what === 'ended' || what === 'failed')).toBe(true);
    return sink.told.filter(([what]) => what !== 'connected');
  };
  expect(await outcome(path.join(directory, 'no.log'))).toEqual([['failed', 'ENOENT']]);
  expect(await outcome(directory)).toEqual([['failed', 'is-directory']]);
  expect(await outcome('/dev/null')).toEqual([['failed', 'not-a-file']]);
  const empty = path.join(directory, 'empty');
  await fs.writeFile(empty, '');
  expect(await outcome(empty)).toEqual([
    ['notice', 'The file is empty.'],
    ['ended', 'end of file'],
  ]);
  const binary = path.join(directory, 'binary');
  await fs.writeFile(binary, Buffer.alloc(1000));
  expect(await outcome(binary)).toEqual([
    ['notice', 'Looks like a binary file: 1000 of its first 1000 bytes are no text.'],
    ['ended', 'end of file'],
  ]);
});

test('what looks binary', () => {
  expect(looksBinary(Buffer.from('[    0.000000] Linux version\r\n\x1b[31mred\x1b[0m\n'))).toBeUndefined();
  expect(looksBinary(Buffer.from('caf\xe9 mojibake', 'latin1'))).toBeUndefined();
  expect(looksBinary(Buffer.concat([Buffer.from('log\n'.repeat(100)), Buffer.alloc(3)]))).toBeUndefined();
  expect(looksBinary(Buffer.from([0x1f, 0x8b, 8, 0]))).toContain('gzip');
  expect(looksBinary(Buffer.from('\x7fELF\x02\x01'))).toContain('ELF');
  expect(looksBinary(Buffer.alloc(0))).toBeUndefined();
});

test('a followed file grows', async () => {
  const file = path.join(directory, 'grow.log');
  await fs.writeFile(file, 'one\n');
  const sink = recordingSink();
  start(followSource(file, 0, sink));
  await sink.untilText('one\n');
  await fs.appendFile(file, 'two\n');
  await sink.untilText('one\ntwo\n');
  await fs.appendFile(file, 'three\n');
  await sink.untilText('one\ntwo\nthree\n');
  expect(sink.told).toEqual([['connected', 0]]);
});

test('a followed file is truncated and begins again', async () => {
  const file = path.join(directory, 'truncate.log');
  await fs.writeFile(file, 'a long first part\n');
  const sink = recordingSink();
  start(followSource(file, 0, sink));
  await sink.untilText('a long first part\n');
  await fs.truncate(file, 0);
  await expect.poll(() => sink.told.length, { timeout: 5000 }).toBe(2);
  await fs.appendFile(file, 'anew\n');
  await sink.untilText('a long first part\nanew\n');
  expect(sink.told).toEqual([
    ['connected', 0],
    ['connected', 0],
  ]);
});

test('a followed file is rotated: the old one to its end, then the new one', async () => {
  const file = path.join(directory, 'rotate.log');
  await fs.writeFile(file, 'old\n');
  const sink = recordingSink();
  start(followSource(file, 0, sink));
  await sink.untilText('old\n');
  await fs.rename(file, `${file}.1`);
  await fs.appendFile(`${file}.1`, 'last words\n');
  await fs.writeFile(file, 'new\n');
  await sink.untilText(/new\n$/);
  await fs.appendFile(file, 'more\n');
  await sink.untilText(/more\n$/);
  // The old file's last words come before the new file where it was still open when they were written.
  expect(sink.text()).toMatch(/^old\n(last words\n)?new\nmore\n$/);
});

test('a followed file that is not there yet is waited for, and so is one that vanished', async () => {
  const file = path.join(directory, 'later.log');
  const sink = recordingSink();
  start(followSource(file, 0, sink));
  await sink.untilTold('reconnecting', 1, 'ENOENT');
  await fs.writeFile(file, 'here\n');
  await sink.untilText('here\n');
  await fs.rm(file);
  await expect.poll(() => sink.told.at(-1)?.[0], { timeout: 5000 }).toBe('reconnecting');
  await fs.writeFile(file, 'again\n');
  await sink.untilText('here\nagain\n');
});

test('text is delivered as UTF-8', () => {
  const sink = recordingSink();
  textSource('größer ☃', sink).start();
  expect(sink.text()).toBe('größer ☃');
  expect(sink.told).toEqual([['connected'], ['ended', 'end of text']]);
});

test('a playback gives the recorded bytes, the first at once, in the recorded pieces', async () => {
  const log = path.join(directory, 'x.log');
  const timing = path.join(directory, 'x.timing.ndjson');
  await fs.writeFile(log, 'onetwothree');
  const header = { schema: 'lockstep.playback/1', title: 'x', kernel: '6.12', recorded: '2026-01-01', bytes: 11 };
  const lines = [header, { t: 5, bytes: 3 }, { t: 5.2, bytes: 3 }, { t: 5.4, bytes: 5 }];
  await fs.writeFile(timing, lines.map((line) => JSON.stringify(line)).join('\n'));
  const sink = recordingSink();
  const began = performance.now();
  start(playbackSource({ log, timing, speed: 2 }, sink));
  await sink.untilText('one');
  await sink.untilTold('ended', 'end of the recording');
  expect(sink.text()).toBe('onetwothree');
  expect(performance.now() - began).toBeGreaterThan(190);
});

test('a playback without its files fails with their name', async () => {
  const sink = recordingSink();
  start(playbackSource({ log: path.join(directory, 'no'), timing: path.join(directory, 'no'), speed: 1 }, sink));
  await sink.untilTold('failed', 'ENOENT');
});
