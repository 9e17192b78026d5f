import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Console, ReportSummary, SourceSpec } from '../../shared/contract/ipc.ts';
import { byteOffset, epochMilliseconds, lineNumber } from '../../shared/contract/units.ts';
import type { HostSource, ToAnalysisHost, ToConsoleHost } from '../node/host-protocol.ts';
import { nameOfSpec } from './console-sources.ts';
import { Consoles } from './consoles.ts';

let directory: string;
let consoles: Consoles;
let toConsole: ToConsoleHost[];
let toAnalysis: ToAnalysisHost[];
let told: [string, unknown][];
let listed: readonly string[];
beforeEach(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
  [toConsole, toAnalysis, told, listed] = [[], [], [], []];
  consoles = new Consoles({
    directory,
    toConsole: (message) => toConsole.push(message),
    toAnalysis: (message) => toAnalysis.push(message),
    tell: (name, payload) => told.push([name, payload]),
    onList: (ids) => (listed = ids),
    resolve: (spec: SourceSpec) => {
      const source: HostSource =
        spec.kind === 'text'
          ? { kind: 'text', text: spec.text }
          : { kind: 'unix', path: 'path' in spec ? spec.path : '/x', eager: false };
      return Promise.resolve({ name: nameOfSpec(spec), source });
    },
  });
});
afterEach(() => fs.rm(directory, { recursive: true }));

const status = (id: string, state: Console['state'], bytes = 0): void =>
  consoles.onConsoleMessage({ type: 'status', id, bytes, status: { state, attempts: 0, canType: true } });

test('opening tells both hosts; the text of pasted text stays out of the list', async () => {
  const opened = await consoles.open({ kind: 'text', name: 'pasted', text: 'very long' });
  expect(opened).toMatchObject({ name: 'pasted', state: 'connecting', spec: { kind: 'text', text: '' } });
  expect(toAnalysis).toMatchObject([{ type: 'watch', id: opened.id, ended: false }]);
  expect(toConsole).toMatchObject([{ type: 'open', resume: false, source: { text: 'very long' } }]);
  expect(JSON.stringify(toConsole[0])).toMatch(/"spec":\{"kind":"text","name":"pasted","text":""\}/);
  expect(listed).toEqual([opened.id]);
});

test('typing needs a connection', async () => {
  const { id } = await consoles.open({ kind: 'unix', path: '/run/serial' });
  expect(() => consoles.type(id, 'x')).toThrow(/serial is not connected/);
  status(id, 'connected');
  consoles.type(id, 'x');
  expect(toConsole.at(-1)).toEqual({ type: 'type', id, text: 'x' });
  expect(() => consoles.type('nobody', 'x')).toThrow(/no console nobody/);
});

test('doing something else than typing: only what the source can, and its answer comes back', async () => {
  const { id } = await consoles.open({ kind: 'tcp', host: 'server', port: 2000, protocol: 'telnet' }, 'board');
  expect(consoles.get(id).name).toBe('board');
  expect(toConsole[0]).toMatchObject({ type: 'open', source: { kind: 'tcp', host: 'server', port: 2000 } });
  expect(() => consoles.act(id, { do: 'break' })).toThrow(/board cannot do that now/);
  consoles.onConsoleMessage({
    type: 'status',
    id,
    bytes: 0,
    status: { state: 'connected', attempts: 0, canType: true, abilities: ['break', 'qmp'] },
  });
  const asked = consoles.act(id, { do: 'qmp', command: 'stop' });
  const message = toConsole.at(-1);
  const serial = message?.type === 'act' ? message.serial : 0;
  consoles.onConsoleMessage({ type: 'acted', serial, result: 'paused' });
  expect(await asked).toBe('paused');
  const refused = consoles.act(id, { do: 'break' });
  consoles.onConsoleMessage({ type: 'acted', serial: serial + 1, problem: { code: 'x', message: 'No BREAK.' } });
  await expect(refused).rejects.toThrow('No BREAK.');
});

test('removing waits for the source to stop, tells the reports that go, and deletes when asked', async () => {
  const { id, capturePath } = await consoles.open({ kind: 'unix', path: '/run/serial' });
  await fs.writeFile(capturePath, 'bytes');
  status(id, 'connected');
  const removed = consoles.remove(id, true);
  expect(toConsole.at(-1)).toEqual({ type: 'detach', id });
  expect(consoles.list()).toHaveLength(1);
  status(id, 'ended');
  await removed;
  expect(consoles.list()).toEqual([]);
  expect(listed).toEqual([]);
  expect(told.map(([name]) => name)).toEqual(expect.arrayContaining(['report.removed', 'console.removed']));
  expect(await fs.readdir(directory)).toEqual([]);
  status(id, 'connected', 99);
  expect(consoles.list()).toEqual([]);
});

test('a capture of an earlier session is opened by its id, and only by an id', async () => {
  await fs.writeFile(path.join(directory, 'old.log'), 'some bytes');
  const header = {
    schema: 'lockstep.capture/1',
    id: 'old',
    name: 'ttyUSB0',
    spec: { kind: 'unix', path: '/s' },
    startedAt: 17,
  };
  await fs.writeFile(path.join(directory, 'old.events.ndjson'), `${JSON.stringify(header)}\n{"at":1,"ev`);
  const opened = await consoles.reopen('old');
  expect(opened).toMatchObject({ name: 'ttyUSB0', state: 'ended', bytes: 10, startedAt: 17 });
  expect(toAnalysis).toMatchObject([{ type: 'watch', id: 'old', ended: true }]);
  expect(await consoles.reopen('old')).toBe(opened);
  await fs.writeFile(path.join(directory, 'bare.log'), 'x');
  expect(await consoles.reopen('bare')).toMatchObject({ name: 'bare', spec: { kind: 'file' } });
  for (const id of ['nope', '../old', '/etc/passwd', '.']) {
    await expect(consoles.reopen(id), id).rejects.toMatchObject({ problem: { code: 'no-capture' } });
  }
});

