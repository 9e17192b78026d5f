/** Real commands that end and are run again. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAlive } from '../../node/processes.ts';
import { commandSource } from './command-source.ts';
import { ptySource } from './pty-source.ts';
import { recordingSink } from './recording-sink.ts';
import { runAgainSource } from './run-again.ts';
import type { Source, SourceSink } from './source.ts';

let directory: string;
let source: Source | undefined;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-test-'));
});
afterEach(async () => {
  await source?.stop();
  fs.rmSync(directory, { recursive: true, force: true });
});
const start = (make: (sink: SourceSink) => Source): ReturnType<typeof recordingSink> => {
  const sink = recordingSink();
  source = runAgainSource(make, sink, { first: 10, longest: 20 });
  source.start();
  return sink;
};

test.each([
  ['a pipe', (command: string) => (sink: SourceSink) => commandSource(command, undefined, sink)],
  ['a terminal', (command: string) => (sink: SourceSink) => ptySource(command, undefined, sink)],
])('a command on %s that ends is run again, and its ends are told', async (_, making) => {
  const sink = start(making('echo here; read a; echo "got $a"; exit 255'));
  for (const word of ['one', 'two', 'three']) {
    const before = sink.text().length;
    await expect
      .poll(
        () =>
          sink
            .text()
            .slice(before - 6)
            .includes('here') && source?.write(`${word}\n`),
      )
      .toBe(true);
    await sink.untilText(new RegExp(`got ${word}`));
    await expect.poll(() => sink.told.at(-1)).toEqual(['connected']);
  }
  expect(sink.told.slice(0, 5)).toEqual([
    ['connected'],
    ['reconnecting', 1, 'exit-255'],
    ['connected'],
    ['reconnecting', 2, 'exit-255'],
    ['connected'],
  ]);
});

test('an end in good order is no end either', async () => {
  await start((sink) => commandSource('true', undefined, sink)).untilTold('reconnecting', 2, 'ended');
});

test('what cannot be started the first time is told as such', async () => {
  await start((sink) => commandSource('true', '/no/such/directory', sink)).untilTold('failed', 'ENOENT');
});

test('a folder that vanishes and comes back ends nothing', async () => {
  const folder = path.join(directory, 'work');
  fs.mkdirSync(folder);
  const sink = start((one) => commandSource('pwd', folder, one));
  await sink.untilTold('reconnecting', 1, 'ended');
  fs.rmSync(folder, { recursive: true });
  await expect.poll(() => sink.told.at(-1)?.[2]).toBe('ENOENT');
  fs.mkdirSync(folder);
  await expect
    .poll(() => sink.told.slice(sink.told.findLastIndex(([, , code]) => code === 'ENOENT')))
    .toContainEqual(['connected']);
});

test('once it is stopped it stays so, between two runs and within one', async () => {
  const between = start((sink) => commandSource('exit 1', undefined, sink));
  await between.untilTold('reconnecting', 1, 'exit-1');
  await source?.stop();
  const told = between.told.length;
  const within = start((sink) => commandSource('echo $$; sleep 1000', undefined, sink));
  await within.untilText(/\d+\n/);
  await source?.stop();
  expect(isAlive(Number(within.text()))).toBe(false);
  expect(within.told).toEqual([['connected']]);
  expect(between.told).toHaveLength(told);
});
