// @ts-check
/**
 * Exploration of 8 threads with 12 operations each over 6 locks: worst processor time of some seeds per family and the memory of
 * this process after it; then ours against Spin on random scenarios, in the same run. Changed with
 * LOCKSTEP_BENCH_SEEDS (default 5), LOCKSTEP_BENCH_SPIN (default 20) and LOCKSTEP_BENCH_FAMILIES (names, with commas).
 */
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { figure } from './bench-figures.mjs';

const root = path.resolve(import.meta.dirname, '..');
const SEEDS = Number(process.env.LOCKSTEP_BENCH_SEEDS ?? 5);
const SPIN_RUNS = Number(process.env.LOCKSTEP_BENCH_SPIN ?? 20);
const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-bench-explore-'));
try {
  const { explore, toPromela, bigScenario, BIG_FAMILIES, scenarioFromTape, tapeOf, ALL_TYPES } = await load();
  const families = process.env.LOCKSTEP_BENCH_FAMILIES?.split(',') ?? BIG_FAMILIES;
  for (const family of families) for (const ordered of [false, true]) measure(explore, bigScenario, family, ordered);
  figure('memory of the process after all of them', process.memoryUsage.rss() / 2 ** 20, 'MB', { atMost: 500 });
  againstSpin(explore, toPromela, (/** @type {number} */ seed) =>
    scenarioFromTape(tapeOf(seed * 7919, 200), {
      threads: 4,
      locks: 4,
      steps: 6,
      types: ALL_TYPES,
      tries: true,
      interrupts: seed % 2 === 0,
    }),
  );
} finally {
  fs.rmSync(directory, { recursive: true, force: true });
}

/** The pure TypeScript of shared/scenario as one module. */
async function load() {
  const { rolldown } = await import('rolldown');
  const entry = path.join(directory, 'entry.ts');
  const scenario = path.join(root, 'shared/scenario');
  fs.writeFileSync(
    entry,
    ['explore', 'promela', 'testing/big-scenario', 'testing/random-scenario']
      .map((name) => `export * from ${JSON.stringify(path.join(scenario, `${name}.ts`))};\n`)
      .join(''),
  );
  const bundle = await rolldown({ input: entry, logLevel: 'silent' });
  const file = path.join(directory, 'explore.mjs');
  await bundle.write({ file, format: 'esm' });
  await bundle.close();
  return import(pathToFileURL(file).href);
}

/**
 * @param {(scenario: unknown) => any} explore
 * @param {(seed: number, family: string, ordered: boolean) => unknown} bigScenario
 * @param {string} family
 * @param {boolean} ordered
 */
function measure(explore, bigScenario, family, ordered) {
  let worst = 0;
  let deadlocks = 0;
  /** @type {string[]} */
  const limits = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const scenario = bigScenario(seed, family, ordered);
    const begin = process.cpuUsage();
    const result = explore(scenario);
    const { user, system } = process.cpuUsage(begin);
    worst = Math.max(worst, (user + system) / 1000);
    if (result.answer === 'deadlock') deadlocks++;
    if (!result.complete) limits.push(result.limit);
  }
  const name = `8×12×6 ${family}${ordered ? ', ordered' : ''}, worst of ${SEEDS}`;
  // The time until a limit stopped it is not the time of an exploration: no goal can be met by it.
  if (limits.length > 0) figure(`${name}, NOT explored fully`, worst / 1000, 's');
  else figure(name, worst / 1000, 's', { atMost: 2 });
  say(`  ${deadlocks} of ${SEEDS} deadlock${limits.length > 0 ? `; ${limits.length} incomplete: ${limits[0]}` : ''}`);
}

/**
 * @param {(scenario: unknown) => any} explore
 * @param {(scenario: unknown) => string} toPromela
 * @param {(seed: number) => unknown} scenarioOf
 */
function againstSpin(explore, toPromela, scenarioOf) {
  const missing = ['spin -V', 'gcc --version'].filter((line) => {
    const [tool, argument] = line.split(' ');
    return spawnSync(tool ?? '', [argument ?? '']).status !== 0;
  });
  if (missing.length > 0) {
    say(`Spin: skipped, ${missing.map((line) => line.split(' ')[0]).join(' and ')} not installed`);
    return;
  }
  let ours = 0;
  let verifier = 0;
  let translating = 0;
  let different = 0;
  for (let seed = 1; seed <= SPIN_RUNS; seed++) {
    const scenario = scenarioOf(seed);
    const begin = performance.now();
    const deadlock = explore(scenario).answer === 'deadlock';
    ours += performance.now() - begin;
    fs.writeFileSync(path.join(directory, 'model.pml'), toPromela(scenario));
    const translate = performance.now();
    execFileSync('spin', ['-a', 'model.pml'], { cwd: directory, stdio: 'ignore' });
    execFileSync('gcc', ['-O1', '-w', '-DSAFETY', '-o', 'pan', 'pan.c'], { cwd: directory, stdio: 'ignore' });
    const run = performance.now();
    const output = execFileSync('./pan', ['-m100000'], { cwd: directory, encoding: 'utf8' });
    verifier += performance.now() - run;
    translating += run - translate;
    if (deadlock !== /pan:\d+: invalid end state/.test(output)) different++;
  }
  figure(`ours, ${SPIN_RUNS} random scenarios`, ours, 'ms');
  figure("Spin's verifier, the same", verifier, 'ms');
  figure('spin -a and gcc before it', translating, 'ms');
  figure('ours / verifier', ours / verifier, '×');
  figure('ours / Spin with its compiling', ours / (verifier + translating), '×');
  figure('different verdicts', different, '', { atMost: 0 });
  if (different > 0) process.exitCode = 1;
}