test('restoring skips what is gone, empty or no id', async () => {
  await fs.writeFile(path.join(directory, 'a.log'), 'x');
  await fs.writeFile(path.join(directory, 'empty.log'), '');
  await consoles.restore(['a', 'empty', 'gone', '../../x']);
  expect(consoles.list().map(({ id }) => id)).toEqual(['a']);
});

test('when the console host dies, sockets go on in the same capture and what cannot says so', async () => {
  const socket = await consoles.open({ kind: 'unix', path: '/s' });
  const text = await consoles.open({ kind: 'text', name: 't', text: 'x' });
  const over = await consoles.open({ kind: 'unix', path: '/over' });
  status(socket.id, 'connected', 5);
  status(over.id, 'ended', 5);
  toConsole.length = toAnalysis.length = 0;
  consoles.onConsoleHostLost();
  expect(consoles.get(socket.id).state).toBe('reconnecting');
  consoles.onConsoleHostBack();
  expect(toConsole).toMatchObject([{ type: 'open', resume: true, header: { id: socket.id } }]);
  expect(consoles.get(text.id)).toMatchObject({ state: 'ended', problem: { code: 'recorder-stopped' } });
  expect(toAnalysis).toEqual([{ type: 'ended', id: text.id }]);
});

test('when the analysis host dies, everything is read again', async () => {
  const a = await consoles.open({ kind: 'unix', path: '/a' });
  const b = await consoles.open({ kind: 'unix', path: '/b' });
  status(b.id, 'ended', 5);
  toAnalysis.length = 0;
  consoles.onAnalysisHostReady();
  expect(toAnalysis).toMatchObject([
    { type: 'watch', id: a.id, ended: false },
    { type: 'watch', id: b.id, ended: true },
  ]);
});

test('a recording that went on: a next console of the same name and source, which is the one that is acted on', async () => {
  const first = await consoles.open({ kind: 'unix', path: '/run/serial' });
  status(first.id, 'connected', 100);
  consoles.rename(first.id, 'board');
  const { header } = toConsole[0] as Extract<ToConsoleHost, { type: 'open' }>;
  const next = { ...header, id: 'next', startedAt: 5, continues: first.id, part: 2 };
  consoles.onConsoleMessage({ type: 'continued', from: first.id, header: next });
  status('next', 'connected', 0);
  const ended = { state: 'ended', attempts: 0, canType: false } as const;
  consoles.onConsoleMessage({ type: 'status', id: first.id, bytes: 100, status: ended });
  expect(consoles.list()).toMatchObject([
    { id: first.id, name: 'board', state: 'ended', bytes: 100, canType: false },
    { id: 'next', name: 'board', state: 'connected', continues: first.id, part: 2, canType: true },
  ]);
  expect(toAnalysis.at(-1)).toMatchObject({ type: 'watch', id: 'next', ended: false });
  expect(listed).toEqual([first.id, 'next']);
  consoles.rename(first.id, 'rack');
  expect(consoles.list().map(({ name }) => name)).toEqual(['rack', 'rack']);
  // Told again by a recorder that was started again.
  consoles.onConsoleMessage({ type: 'continued', from: first.id, header: next });
  expect(consoles.list()).toHaveLength(2);
  consoles.onConsoleHostLost();
  consoles.onConsoleHostBack();
  const again = toConsole.filter((message) => message.type === 'open' && message.resume);
  expect(again).toMatchObject([{ header: { id: 'next' }, source: { kind: 'unix', path: '/run/serial' } }]);
});

test('a capture that is read anew: reports that are not in it any more go, the others stay all the while', async () => {
  const { id } = await consoles.open({ kind: 'unix', path: '/run/serial' });
  const report = (number: number): ReportSummary => ({
    id: `${id}:${number}`,
    consoleId: id,
    consoleName: 'serial',
    kind: 'circular',
    sentence: 'a conflicts with b',
    arrivedAt: epochMilliseconds(1),
    completeness: { state: 'complete', missing: [] },
    signature: String(number),
    firstLine: lineNumber(1),
    lastLine: lineNumber(2),
    firstByte: byteOffset(0),
    growing: false,
  });
  const progress = (analysedBytes: number, reports: number): void =>
    consoles.onAnalysisMessage({
      type: 'progress',
      id,
      lines: 9,
      indexedBytes: 90,
      analysedBytes,
      boots: 0,
      reports,
    });
  consoles.onAnalysisMessage({ type: 'reports', summaries: [report(0), report(1)] });
  progress(90, 2);
  consoles.onAnalysisMessage({ type: 'reread', id, bytes: 80 });
  expect(consoles.get(id)).toMatchObject({ bytes: 80, lines: 0, reports: 0 });
  const ids = (): string[] => consoles.reports().map((one) => one.id);
  expect(ids()).toEqual([`${id}:0`, `${id}:1`]);
  consoles.onAnalysisMessage({ type: 'reports', summaries: [report(0)] });
  progress(40, 1);
  expect(ids()).toHaveLength(2);
  progress(80, 1);
  expect(ids()).toEqual([`${id}:0`]);
  expect(told).toContainEqual(['report.removed', { ids: [`${id}:1`] }]);
});
