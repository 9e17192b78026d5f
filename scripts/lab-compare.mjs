#!/usr/bin/env node
// @ts-check
/**
 * Compares the lockdep model (shared/lockdep/model) with the kernel: random scenarios run through both, in one boot of
 * the lab, and every verdict that differs (whether there is a report, its kind, thread and step) is listed as the
 * smallest scenario that still shows it. Exit status 1 when there is one.
 *
 *   node scripts/lab-compare.mjs [--count N] [--seed N] [--kernel 6.12|6.1] [--kvm] [--no-shrink] [--keep DIR] [FILE.json...]
 *
 * With files, these scenarios are compared instead of random ones. --keep writes the lines and verdicts of the first
 * boot. How a scenario is written as a line, and how the kernel runs it: resources/lab/driver/scenario.c.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { nextScenario, randomNumbers } from './lab/compare/random-scenarios.mjs';
import { runInKernel } from './lab/compare/run-in-kernel.mjs';
import { encodeScenario } from './lab/compare/scenario-line.mjs';
import { smaller } from './lab/compare/smaller.mjs';
import { LabError } from './lab/error.mjs';
import { kvmWorks } from './lab/qemu.mjs';
import { LAB_KERNELS, isReady, labStatus } from './lab/status.mjs';

/** @import { Scenario } from './lab/compare/scenario-line.mjs' */

/** @typedef {(scenario: Scenario) => string} Judge  a verdict: "none", or kind, thread and step */

/** The model, as the lab kernel is configured. @returns {Promise<Judge>} */
async function loadModel() {
  const { runnerImport } = await import('vite');
  const file = fileURLToPath(new URL('../shared/lockdep/model/validate.ts', import.meta.url));
  /** @typedef {{ reports: { kind: string, thread: string, step: number }[] }} Validation */
  /** @type {{ module: { validate: (scenario: Scenario, options: { rawNesting: boolean }) => Validation } }} */
  const { module } = await runnerImport(file, { configFile: false, logLevel: 'error' });
  return (scenario) => {
    const report = module.validate(scenario, { rawNesting: true }).reports[0];
    if (!report) return 'none';
    return `${report.kind} T${scenario.threads.findIndex(({ id }) => id === report.thread)} ${report.step}`;
  };
}

/** Make each disagreement smaller until nothing can be left out. @param {readonly Scenario[]} found @param {Judge} model @param {(lines: readonly string[]) => Promise<Map<number, string>>} kernel */
async function shrink(found, model, kernel) {
  let current = [...found];
  for (let round = 0; round < 25; round++) {
    const candidates = current.flatMap((scenario, of) => smaller(scenario).map((candidate) => ({ of, candidate })));
    const verdicts = await kernel(candidates.map(({ candidate }, at) => encodeScenario(candidate, at)));
    const next = [...current];
    let better = false;
    candidates.forEach(({ of, candidate }, at) => {
      if (next[of] !== current[of] || verdicts.get(at) === model(candidate)) return;
      if (verdicts.get(at)?.startsWith('invalid') !== false) return;
      next[of] = candidate;
      better = true;
    });
    if (!better) break;
    current = next;
  }
  return current;
}

async function main() {
  const args = process.argv.slice(2);
  /** @param {string} name @returns {string | undefined} */
  const option = (name) => {
    const at = args.indexOf(name);
    if (at < 0) return undefined;
    const [, value] = args.splice(at, 2);
    if (value === undefined) throw new LabError(`${name} takes a value`);
    return value;
  };
  /** @param {string} name */
  const flag = (name) => {
    const at = args.indexOf(name);
    if (at >= 0) args.splice(at, 1);
    return at >= 0;
  };
  const count = Number(option('--count') ?? 2000);
  const seed = Number(option('--seed') ?? 1);
  const cpus = Number(option('--cpus') ?? 1);
  const wantedKernel = option('--kernel') ?? '6.12';
  const keep = option('--keep');
  const kernel = LAB_KERNELS.find((known) => known === wantedKernel);
  const wantsKvm = flag('--kvm');
  const noShrink = flag('--no-shrink');
  if (!kernel) throw new LabError(`--kernel takes ${LAB_KERNELS.join(' or ')}`);
  if (!Number.isInteger(count) || count < 1 || !Number.isInteger(seed))
    throw new LabError('--count and --seed take whole numbers');
  const unknown = args.find((arg) => arg.startsWith('-'));
  if (unknown) throw new LabError(`Unknown argument ${unknown}`);

  const lab = labStatus({ kernel });
  if (!isReady(lab)) throw new LabError(`The lab is not built: node scripts/lab-build.mjs --kernel ${kernel}`);
  const kvm = wantsKvm && (await kvmWorks(lab));

  const model = await loadModel();
  const random = randomNumbers(seed);
  /** @type {Scenario[]} */
  const scenarios =
    args.length > 0
      ? args.map((file) => JSON.parse(fs.readFileSync(file, 'utf8')))
      : Array.from({ length: count }, (_, at) => nextScenario(random, at));
  const lines = scenarios.map(encodeScenario);
  const { verdicts, seconds, text } = await runInKernel(lab, lines, { kvm, cpus });
  if (keep) {
    fs.mkdirSync(keep, { recursive: true });
    fs.writeFileSync(path.join(keep, 'scenarios.txt'), `${lines.join('\n')}\n`);
    fs.writeFileSync(path.join(keep, 'verdicts.txt'), text.replaceAll('\r', ''));
  }

  /** @type {Map<string, number>} */
  const kinds = new Map();
  /** @type {Scenario[]} */
  const differing = [];
  let missing = 0;
  scenarios.forEach((scenario, at) => {
    const verdict = verdicts.get(at);
    if (verdict === undefined) missing++;
    const kind = verdict?.split(' ')[0] ?? 'no verdict';
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (verdict !== model(scenario)) differing.push(scenario);
  });
  console.log(
    `Linux ${lab.version}, seed ${seed}: ${scenarios.length} scenarios in ${seconds.toFixed(1)} s, ${differing.length} disagreements`,
  );
  for (const [kind, times] of [...kinds].sort(([, a], [, b]) => b - a))
    console.log(`  ${String(times).padStart(6)}  ${kind}`);
  if (missing > 0) console.log(`${missing} without a verdict`);

  const shown = differing.slice(0, 12);
  const small =
    noShrink || missing > 0
      ? shown
      : await shrink(shown, model, async (batch) => (await runInKernel(lab, batch, { kvm, cpus })).verdicts);
  const again = small.length > 0 ? await runInKernel(lab, small.map(encodeScenario), { kvm, cpus }) : undefined;
  const seen = new Set();
  small.forEach((scenario, at) => {
    const line = encodeScenario(scenario, 0).slice(2);
    if (seen.has(line)) return;
    seen.add(line);
    console.log(`\n${line}\n  kernel ${again?.verdicts.get(at) ?? 'no verdict'}\n  model  ${model(scenario)}`);
  });
  process.exitCode = differing.length === 0 && missing === 0 ? 0 : 1;
}

if (process.argv[1]?.endsWith('lab-compare.mjs')) {
  main().catch((error) => {
    console.error(error instanceof LabError ? `lab-compare: ${error.message}` : error);
    process.exitCode = 1;
  });
}
