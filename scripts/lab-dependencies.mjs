#!/usr/bin/env node
// @ts-check
/**
 * An oracle for the report reader: boots the lab, provokes reports, has the kernel print its own /proc/lockdep, reads
 * both with the command line, and checks that every dependency that a report claims to have existed is an edge of that
 * dump. The dependency that a report is about was refused by lockdep, so it is none of them.
 *
 * Each provocation has a boot of its own with debugfs lockstep/keep set: lockdep's tables stay as the report left them.
 *
 *   node scripts/lab-dependencies.mjs [--kernel 6.12|6.1] [--kvm] [--keep DIR] [NAME...]
 *
 * Exit status 1 when a dependency between two classes of the dump is missing in it, or when none could be checked.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { LabError } from './lab/error.mjs';
import { kvmWorks } from './lab/qemu.mjs';
import { LAB_KERNELS, isReady, labStatus } from './lab/status.mjs';
import { readProvocations } from './lab-check.mjs';
import { LabSession } from './lab-session.mjs';

const cli = process.env['LOCKSTEP_CLI'] ?? path.resolve(import.meta.dirname, '..', 'dist', 'cli', 'lockstep.js');
/** Kinds whose reports list dependencies that lockdep had recorded before. */
const KINDS = ['circular', 'irq-unsafe-order', 'irq-inversion'];

/**
 * @typedef {{ class: string }} Lock
 * @typedef {{ kind: string, chain?: { index: number, lock: Lock }[],
 *   dependencies?: { title: string, entries: { depth: number, lock: Lock }[] }[] }} Report
 */

/** @param {string[]} args */
function lockstep(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new LabError(`lockstep ${args.join(' ')}: ${stderr || `status ${status}`}`);
  return stdout;
}

/**
 * The dependencies that lockdep had recorded before it printed `report`: [held, taken].
 * @param {Report} report @returns {[string, string][]}
 */
export function recordedDependencies(report) {
  /** @type {[string, string][]} */
  const pairs = [];
  const chain = [...(report.chain ?? [])].sort((a, b) => a.index - b.index);
  chain.forEach(({ lock }, i) => {
    const before = chain[i - 1];
    if (before) pairs.push([before.lock.class, lock.class]);
  });
  // A dump lists a path, deepest first or last; neighbours in it differ by one in depth.
  for (const { entries } of report.dependencies ?? []) {
    entries.forEach((entry, i) => {
      const next = entries[i + 1];
      if (next && next.depth === entry.depth - 1) pairs.push([next.lock.class, entry.lock.class]);
      if (next && next.depth === entry.depth + 1) pairs.push([entry.lock.class, next.lock.class]);
    });
  }
  return pairs;
}

async function main() {
  const args = process.argv.slice(2);
  /** @param {string} name */
  const option = (name) => {
    const at = args.indexOf(name);
    return at < 0 ? undefined : args.splice(at, 2)[1];
  };
  const wanted = option('--kernel') ?? '6.12';
  const kernel = LAB_KERNELS.find((known) => known === wanted);
  if (!kernel) throw new LabError(`--kernel takes ${LAB_KERNELS.join(' or ')}`);
  const keep = option('--keep');
  const wantsKvm = args.includes('--kvm');
  const names = args.filter((arg) => !arg.startsWith('--'));
  if (!fs.existsSync(cli)) throw new LabError('The command line is not built: node scripts/build.mjs');
  const lab = labStatus({ kernel });
  if (!isReady(lab)) throw new LabError(`The lab is not built: node scripts/lab-build.mjs --kernel ${kernel}`);

  const directory = keep ?? fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-dependencies-'));
  fs.mkdirSync(directory, { recursive: true });
  const kvm = wantsKvm && (await kvmWorks(lab));
  let [found, gone, absent] = [0, 0, 0];
  try {
    const runs = readProvocations().filter(({ name, expectedKind }) =>
      names.length > 0 ? names.includes(name) : KINDS.includes(expectedKind),
    );
    for (const { name, command } of runs) {
      const log = path.join(directory, `${name}.log`);
      const dump = path.join(directory, `${name}.lockdep`);
      const session = await LabSession.start(lab, { kvm });
      try {
        await session.boot();
        await session.run('echo 1 > /sys/kernel/debug/lockstep/keep');
        fs.writeFileSync(log, await session.run(command));
        fs.writeFileSync(dump, (await session.run('cat /proc/lockdep', 240)).replaceAll('\r', ''));
      } finally {
        await session.stop();
      }

      const edges = new Set();
      const classes = new Set();
      const graph = JSON.parse(lockstep('graph', '--format', 'json', dump));
      for (const node of graph.nodes) classes.add(node.id);
      for (const edge of graph.edges) edges.add(`${edge.from}\0${edge.to}`);
      const reports = lockstep('parse', log).split('\n').filter(Boolean);
      let [here, lost] = [0, 0];
      /** @type {string[]} */
      const missing = [];
      for (const line of reports) {
        for (const [held, taken] of recordedDependencies(JSON.parse(line))) {
          if (edges.has(`${held}\0${taken}`)) here++;
          else if (!classes.has(held) || !classes.has(taken)) lost++;
          else missing.push(`${held} -> ${taken}`);
        }
      }
      found += here;
      gone += lost;
      absent += missing.length;
      console.log(
        `${missing.length > 0 || reports.length === 0 ? 'FAILED' : 'ok    '}  ${name.padEnd(13)} ${reports.length} report(s), ${here} dependencies found, ${lost} with a class that was gone; the dump has ${classes.size} classes, ${edges.size} edges`,
      );
      for (const pair of missing) console.log(`        not in the dump: ${pair}`);
      if (reports.length === 0) absent++;
    }
  } finally {
    if (keep === undefined) fs.rmSync(directory, { recursive: true, force: true });
  }
  console.log(
    `Linux ${lab.version}: ${found} dependencies of reports are in /proc/lockdep, ${absent} are not, ${gone} could not be checked`,
  );
  process.exitCode = absent === 0 && found > 0 ? 0 : 1;
}

if (process.argv[1]?.endsWith('lab-dependencies.mjs')) {
  main().catch((error) => {
    console.error(error instanceof LabError ? `lab-dependencies: ${error.message}` : error);
    process.exitCode = 1;
  });
}
