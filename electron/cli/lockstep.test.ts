/** The command line from outside: built once, run as a process, exit statuses and streams as docs/contracts.md says. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Report } from '../../shared/contract/report.ts';

const root = path.resolve(import.meta.dirname, '../..');
const example = path.join(root, 'resources/examples/lab-cycle3.log');
let directory = '';
let script = '';

beforeAll(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-cli-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: path.join(directory, 'dist/cli'),
      target: 'node20',
      minify: false,
      rollupOptions: {
        input: { lockstep: path.join(root, 'electron/cli/lockstep.ts') },
        output: { entryFileNames: '[name].mjs' },
      },
    },
  });
  script = path.join(directory, 'dist/cli/lockstep.mjs');
}, 60_000);

afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

const run = (args: readonly string[], input?: string | Buffer) => {
  const result = spawnSync(process.execPath, [script, ...args], {
    input: input ?? '',
    encoding: 'utf8',
    cwd: directory,
  });
  return { status: result.status, out: result.stdout, err: result.stderr };
};

test('parse prints one valid object a line and counts lines of the file', () => {
  const { status, out, err } = run(['parse', example]);
  expect([status, err]).toEqual([0, '']);
  const lines = out.trimEnd().split('\n');
  expect(lines).toHaveLength(1);
  const report = Report.parse(JSON.parse(lines[0]!));
  expect(report).toMatchObject({ kind: 'circular', source: { name: example }, completeness: { state: 'complete' } });
  const text = fs.readFileSync(example);
  expect(text.subarray(0, report.source.firstByte).toString().split('\n')).toHaveLength(report.source.firstLine);
});

test('standard input, text for people, compressed logs', () => {
  const log = fs.readFileSync(example);
  const plain = run(['parse', '-'], log).out;
  expect(plain).toContain('"name":"-"');
  expect(run(['parse'], gzipSync(log)).out).toBe(plain);
  for (const [program, flag] of [
    ['xz', '-c'],
    ['zstd', '-qc'],
  ] as const) {
    if (spawnSync(program, ['--version']).error === undefined) {
      expect(run(['parse'], execFileSync(program, [flag], { input: log })).out).toBe(plain);
    }
  }
  expect(run(['parse', '--format', 'text', example]).out).toMatch(
    /^.*lab-cycle3\.log:\d+-\d+: circular: .*\n {2}alloc-reclaim\/\d+ takes /,
  );
});

test('a file that cannot be read is one line on stderr and status 2; the others are still parsed', () => {
  const { status, out, err } = run(['parse', 'absent.log', directory, example]);
  expect(status).toBe(2);
  expect(out.trimEnd().split('\n')).toHaveLength(1);
  expect(err).toBe(`lockstep: absent.log: no such file\nlockstep: ${directory}: is a directory, expected a log file\n`);
  const cut = path.join(directory, 'cut.gz');
  fs.writeFileSync(cut, gzipSync(fs.readFileSync(example)).subarray(0, 300));
  const damaged = run(['parse', cut]);
  expect(damaged.status).toBe(2);
  expect(damaged.err).toMatch(/^lockstep: .*cut\.gz: near byte \d+: expected gzip data \([^\n]*\)\n$/);
});

test('check: 0 none, 1 at least one, 2 error, 125 for a boot that failed otherwise', () => {
  const quiet = path.join(directory, 'quiet.log');
  fs.writeFileSync(quiet, '[    0.000000] Linux version 6.12.0\n[    1.000000] Run /init as init process\n');
  const dead = path.join(directory, 'dead.log');
  fs.writeFileSync(dead, '[    0.000000] Linux version 6.12.0\n[    1.000000] Kernel panic - not syncing\n');
  expect(run(['check', quiet])).toEqual({ status: 0, out: '', err: '' });
  expect(run(['check', '--bisect-skip', quiet]).status).toBe(0);
  expect(run(['check', '--bisect-skip', dead]).status).toBe(125);
  const found = run(['check', example]);
  expect(found.status).toBe(1);
  const signature = /\[(\S+)\]\n$/.exec(found.out)![1]!;
  expect(run(['check', '-q', '--bisect-skip', '--kind', 'circular', '--signature', signature, example])).toEqual({
    status: 1,
    out: '',
    err: '',
  });
  expect(run(['check', '--kind', 'recursive', example]).status).toBe(0);
  expect(run(['check', 'absent.log']).status).toBe(2);
  expect(run(['check', '--kind', 'nonsense', example]).status).toBe(2);
  expect(run(['nonsense']).status).toBe(2);
});

test('check --lock takes the name with or without its numbers', () => {
  const { out } = run(['parse', example]);
  const name = (JSON.parse(out) as Report).acquiring!.class;
  expect(run(['check', '-q', '--lock', name, example]).status).toBe(1);
  expect(run(['check', '-q', '--lock', 'no such lock', example]).status).toBe(0);
});

test('graph writes DOT, JSON and GraphML, with /proc/lockdep merged in', () => {
  const dump = path.join(directory, 'lockdep');
  fs.writeFileSync(
    dump,
    'all lock classes:\n00000000abcd1234 OPS:      86 FD:   91 BD:    3 ++++: outer\n -> [00000000abcd1238] &x->"inner"#2\n\n',
  );
  const dot = run(['graph', example, dump]).out;
  expect(dot).toMatch(/^digraph locks \{\n/);
  expect(dot).toContain('"outer" -> "&x->\\"inner\\"#2" [color=gray];');
  const graph = JSON.parse(run(['graph', '--format', 'json', example, dump]).out) as {
    edges: { from: string; reports: number }[];
  };
  expect(graph.edges.filter((edge) => edge.reports > 0)).toHaveLength(3);
  expect(run(['graph', '--format', 'graphml', dump]).out).toContain('target="&amp;x-&gt;&quot;inner&quot;#2"');
});

test('schema prints JSON Schemas; help and version end with 0', () => {
  for (const name of ['report', 'scenario', 'verdict']) {
    expect(JSON.parse(run(['schema', name]).out)).toMatchObject({
      $schema: expect.stringContaining('json-schema.org') as string,
    });
  }
  expect(run(['--help']).status).toBe(0);
  expect(run(['parse', '--help']).out).toContain('Exit status');
  expect(run(['--version']).status).toBe(0);
});

test('a reader that goes away ends it quietly', async () => {
  const many = path.join(directory, 'many.log');
  fs.writeFileSync(many, fs.readFileSync(example, 'utf8').repeat(200));
  const child = spawn(process.execPath, [script, 'parse', many], { stdio: ['ignore', 'pipe', 'pipe'] });
  let err = '';
  child.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
  child.stdout.once('data', () => child.stdout.destroy());
  const status = await new Promise((resolve) => child.on('close', resolve));
  expect([status, err]).toEqual([141, '']);
});

const BAD: readonly (readonly [string, string | Buffer, RegExp])[] = [
  [
    'nul.lockstep',
    '{ "schema": "lockstep.scenario/1",\n  \0 }',
    /^lockstep: nul\.lockstep:2:3: expected .* found "U\+0000"$/,
  ],
  ['empty.lockstep', '', /^lockstep: empty\.lockstep:1:1: expected a value, found the end of the file$/],
  ['deep.lockstep', '{"a":'.repeat(50_000), /^lockstep: deep\.lockstep:1:\d+: nested deeper than 64 levels$/],
  [
    'latin1.lockstep',
    Buffer.from('{ "a": 1,\n  "b\xe9": 2 }', 'latin1'),
    /^lockstep: latin1\.lockstep:2:5: expected UTF-8/,
  ],
  ['big.lockstep', Buffer.alloc(13 << 20, ' '), /^lockstep: big\.lockstep:1:1: longer than \d+ bytes: not a scenario$/],
  ['words.lockstep', 'hello\n', /^lockstep: words\.lockstep:1:1: expected a value, found hello; of a log, /],
];

test.each(BAD)('a bad scenario is one line with its place, from every command: %s', (name, content, expected) => {
  fs.writeFileSync(path.join(directory, name), content);
  for (const command of ['replay', 'explore', 'validate']) {
    const { status, out, err } = run([command, name]);
    expect([status, out]).toEqual([2, '']);
    expect(err.trimEnd()).toMatch(expected);
  }
});

test('a file that never ends is left alone', () => {
  expect(run(['validate', '/dev/zero'])).toMatchObject({
    status: 2,
    err: expect.stringMatching(/not a scenario/) as string,
  });
});

test('from a report to a scenario to verdicts, over standard input', () => {
  const many = path.join(root, 'resources/examples/lab-console.log');
  const told = run(['replay', '--report', '1', '--scenario', many]);
  expect(told.status).toBe(0);
  expect(JSON.parse(told.out)).toMatchObject({ schema: 'lockstep.scenario/1' });
  expect(run(['explore', '-'], told.out)).toMatchObject({ status: 1, err: '' });
  expect(JSON.parse(run(['validate', '-'], told.out).out)).toMatchObject({ reports: [{ kind: 'circular' }] });
  // A link's changes are part of it, so that each verdict of the window can be asked for here.
  const [report] = run(['parse', many])
    .out.trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Report);
  const link = `lockstep:1/report/x/${report!.source.firstByte}?if=h~outer~01`;
  const gated = run(['replay', '--report', '1', '--scenario', '--link', link, many]);
  expect(JSON.parse(gated.out)).toMatchObject({ locks: [{}, {}, { id: 'outer' }] });
  expect(run(['explore', '-'], gated.out)).toMatchObject({ status: 0, err: '' });
  expect(run(['validate', '-'], gated.out)).toMatchObject({ status: 1 });
  expect(run(['replay', '-'], told.out).out).toContain('DEADLOCK: T0');
  expect(run(['replay', '-'], fs.readFileSync(many)).out.match(/^DEADLOCK/gm)).toHaveLength(5);
  expect(run(['replay', '--report', '9', many]).err).toBe(`lockstep: ${many}: has 5 reports, there is no --report 9\n`);
  expect(run(['replay', '--report', '2', '-'], 'no report\n').err).toBe('lockstep: -: holds no report\n');
  expect(run(['replay', '--report', '0', many])).toMatchObject({ status: 2, out: '' });
});

test('what a log says does nothing to the terminal', () => {
  const log = fs.readFileSync(example, 'latin1').replaceAll('&fs->alloc_lock', '&fs->\x1b[2Jlock');
  const { out } = run(['replay', '-'], Buffer.from(log, 'latin1'));
  expect(out).toContain('DEADLOCK');
  expect(out).not.toContain('\x1b');
});
