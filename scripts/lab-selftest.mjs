#!/usr/bin/env node
// @ts-check
/**
 * Records what the kernel's locking self-test (lib/locking-selftest.c) says in every cell of its table:
 *
 *   node scripts/lab-selftest.mjs            writes shared/lockdep/model/selftest-6.12.json
 *   node scripts/lab-selftest.mjs --check    compares a new recording with that file; exit status 1 when it differs
 *
 * It builds a kernel of its own from the lab's sources (resources/lab/selftest.config; a few minutes, later only what
 * changed) in selftest-<version>/ of the lab's cache, as the table at every boot of the lab would be noise. Two boots:
 * one prints the table with its columns, the other one (debug_locks_verbose) prints behind each cell whether the
 * validator had gone off. A cell alone only says that the kernel met its own expectation.
 */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LabError } from './lab/error.mjs';
import { labCacheDir, labStatus } from './lab/status.mjs';

const CONFIG = fileURLToPath(new URL('../resources/lab/selftest.config', import.meta.url));
const FILE = fileURLToPath(new URL('../shared/lockdep/model/selftest-6.12.json', import.meta.url));

/** Width of a cell: "  ok  |", "FAILED|"; of an empty one: "      |", or two at once. */
const CELL = 7;

/** @typedef {{ name: string, cells: { column: number, printed: string }[] }} Row */

/**
 * The console without prefixes, from the beginning of the table to its end, and the line that sums it up.
 * @param {string} text @returns {{ lines: string[], verdict: string }}
 */
function tableLines(text) {
  const lines = text
    .replaceAll('\r', '')
    .split('\n')
    .map((line) => line.replace(/^\[[^\]]*\](?:\[[^\]]*\])? ?/, ''));
  const from = lines.findIndex((line) => line.startsWith('| Locking API testsuite:'));
  const to = lines.findIndex((line) => / testcases (?:passed|failed)|unexpected failures/.test(line));
  if (from < 0 || to < from) throw new LabError('The console has no table of the locking self-test.');
  return { lines: lines.slice(from, to), verdict: (lines[to] ?? '').replace(/\|/g, '').trim() };
}

/** @param {string} text console of a boot without debug_locks_verbose @returns {Row[]} */
export function readTable(text) {
  const rows = [];
  for (const line of tableLines(text).lines) {
    // print_testname: "%33s:"
    const row = /^ *(\S.*?):((?:(?: {2}ok {2}|FAILED|failed| {6}| {13})\|)+) *$/.exec(line);
    if (!row) continue;
    const cells = [];
    const printed = row[2] ?? '';
    for (let at = 0; at < printed.length; at += CELL) {
      const cell = printed.slice(at, at + CELL - 1).trim();
      if (cell !== '') cells.push({ column: at / CELL, printed: cell });
    }
    rows.push({ name: (row[1] ?? '').replace(/ +/g, ' '), cells });
  }
  return rows;
}

/**
 * For each cell, in order: "x" when the validator had gone off, "o" when not, "?" for the three that do not say.
 * @param {string} text console of a boot with debug_locks_verbose @returns {string[]}
 */
export function readOutcomes(text) {
  return tableLines(text).lines.flatMap((line) => {
    const found = [...line.matchAll(/(?: {2}ok {2}|FAILED)\|(?: lockclass mask: \w+, debug_locks: (\d))?/g)];
    return found.map((cell) => (cell[1] === undefined ? '?' : cell[1] === '0' ? 'x' : 'o'));
  });
}

/** @param {string} command @param {readonly string[]} args @param {number} seconds @returns {Promise<string>} its output */
function run(command, args, seconds) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
    /** @type {Buffer[]} */
    const pieces = [];
    child.stdout.on('data', (data) => pieces.push(data));
    child.stderr.on('data', (data) => pieces.push(data));
    child.on('error', (error) => reject(new LabError(`${command}: ${error.message}`)));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const text = Buffer.concat(pieces).toString('latin1');
      if (code === 0) resolve(text);
      else reject(new LabError(`${command} ${args[0] ?? ''} … ended with ${signal ?? code}:\n${text.slice(-1500)}`));
    });
  });
}

