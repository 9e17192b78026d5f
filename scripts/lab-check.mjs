#!/usr/bin/env node
// @ts-check
/**
 * Boots the lab and checks that every provocation still makes the kernel say what
 * resources/lab/provocations.json promises, twice each, so that a second run in the
 * same boot works too. Prints a table; exit status 1 when anything differs.
 *
 *   node scripts/lab-check.mjs [--kernel 6.12|6.1] [--kvm] [--shuffle] [--verbose] [NAME...]
 */
import * as fs from 'node:fs';
import { LabError } from './lab/error.mjs';
import { kvmWorks } from './lab/qemu.mjs';
import { LAB_KERNELS, isReady, labStatus } from './lab/status.mjs';
import { LabSession } from './lab-session.mjs';

/**
 * @typedef {{ name: string, title: string, description: string, expectedKind: string,
 *   headline: string, command: string, needsReboot?: boolean }} Provocation
 */

/** @returns {Provocation[]} */
export function readProvocations() {
  const file = new URL('../resources/lab/provocations.json', import.meta.url);
  return JSON.parse(fs.readFileSync(file, 'utf8')).provocations;
}

/** Headlines of lockdep's and its neighbours' reports, as the console prints them. */
const HEADLINE =
  /^(?:\[[^\]\n]*\]\[[^\]\n]*\] )?((?:WARNING|BUG|INFO): (?!lockdep is turned off).*|\[ BUG: .* \]|DEBUG_LOCKS_WARN_ON.*)$/gm;

/** @param {string} text */
export function headlines(text) {
  return [...text.replaceAll('\r', '').matchAll(HEADLINE)].map((match) => match[1] ?? '');
}

async function main() {
  const args = process.argv.slice(2);
  const wantsKvm = args.includes('--kvm');
  const verbose = args.includes('--verbose');
  const shuffle = args.includes('--shuffle');
  const at = args.indexOf('--kernel');
  const kernel = at < 0 ? '6.12' : LAB_KERNELS.find((known) => known === args[at + 1]);
  if (!kernel) throw new LabError(`--kernel takes ${LAB_KERNELS.join(' or ')}`);
  const names = args.filter((arg, i) => !arg.startsWith('--') && (at < 0 || i !== at + 1));

  const lab = labStatus({ kernel });
  if (!isReady(lab)) throw new LabError(`The lab is not built: node scripts/lab-build.mjs --kernel ${kernel}`);
  const kvm = wantsKvm && (await kvmWorks(lab));
  if (wantsKvm && !kvm) console.log('KVM does not work here; going on without.');

  const once = readProvocations().filter(({ name }) => names.length === 0 || names.includes(name));
  const runs = [...once, ...once];
  if (shuffle) runs.sort(() => Math.random() - 0.5);

  const session = await LabSession.start(lab, { kvm });
  let failed = 0;
  try {
    const seconds = await session.boot();
    console.log(`Linux ${lab.version} booted to a prompt in ${seconds.toFixed(1)} s (${kvm ? 'KVM' : 'TCG'})`);
    const bootNoise = headlines(session.text);
    if (bootNoise.length > 0) failed++;
    for (const line of bootNoise) console.log(`FAILED  while booting: ${line}`);
    for (const { name, command, headline, expectedKind } of runs) {
      const began = Date.now();
      const text = await session.run(command);
      const took = ((Date.now() - began) / 1000).toFixed(1);
      const found = headlines(text);
      const good =
        found.length > 0 &&
        found.every((line) => line.includes(headline)) &&
        (found.length === 1 || expectedKind === 'hung-task') &&
        text.includes(`lockstep: done ${name}`);
      if (!good) failed++;
      if (!good && verbose) console.log(text);
      console.log(
        `${good ? 'ok    ' : 'FAILED'}  ${name.padEnd(13)} ${took.padStart(5)} s ${String(text.length).padStart(6)} B  ${found.join(' | ') || 'nothing reported'}`,
      );
    }
    const stats = await session.run('grep -E "max:|debug_l" /proc/lockdep_stats');
    console.log(stats.replaceAll('\r', ''));
    if (!/debug_locks:\s+1/.test(stats)) failed++;
  } finally {
    await session.stop();
  }
  console.log(failed === 0 ? 'all as promised' : `${failed} not as promised`);
  process.exitCode = failed === 0 ? 0 : 1;
}

if (process.argv[1]?.endsWith('lab-check.mjs')) {
  main().catch((error) => {
    console.error(error instanceof LabError ? `lab-check: ${error.message}` : error);
    process.exitCode = 1;
  });
}
