/** Real folders, like those of kvm.sh. */
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Problem } from '../../shared/contract/ipc.ts';
import { findLogs, watchLogFolder, type LogFolder } from './log-folder.ts';

let directory: string;
let watched: LogFolder | undefined;
let problems: Problem[];
const onProblem = (problem: Problem): void => void problems.push(problem);
beforeEach(async () => {
  problems = [];
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
});
afterEach(async () => {
  watched?.close();
  await fs.rm(directory, { recursive: true, force: true });
});
async function write(file: string): Promise<string> {
  const whole = path.join(directory, file);
  await fs.mkdir(path.dirname(whole), { recursive: true });
  await fs.writeFile(whole, 'x\n');
  return whole;
}

test('kvm.sh results: console.log of every run, and of those that start later', async () => {
  const first = await write('res/2026.11.20-01.00.00/TREE01/console.log');
  await write('res/2026.11.20-01.00.00/TREE01/qemu-cmd');
  await write('res/2026.11.20-01.00.00/log.txt');
  const second = await write('res/2026.11.20-01.00.00/TREE02/console.log');
  const found: string[] = [];
  const onFile = (file: string): void => void found.push(file);
  watched = await watchLogFolder(path.join(directory, 'res'), { onFile, onProblem, lookEvery: 5 });
  expect(watched.files).toEqual([first, second]);
  const third = await write('res/2026.11.20-02.00.00/TREE03/console.log');
  await expect.poll(() => found).toEqual([third]);
});

test('any other folder: its logs, not those further down', async () => {
  const files = [await write('a.log'), await write('b.txt')];
  await write('c.bin');
  await write('down/d.log');
  expect(await findLogs(directory)).toEqual(files);
});

test('a folder that is not there, and one with too many logs', async () => {
  const options = { onFile: () => undefined, onProblem };
  await expect(watchLogFolder('/no/such/folder', options)).rejects.toThrow(/ENOENT/);
  for (let index = 0; index < 65; index++) await write(`${index}.log`);
  await expect(watchLogFolder(directory, options)).rejects.toThrow(/65 logs; at most 64/);
});

test('a folder that is away for now is told and waited for; the log that is one too many is told, once', async () => {
  const folder = path.join(directory, 'later');
  const found: string[] = [];
  const onFile = (file: string): void => void found.push(file);
  watched = await watchLogFolder(folder, { onFile, onProblem, mayBeAway: true, lookEvery: 5 });
  expect(problems).toMatchObject([
    { code: 'ENOENT', hint: expect.stringContaining('as soon as it is there') as string },
  ]);
  for (let index = 0; index < 64; index++) await write(`later/${String(index).padStart(2, '0')}.log`);
  await expect.poll(() => found.length).toBe(64);
  await write('later/one.log');
  await write('later/two.log');
  await expect.poll(() => problems.slice(1)).toMatchObject([{ code: 'too-many' }]);
  expect(found).toHaveLength(64);
});
