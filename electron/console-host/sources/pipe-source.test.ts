/** Standard input over its socket: the two ends together, with real streams. */
import * as fs from 'node:fs';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { serveInput } from '../../cli/served-input.ts';
import { pipeSource } from './pipe-source.ts';
import { recordingSink } from './recording-sink.ts';
import { sourceUnderTest } from './source-under-test.ts';

const under = sourceUnderTest();

test('every byte, then the end; the socket is gone', async () => {
  const input = new PassThrough();
  const served = await serveInput(input);
  const before = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 31) & 255));
  input.write(before);
  const sink = recordingSink();
  under.start(pipeSource(served.path, sink));
  await served.taken;
  input.end('the last line without end');
  await sink.untilTold('ended', 'end of input');
  expect(sink.all().equals(Buffer.concat([before, Buffer.from('the last line without end')]))).toBe(true);
  await served.over;
  expect(fs.existsSync(served.path)).toBe(false);
});

test('a reader that goes away ends the input', async () => {
  const input = new PassThrough();
  const served = await serveInput(input);
  const sink = recordingSink();
  const source = under.start(pipeSource(served.path, sink));
  input.write('one\n');
  await sink.untilText('one\n');
  await source.stop();
  await served.over;
  expect(input.destroyed).toBe(true);
  expect(sink.told).toEqual([['connected']]);
});

test('nobody serves it any more: said, and not tried for ever', async () => {
  const served = await serveInput(new PassThrough());
  served.close();
  const sink = recordingSink();
  under.start(pipeSource(served.path, sink));
  await sink.untilTold('failed', 'ENOENT');
});
