import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { expect, test } from 'vitest';
import { AnySpec, AttachSpec, type Console, type Profile } from '../../shared/contract/ipc.ts';
import { epochMilliseconds } from '../../shared/contract/units.ts';
import { Profiles } from './profiles.ts';

const profile = (name: string, spec: unknown): Profile => ({ name, spec: AttachSpec.parse(spec) });
const SOCKET = profile('guest', { kind: 'unix', path: '/tmp/s' });
const PORT = profile('board', { kind: 'serial', path: '/dev/ttyUSB0' });
const SHELL = profile('shell', { kind: 'pty', command: 'ssh lab' });

function attached({ name, spec: saved }: Profile, state: Console['state'] = 'connected'): Console {
  const bytes = { bytes: 0, lines: 0, indexedBytes: 0, analysedBytes: 0, reports: 0, boots: 0 };
  const spec = AnySpec.parse(saved);
  const startedAt = epochMilliseconds(0);
  return { id: name, name, spec, state, attempts: 0, startedAt, capturePath: '', canType: true, ...bytes };
}

const problems: string[] = [];

function make(profiles: Profile[], reopenProfiles: boolean, consoles: Console[] = []): Profiles {
  return new Profiles({
    settings: () => ({ profiles, reopenProfiles }),
    consoles: () => consoles,
    open: (spec, name) => {
      const opened = attached({ spec, name });
      consoles.push(opened);
      return Promise.resolve(opened);
    },
    onProblem: ({ code }) => problems.push(code),
  });
}

test('at start: sockets at once, hardware and programs only after asking, and only once a run', async () => {
  const profiles = make([SOCKET, PORT, SHELL], true);
  expect(await profiles.reopen()).toEqual({ opened: ['guest'], ask: [PORT, SHELL] });
  expect(await profiles.reopen()).toEqual({ opened: [], ask: [] });
});

test('switched on later it is for the next start, not for a page that is loaded again', async () => {
  let reopenProfiles = false;
  const profiles = new Profiles({
    settings: () => ({ profiles: [PORT], reopenProfiles }),
    consoles: () => [],
    open: () => Promise.reject(new Error('not to be opened')),
    onProblem: () => undefined,
  });
  await profiles.reopen();
  reopenProfiles = true;
  expect(await profiles.reopen()).toEqual({ opened: [], ask: [] });
});

test('nothing unless the user wants it, and nothing that is attached already', async () => {
  expect(await make([SOCKET, PORT], false).reopen()).toEqual({ opened: [], ask: [] });
  const consoles = [attached(SOCKET), attached(PORT, 'ended')];
  expect(await make([SOCKET, PORT], true, consoles).reopen()).toEqual({ opened: [], ask: [PORT] });
});

test('a folder: one console a log, named after both, and not twice', async () => {
  const directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
  await fs.mkdir(path.join(directory, 'TREE01'));
  await fs.writeFile(path.join(directory, 'TREE01', 'console.log'), 'x');
  const profiles = make([], false);
  const [id] = await profiles.openFolder(directory);
  expect(id).toBe(`${path.basename(directory)}/TREE01/console.log`);
  expect(await profiles.openFolder(directory)).toEqual([id]);
  await fs.rm(directory, { recursive: true });
  await expect(profiles.openFolder(directory)).rejects.toThrow(/ENOENT/);
});

test('a saved folder is followed again at start; one that is away does not keep the others', async () => {
  const directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
  await fs.writeFile(path.join(directory, 'boot.log'), 'x');
  const saved = [
    profile('away', { kind: 'folder', path: path.join(directory, 'not-there') }),
    profile('results', { kind: 'folder', path: directory }),
  ];
  problems.length = 0;
  expect(await make(saved, true).reopen()).toEqual({
    opened: [`${path.basename(directory)}/boot.log`],
    ask: [],
  });
  expect(problems).toEqual(['ENOENT']);
  await fs.rm(directory, { recursive: true });
});

test('one that says so itself is attached to at start, or is not, whatever holds for the others', async () => {
  const [wanted, unwanted] = [
    { ...SOCKET, atStart: true },
    { ...PORT, atStart: false },
  ];
  expect((await make([wanted, PORT], false).reopen()).opened).toHaveLength(1);
  expect((await make([SOCKET, unwanted], true).reopen()).ask).toEqual([]);
});
