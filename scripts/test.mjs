// @ts-check
/**
 * `npm test`: types, lint, units, then the real app end to end, on a machine that may be fresh. Ends with one line
 * `N passed, N failed[, N skipped]`; types and lint count as one check each. LOCKSTEP_NO_LAB=1 leaves out what needs the
 * lab kernel (its first build takes about five minutes).
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { runEndToEnd } from './e2e.mjs';
import { root } from './electron-runtime.mjs';
import { installPackages, missingPackages } from './system.mjs';

/** @param {string} line */
const say = (line) => void process.stdout.write(`${line}\n`);
const results = path.join(root, 'test-results');
fs.rmSync(results, { recursive: true, force: true });
fs.mkdirSync(results, { recursive: true });
const total = { passed: 0, failed: 0, skipped: 0 };

/** @param {string} title */
const heading = (title) => say(`\n== ${title}`);

/**
 * @param {string} title
 * @param {string[]} command program of node_modules/.bin and its arguments
 */
function check(title, command) {
  heading(title);
  const [program = '', ...args] = command;
  const { status } = spawnSync(path.join(root, 'node_modules', '.bin', program), args, { cwd: root, stdio: 'inherit' });
  if (status === 0) total.passed += 1;
  else total.failed += 1;
  return status === 0;
}

check('types', ['tsc', '--build']);
check('lint', ['eslint', '.', '--max-warnings', '0', '--cache', '--cache-location', 'node_modules/.cache/eslint/']);
check('format', ['prettier', '--check', '.', '--cache', '--log-level', 'warn']);

heading('units');
// socat, QEMU and the rest are real parts of unit tests as well.
installPackages(missingPackages({ programs: ['socat', 'ser2net', 'sshd', 'qemu-system-x86_64', 'ctags', 'xz'] }), say);
const unitReport = path.join(results, 'units.json');
spawnSync(
  path.join(root, 'node_modules', '.bin', 'vitest'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`],
  { cwd: root, stdio: 'inherit' },
);
const units = fs.existsSync(unitReport) ? JSON.parse(fs.readFileSync(unitReport, 'utf8')) : undefined;
if (units === undefined || units.numTotalTests === 0) total.failed += 1;
else {
  total.passed += units.numPassedTests;
  // A file that cannot be loaded has no tests to fail.
  const unloadable = units.testResults.filter(
    (/** @type {{ status: string, assertionResults: unknown[] }} */ file) =>
      file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  total.failed += units.numFailedTests + unloadable;
  total.skipped += units.numPendingTests + (units.numTodoTests ?? 0);
}

heading('lab kernel');
/** @type {Record<string, string>} */
const e2eEnvironment = {};
if (process.env.LOCKSTEP_NO_LAB === '1') {
  say('left out: LOCKSTEP_NO_LAB=1');
  e2eEnvironment.LOCKSTEP_NO_LAB = '1';
} else {
  try {
    installPackages(missingPackages({ programs: ['qemu-system-x86_64'] }), say);
    const { buildLab } = await import('./lab-build.mjs');
    await buildLab({ kernel: '6.12', onProgress: ({ line }) => say(`lab: ${line}`) });
  } catch (error) {
    say(`no lab kernel here, its tests are skipped: ${error instanceof Error ? error.message : String(error)}`);
    e2eEnvironment.LOCKSTEP_NO_LAB = '1';
  }
}

heading('end to end');
const e2eReport = path.join(results, 'e2e.json');
const status = await runEndToEnd([], say, { ...e2eEnvironment, PLAYWRIGHT_JSON_OUTPUT_NAME: e2eReport });
const e2e = fs.existsSync(e2eReport) ? JSON.parse(fs.readFileSync(e2eReport, 'utf8')).stats : undefined;
if (e2e === undefined || e2e.expected + e2e.unexpected === 0) total.failed += 1;
else {
  total.passed += e2e.expected + e2e.flaky;
  total.failed += e2e.unexpected;
  total.skipped += e2e.skipped;
  if (status !== 0 && e2e.unexpected === 0) total.failed += 1;
}

say('');
say(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed === 0 ? 0 : 1;
