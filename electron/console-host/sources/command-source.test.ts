/** Real commands. */
import * as fs from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { commandSource } from './command-source.ts';
import { recordingSink } from './recording-sink.ts';
import type { Source } from './source.ts';

let source: Source | undefined;
afterEach(() => source?.stop());
const start = (command: string, sink = recordingSink(), cwd?: string): typeof sink => {
  source = commandSource(command, cwd, sink);
  source.start();
  return sink;
};
const isAlive = (pid: number): boolean => {
  const status = fs.existsSync(`/proc/${pid}/stat`) ? fs.readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
  return status !== '' && !/\) [ZX] /.test(status);
};

test('stdout and stderr come in the order in which they were written', async () => {
  const sink = start('for i in 1 2 3 4 5 6 7 8 9; do echo out $i; echo err $i >&2; done');
  await sink.untilTold('ended', 'exit status 0');
  expect(sink.text()).toBe(Array.from({ length: 9 }, (_, index) => `out ${index + 1}\nerr ${index + 1}\n`).join(''));
});

test('the exit status is told, and so is a signal', async () => {
  await start('exit 3').untilTold('ended', 'exit status 3', 'exit-3');
  await start('no-such-program-at-all').untilTold('ended', 'exit status 127', 'exit-127');
  await start('kill -9 $$').untilTold('ended', 'killed by SIGKILL', 'SIGKILL');
});

test('typing reaches the command', async () => {
  const sink = start('read a; echo "got $a"');
  await sink.untilTold('connected');
  expect(source?.write('hello\n')).toBe(true);
  await sink.untilTold('ended', 'exit status 0');
  expect(sink.text()).toBe('got hello\n');
});

test('stopping ends the whole group, also what ignores SIGTERM', async () => {
  const sink = start('trap "" TERM; sleep 1000 & echo $!; echo $$; while :; do sleep 0.05; done');
  await sink.untilText(/^\d+\n\d+\n$/);
  const pids = sink.text().trim().split('\n').map(Number);
  expect(pids.every(isAlive)).toBe(true);
  await source?.stop();
  await expect.poll(() => pids.some(isAlive)).toBe(false);
  expect(sink.told).toEqual([['connected']]);
});

test('a working directory that is not there is named', async () => {
  const sink = start('true', recordingSink(), '/no/such/directory');
  await sink.untilTold('failed', 'ENOENT');
});
