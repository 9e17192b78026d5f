/** The lab service with a stand-in for QEMU: a shell script under its name. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Console, LabStatus, Problem } from '../../shared/contract/ipc.ts';
import { Lab } from './lab.ts';

let directory: string;
let lab: Lab;
let statuses: LabStatus[];
let problems: Problem[];
let typed: [string, string][];
let sources: string[];
let attached: Console | undefined;

const PROVOCATION = {
  name: 'abba',
  title: 'Two locks',
  description: 'd',
  expectedKind: 'circular',
  command: 'provoke abba',
};

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-test-'));
  const make = (name: string, text: string): void => {
    fs.mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
    fs.writeFileSync(path.join(directory, name), text, { mode: 0o755 });
  };
  make('resources/lab/provocations.json', JSON.stringify([PROVOCATION]));
  make(
    'bin/qemu-system-x86_64',
    '#!/bin/sh\n[ "$FAIL" ] && { echo "qemu: info: x"; echo "no kernel" >&2; exit 3; }\nwhile :; do sleep 0.05; done\n',
  );
  make(
    'scripts/lab-build.mjs',
    `export const labStatus = ({ kernel }) => ({ state: kernel === '6.12' ? 'ready' : 'partial', version: '6.12.1', dir: '/lab', sourceDir: '/src' });
     export const labCacheDir = () => '/cache';
     export const qemuCommand = (lab, options) => ({ file: ${JSON.stringify(path.join(directory, 'bin/qemu-system-x86_64'))}, args: [options.serialSocket] });`,
  );
  vi.stubEnv('PATH', `${path.join(directory, 'bin')}:${process.env['PATH'] ?? ''}`);
  vi.stubEnv('XDG_RUNTIME_DIR', directory);
  [statuses, problems, typed, sources, attached] = [[], [], [], [], undefined];
  lab = newLab(path.join(directory, 'scripts'));
});
afterEach(async () => {
  await lab.stop();
  lab.quit();
  vi.unstubAllEnvs();
  fs.rmSync(directory, { recursive: true });
});

const newLab = (scriptsDirectory: string): Lab =>
  new Lab({
    userData: directory,
    resourcesDirectory: path.join(directory, 'resources'),
    scriptsDirectory,
    findConsole: () => attached,
    attach: (spec) => {
      attached = { id: 'lab-1', spec } as Console;
      return Promise.resolve(attached);
    },
    type: (id, text) => typed.push([id, text]),
    onChanged: (status) => statuses.push(status),
    onProblem: (problem) => problems.push(problem),
    onSource: (source) => sources.push(source),
  });

test('start, provoke, stop', async () => {
  expect(await lab.status()).toMatchObject({ build: 'ready', version: '6.12.1', qemu: 'present', running: false });
  expect(() => lab.provoke('abba')).toThrow(/not attached/);
  expect((await lab.start('6.12')).id).toBe('lab-1');
  expect(await lab.status()).toMatchObject({ running: true, consoleId: 'lab-1', provocations: [{ name: 'abba' }] });
  expect(sources).toEqual(['/src']);
  lab.provoke('abba');
  expect(typed).toEqual([['lab-1', 'provoke abba\n']]);
  expect(() => lab.provoke('rm -rf /')).toThrow(/no provocation/);
  await lab.stop();
  expect((await lab.status()).running).toBe(false);
  expect(problems).toEqual([]);
  await vi.waitFor(() => expect(statuses.at(-1)?.running).toBe(false));
});

test('a second start attaches to the same guest; the socket is the same at every start', async () => {
  await lab.start('6.12');
  const socket = lab.serialSocket('6.12');
  await lab.start('6.12');
  await lab.stop();
  await lab.start('6.12');
  expect(lab.serialSocket('6.12')).toBe(socket);
  expect(Buffer.byteLength(lab.serialSocket('6.12'))).toBeLessThan(108);
});

test('a guest that outlived us is taken over', async () => {
  await lab.start('6.12');
  const successor = newLab(path.join(directory, 'scripts'));
  expect((await successor.status()).running).toBe(true);
  await successor.stop();
  await vi.waitFor(async () => expect((await lab.status()).running).toBe(false));
});

test('somebody else with the process id of the guest is not the guest', async () => {
  await lab.start('6.12');
  const socket = path.dirname(lab.serialSocket('6.12'));
  await lab.stop();
  const stranger = spawn('sleep', ['1000']);
  fs.writeFileSync(path.join(socket, 'qemu.json'), JSON.stringify({ pid: stranger.pid, kernel: '6.12' }));
  expect((await newLab(path.join(directory, 'scripts')).status()).running).toBe(false);
  stranger.kill();
});

test('QEMU that ends by itself is a problem with its last words', async () => {
  vi.stubEnv('FAIL', '1');
  await lab.start('6.12');
  await vi.waitFor(() => expect(problems).toHaveLength(1));
  expect(problems[0]).toMatchObject({ code: 'qemu-ended', message: 'QEMU ended (exit status 3). no kernel' });
});

test('not built, not finished, in a package: says what to do', async () => {
  await expect(lab.start('6.1')).rejects.toMatchObject({ problem: { code: 'lab-not-built' } });
  const packaged = newLab(path.join(directory, 'nowhere'));
  expect(await packaged.status()).toMatchObject({ build: 'missing', running: false });
  await expect(packaged.start('6.12')).rejects.toMatchObject({
    problem: { code: 'lab-not-built', hint: expect.stringContaining('npm run lab') as string },
  });
});
