/** Real folders, like those of kvm.sh. */
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findLogs, watchLogFolder, type LogFolder } from './log-folder.ts';

let directory: string;
let watched: LogFolder | undefined;
beforeEach(async () => {
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
  watched = await watchLogFolder(path.join(directory, 'res'), (file) => found.push(file), 5);
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
  await expect(watchLogFolder('/no/such/folder', () => undefined)).rejects.toThrow(/ENOENT/);
  for (let index = 0; index < 65; index++) await write(`${index}.log`);
  await expect(watchLogFolder(directory, () => undefined)).rejects.toThrow(/65 logs; at most 64/);
});
