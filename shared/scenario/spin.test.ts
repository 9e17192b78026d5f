/**
 * Our exploration against Spin, where `spin` and `gcc` are installed. 500 scenarios take some minutes:
 * LOCKSTEP_SPIN_RUNS=500 npx vitest run shared/scenario/spin
 */
import { execFileSync, spawnSync, type ExecFileSyncOptionsWithStringEncoding } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../contract/scenario.ts';
import { explore } from './explore.ts';
import { toPromela } from './promela.ts';
import { ALL_TYPES, scenarioFromTape, tapeOf } from './testing/random-scenario.ts';

const missing = [
  ['spin', '-V'],
  ['gcc', '--version'],
].flatMap(([tool, version]) => (spawnSync(tool!, [version!]).status === 0 ? [] : [tool]));
const RUNS = Number(process.env.LOCKSTEP_SPIN_RUNS ?? 3);

function spinFindsDeadlock(
  scenario: Scenario,
  directory: string,
): { readonly deadlock: boolean; readonly milliseconds: number } {
  const options = {
    cwd: directory,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  } satisfies ExecFileSyncOptionsWithStringEncoding;
  writeFileSync(join(directory, 'model.pml'), toPromela(scenario));
  execFileSync('spin', ['-a', 'model.pml'], options);
  execFileSync('gcc', ['-O0', '-w', '-DSAFETY', '-o', 'pan', 'pan.c'], options);
  const begin = performance.now();
  const output = execFileSync('./pan', ['-m100000'], options);
  const milliseconds = performance.now() - begin;
  if (!/errors: \d/.test(output) || /search depth too small|out of memory/.test(output)) throw new Error(output);
  return { deadlock: /pan:\d+: invalid end state/.test(output), milliseconds };
}

const why = missing.length > 0 ? ` (skipped: ${missing.join(' and ')} not installed)` : '';

describe.skipIf(missing.length > 0)(`exploration and Spin${why}`, () => {
  it(`agree on ${RUNS} random scenarios, every second one with interrupts`, { timeout: 3_600_000 }, () => {
    const directory = mkdtempSync(join(tmpdir(), 'lockstep-spin-'));
    const different: string[] = [];
    const count = { deadlock: 0, none: 0 };
    const spent = { ours: 0, spin: 0 };
    try {
      for (let seed = 1; seed <= RUNS; seed++) {
        const shape = { threads: 4, locks: 4, steps: 6, types: ALL_TYPES, tries: true, interrupts: seed % 2 === 0 };
        const scenario = scenarioFromTape(tapeOf(seed * 7919, 200), shape);
        const begin = performance.now();
        const ours = explore(scenario).answer === 'deadlock';
        spent.ours += performance.now() - begin;
        const spin = spinFindsDeadlock(scenario, directory);
        spent.spin += spin.milliseconds;
        count[spin.deadlock ? 'deadlock' : 'none']++;
        if (ours !== spin.deadlock)
          different.push(
            `${seed}: ours ${ours}, Spin ${spin.deadlock}\n${JSON.stringify(scenario)}\n${readFileSync(join(directory, 'model.pml'), 'utf8')}`,
          );
      }
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
    expect(different).toEqual([]);
    if (RUNS >= 100) process.stderr.write(`${JSON.stringify({ count, spent })}\n`);
  });
});
