import { Command } from 'commander';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Validation, Verdict } from '../../../shared/contract/scenario.ts';
import { parseText } from '../../../shared/lockdep/parse-text.ts';
import { linkOf } from '../../../shared/notebook/write-link.ts';
import { replayStates } from '../../../shared/scenario/replay/default-schedule.ts';
import { textOfRun } from '../../../shared/scenario/run-text.ts';
import { bigScenario } from '../../../shared/scenario/testing/big-scenario.ts';
import { exploreCommand } from './explore.ts';
import { replayCommand } from './replay.ts';
import { validateCommand } from './validate.ts';

const take = (lock: string) => ({ op: 'acquire', lock });
const drop = (lock: string) => ({ op: 'release', lock });
const scenario = (...threads: object[][]) =>
  JSON.stringify({
    schema: 'lockstep.scenario/1',
    locks: ['A', 'B'].map((id) => ({ id, type: 'mutex', class: id })),
    threads: threads.map((steps, index) => ({ id: `T${index}`, steps })),
  });

let directory = '';
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'lockstep-cli-'))));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
});

async function run(command: string, text: string, ...options: string[]): Promise<{ out: string; status: unknown }> {
  const file = join(directory, 'scenario.json');
  writeFileSync(file, text);
  let out = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    out += String(chunk);
    return true;
  });
  const program = new Command().exitOverride();
  for (const each of [exploreCommand, replayCommand, validateCommand]) each.register(program);
  await program.parseAsync(['node', 'lockstep', command, ...options, ...(text === NO_FILE ? [] : [file])]);
  return { out, status: process.exitCode ?? 0 };
}

/** In place of a file's text: none is named. */
const NO_FILE = '';

const ABBA = scenario([take('A'), take('B'), drop('B'), drop('A')], [take('B'), take('A'), drop('A'), drop('B')]);
const ORDERED = scenario([take('A'), take('B'), drop('B'), drop('A')], [take('A'), take('B'), drop('B'), drop('A')]);

describe('lockstep explore', () => {
  it('prints a verdict with a shortest schedule and ends with 1', async () => {
    const { out, status } = await run('explore', ABBA);
    expect(Verdict.parse(JSON.parse(out))).toMatchObject({
      deadlock: true,
      schedule: [
        { thread: 'T0', step: 0 },
        { thread: 'T1', step: 0 },
      ],
      blocked: [
        { thread: 'T0', step: 1, waitsFor: 'B', heldBy: ['T1'] },
        { thread: 'T1', step: 1, waitsFor: 'A', heldBy: ['T0'] },
      ],
    });
    expect(status).toBe(1);
  });

  it('ends with 0 when there is no deadlock', async () => {
    const { out, status } = await run('explore', ORDERED);
    expect(Verdict.parse(JSON.parse(out))).toMatchObject({
      deadlock: false,
      complete: true,
      schedule: [],
      blocked: [],
    });
    expect(status).toBe(0);
  });

  it('names file, line and column of a mistake', async () => {
    await expect(run('explore', ABBA.replace('"lock":"B"', '"lock":"Z"'))).rejects.toThrow(
      /scenario\.json:1:\d+: no lock "Z"/,
    );
  });
});

describe('lockstep validate', () => {
  it('prints what lockdep would and ends with 1, or 0', async () => {
    const { out, status } = await run('validate', ABBA);
    expect(Validation.parse(JSON.parse(out)).reports).toEqual([
      { kind: 'circular', thread: 'T1', step: 1, locks: ['A', 'B'] },
    ]);
    expect(status).toBe(1);
    expect((await run('validate', ORDERED)).out).toBe('{"schema":"lockstep.validation/1","reports":[]}\n');
  });
});

describe('lockstep replay', () => {
  it('shows a written scenario step by step to its deadlock', async () => {
    const { out, status } = await run('replay', ABBA);
    expect(out).toContain('4. T1 waits for A; held by T0.');
    expect(out).toContain('DEADLOCK: T0 → T1 → T0');
    expect(status).toBe(0);
  });

  it('says so when the log holds no report', async () => {
    await expect(run('replay', 'nothing here\n')).rejects.toThrow('holds no report');
  });
});

