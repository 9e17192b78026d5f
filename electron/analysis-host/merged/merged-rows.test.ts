/** Merged rows of real capture files, one of them growing. */
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requests } from '../../../shared/contract/ipc.ts';
import { CAPTURE_SCHEMA, captureFiles } from '../../node/capture-format.ts';
import { WatchedCapture } from '../watched-capture.ts';
import { mergedPosition, mergedRows } from './merged-rows.ts';

let directory: string;
const captures = new Map<string, WatchedCapture>();
beforeAll(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
});
afterAll(async () => {
  for (const capture of captures.values()) await capture.close();
  await fs.rm(directory, { recursive: true });
});

/** A capture with the lines that came at each time (µs); without a sidecar when no times are wanted. */
async function recorded(id: string, came: readonly (readonly [number, string])[], ended: boolean, timed = true) {
  const files = captureFiles(directory, id);
  const header = { schema: CAPTURE_SCHEMA, id, name: id, spec: { kind: 'unix', path: '/x' }, startedAt: 0 };
  let offset = 0;
  const events = came.map(([at, text]) => {
    const event = { at, event: 'bytes', offset, bytes: Buffer.byteLength(text) };
    offset += event.bytes;
    return event;
  });
  await fs.writeFile(files.log, came.map(([, text]) => text).join(''));
  if (timed) await fs.writeFile(files.events, [header, ...events].map((line) => `${JSON.stringify(line)}\n`).join(''));
  const none = (): void => undefined;
  const capture = new WatchedCapture({
    ...{ id, name: id, files, onProgress: none, onReports: none },
    onError: (error) => {
      throw error;
    },
  });
  captures.set(id, capture);
  await capture.begin(ended);
  await capture.caughtUp();
  return { capture, append: (text: string) => fs.appendFile(files.log, text), bytes: offset };
}

const captureOf = (id: string): WatchedCapture => captures.get(id)!;
const rows = async (ids: readonly string[], first = 0, count = 100) => {
  const params = requests['merged.rows'].params.parse({ consoles: ids.map((id) => ({ id })), first, count });
  const answer = requests['merged.rows'].result.parse(await mergedRows(captureOf, params));
  return { ...answer, texts: answer.rows.map(({ console, row }) => `${ids[console]} ${row.line} ${row.text}`) };
};
const position = async (consoles: readonly { id: string; shift?: number }[], at: object): Promise<number> => {
  const params = requests['merged.find'].params.parse({ consoles, at });
  return (await mergedPosition(captureOf, params)).position;
};

test('captures that have ended: in order, to find by line and by time, all settled', async () => {
  await recorded(
    'one',
    [
      [1_000_000, 'a\nb\n'],
      [3_000_000, 'c\n'],
    ],
    true,
  );
  await recorded(
    'two',
    [
      [2_000_000, 'x\n'],
      [3_000_000, 'y\nz'],
    ],
    true,
  );
  const answer = await rows(['one', 'two']);
  expect(answer.texts).toEqual(['one 1 a', 'one 2 b', 'two 1 x', 'one 3 c', 'two 2 y', 'two 3 z']);
  expect(answer).toMatchObject({ lines: 6, settled: 6 });
  expect((await rows(['two', 'one'], 3, 2)).texts).toEqual(['two 2 y', 'two 3 z']);
  const both = [{ id: 'one' }, { id: 'two' }];
  expect(await position(both, { id: 'two', line: 1 })).toBe(2);
  expect(await position(both, { time: 2000 })).toBe(2);
  expect(await position(both, { time: 2000.001 })).toBe(3);
  expect(await position(both, { time: 9999 })).toBe(6);
  // Where a line of a console that is left out would be.
  expect(await position([{ id: 'one' }], { id: 'two', line: 1 })).toBe(2);
  // A second earlier, two's first line comes with one's first.
  expect(await position([{ id: 'two', shift: -1000 }, { id: 'one' }], { id: 'two', line: 1 })).toBe(0);
});

test('a capture without times has no place; alone it gives an empty whole', async () => {
  await recorded('untimed', [[0, 'nobody knows when\n']], true, false);
  expect((await rows(['untimed', 'one'])).texts).toEqual(['one 1 a', 'one 2 b', 'one 3 c']);
  expect(await rows(['untimed'])).toMatchObject({ rows: [], lines: 0, settled: 0, untimed: [0] });
  await expect(position([{ id: 'one' }], { id: 'untimed', line: 1 })).rejects.toThrow('not known when');
});

test('a live one adds lines; what is before its unfinished line is settled', async () => {
  const { capture, append, bytes } = await recorded('live', [[2_500_000, 'login: ']], false);
  expect(await rows(['one', 'live'])).toMatchObject({ lines: 4, settled: 2 });
  await append('root\n# ');
  capture.appended([{ bytes: bytes + 7, at: 4_000_000 }]);
  await capture.caughtUp();
  const answer = await rows(['one', 'live']);
  expect(answer.texts).toEqual(['one 1 a', 'one 2 b', 'live 1 login: root', 'one 3 c', 'live 2 # ']);
  expect(answer.settled).toBe(4);
});