/** The kernel that runs the self-test. @returns {Promise<{ bzImage: string, version: string }>} */
async function buildKernel() {
  const { sourceDir, version } = labStatus({ kernel: '6.12' });
  if (!sourceDir || !version || !fs.existsSync(path.join(sourceDir, 'Makefile')))
    throw new LabError('The lab’s kernel sources are not there: node scripts/lab-build.mjs');
  const objects = path.join(labCacheDir(), `selftest-${version}`);
  fs.mkdirSync(objects, { recursive: true });
  const names = ['KBUILD_BUILD_USER=lockstep', 'KBUILD_BUILD_HOST=lab', 'KBUILD_BUILD_VERSION=1'];
  const make = ['-n', '10', 'make', '-s', '-C', sourceDir, `O=${objects}`, ...names];
  const lines = fs
    .readFileSync(CONFIG, 'utf8')
    .split('\n')
    .filter((line) => /^(# )?CONFIG_/.test(line));
  await run('nice', [...make, 'tinyconfig'], 300);
  fs.appendFileSync(path.join(objects, '.config'), `${lines.join('\n')}\n`);
  await run('nice', [...make, 'olddefconfig'], 300);
  const took = fs.readFileSync(path.join(objects, '.config'), 'utf8').split('\n');
  const refused = lines.filter((line) => line.startsWith('CONFIG_') && !took.includes(line));
  if (refused.length > 0) throw new LabError(`Linux ${version} did not accept ${refused.join(', ')}`);
  console.log(`building Linux ${version} in ${objects}`);
  await run('nice', [...make, `-j${os.cpus().length}`, 'bzImage'], 3600);
  return { bzImage: path.join(objects, 'arch/x86/boot/bzImage'), version };
}

/** The console of one boot: to the panic for want of an init. @param {string} bzImage @param {string} append */
function bootText(bzImage, append) {
  const machine = ['-nodefaults', '-no-user-config', '-display', 'none', '-accel', 'tcg', '-cpu', 'max,la57=off'];
  const parameters = `console=ttyS0 panic=-1 ${append}`.trim();
  return run(
    'qemu-system-x86_64',
    [...machine, '-m', '256', '-no-reboot', '-serial', 'stdio', '-kernel', bzImage, '-append', parameters],
    600,
  );
}

async function main() {
  const check = process.argv.includes('--check');
  const { bzImage, version } = await buildKernel();
  const plain = await bootText(bzImage, '');
  const rows = readTable(plain);
  const outcomes = readOutcomes(await bootText(bzImage, 'debug_locks_verbose=65535'));
  const cells = rows.flatMap((row) => row.cells);
  if (cells.length === 0 || cells.length !== outcomes.length)
    throw new LabError(`One boot printed ${cells.length} cells, the other ${outcomes.length}.`);

  let next = 0;
  const recorded = rows.map(({ name, cells: own }) => {
    const width = Math.max(...own.map(({ column }) => column)) + 1;
    const line = Array.from({ length: width }, () => ' ');
    for (const { column, printed } of own) {
      const outcome = outcomes[next++] ?? ' ';
      line[column] = printed === 'ok' ? outcome : '!';
    }
    return [name, line.join('')];
  });
  const release = /Linux version (\S+)/.exec(plain)?.[1] ?? version;
  const object = {
    about:
      'Printed by our lab kernel: node scripts/lab-selftest.mjs. One character a column: x complaint, o none, ? not said.',
    kernel: release,
    recorded: new Date().toISOString().slice(0, 10),
    verdict: tableLines(plain).verdict,
    rows: recorded,
  };
  const text = `${JSON.stringify(object, null, 2).replace(/\[\n\s+("[^"]*"),\n\s+("[^"]*")\n\s+\]/g, '[$1, $2]')}\n`;
  console.log(`${release}: ${rows.length} rows, ${cells.length} cells; ${object.verdict}`);
  if (!check) {
    fs.writeFileSync(FILE, text);
    console.log(`written: ${FILE}`);
    return;
  }
  const known = JSON.parse(fs.readFileSync(FILE, 'utf8'));
  const same = JSON.stringify(known.rows) === JSON.stringify(recorded);
  console.log(same ? `as in ${FILE}` : `differs from ${FILE}`);
  process.exitCode = same ? 0 : 1;
}

if (process.argv[1]?.endsWith('lab-selftest.mjs')) {
  main().catch((error) => {
    console.error(error instanceof LabError ? `lab-selftest: ${error.message}` : error);
    process.exitCode = 1;
  });
}