describe('lockstep replay --link', () => {
  const log = readFileSync(join(import.meta.dirname, '../../../resources/examples/lab-abba.log'), 'utf8');
  const { report } = parseText(new TextEncoder().encode(log), 'x').reports[0]!;
  const place = {
    at: 'report',
    consoleId: 'c',
    firstByte: report.source.firstByte,
    signature: report.signature,
  } as const;

  it('leads to the step of a branch', async () => {
    const { out } = await run('replay', log, '--link', linkOf({ ...place, step: 1, schedule: '1' }));
    expect(out).toContain('1. T1 takes');
    expect(out).not.toContain('2. ');
    expect(out).toContain('The link leads here.');
  });

  it('goes to the end, and to the deadlock, without a step', async () => {
    expect((await run('replay', log, '--link', linkOf(place))).out).toContain('DEADLOCK');
  });

  it('refuses a link to another report and what is no link', async () => {
    await expect(run('replay', log, '--link', linkOf({ ...place, signature: 'circular-0' }))).rejects.toThrow(
      'has no report that the link means',
    );
    await expect(run('replay', log, '--link', 'https://example.org/')).rejects.toThrow('--link: ');
    await expect(run('replay', log, '--link', linkOf({ at: 'lab' }))).rejects.toThrow('leads to a lab');
    await expect(run('replay', log, '--link', linkOf({ at: 'scenario', id: 'new:1' }))).rejects.toThrow(
      'is no scenario',
    );
    await expect(run('replay', ABBA, '--link', linkOf(place))).rejects.toThrow('the link leads to a report');
  });

  it('finds the recording of the workbench by itself', async () => {
    vi.stubEnv('LOCKSTEP_USER_DATA', directory);
    mkdirSync(join(directory, 'captures'));
    writeFileSync(join(directory, 'captures', '20261127-020304-lab-00ff.log'), log);
    const link = linkOf({ ...place, consoleId: '20261127-020304-lab-00ff', step: 1, schedule: '1' });
    expect((await run('replay', NO_FILE, '--link', link)).out).toContain('1. T1 takes');
    await expect(run('replay', NO_FILE, '--link', linkOf({ ...place, consoleId: '../x' }))).rejects.toThrow(
      'no capture',
    );
    await expect(run('replay', NO_FILE)).rejects.toThrow('expected a FILE');
  });

  it('leads to the step of a run of a written scenario, long runs and changes included', async () => {
    const id = `file:${join(directory, 'scenario.lockstep')}`;
    writeFileSync(join(directory, 'scenario.lockstep'), ABBA);
    const link = linkOf({ at: 'scenario', id, step: 3, schedule: '010', whatIf: 't~1~1' });
    const { out } = await run('replay', NO_FILE, '--link', link);
    expect(out).toContain('What if: ');
    expect(out).toContain('3. T0 waits for B');
    expect(
      (await run('replay', NO_FILE, '--link', linkOf({ at: 'scenario', id: 'example:slab-sysfs' }))).out,
    ).toContain('DEADLOCK');
    const big = bigScenario(1, 'mutex', true);
    const states = replayStates(big);
    const schedule = textOfRun(big, states, states.length - 1);
    expect(schedule).toMatch(/^_/);
    const long = linkOf({ at: 'scenario', id, step: 60, schedule });
    const replayed = (await run('replay', JSON.stringify(big), '--link', long)).out;
    expect(replayed).toContain(` 60. ${states[60]!.changed}`);
    expect(replayed).not.toContain(' 61. ');
    await expect(run('replay', NO_FILE, '--link', long)).rejects.toThrow(
      'its run does not fit: it was written for another',
    );
    await expect(run('replay', NO_FILE, '--link', linkOf({ at: 'scenario', id: 'new:1' }))).rejects.toThrow(
      'never saved',
    );
  });
});
