// @ts-check
/**
 * `npm run soak [-- MINUTES]`: days of six live consoles in some minutes. What a process or the page has more of at each
 * look, though nothing more is shown, is a leak: memory, heap after a forced collection, descriptors, threads, nodes,
 * listeners, workers. Prints one line a look. LOCKSTEP_SOAK_PART: bytes of a part, 0 for none. LOCKSTEP_SOAK_RHYTHM: JSON,
 * see soak-machines.mjs. LOCKSTEP_SOAK_SNAPSHOTS=DIR: a heap snapshot of the page at the end.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cpuSeconds, family, startApp } from './bench-app.mjs';
import { ownMemory } from './bench-processes.mjs';
import { buildAll } from './build.mjs';
import { RHYTHM, startMachine } from './soak-machines.mjs';
import { virtualScreen } from './virtual-screen.mjs';

const MINUTES = Number(process.argv[2] ?? 15);
const EVERY = 30_000;
const MACHINES = 6;
const PART = Number(process.env.LOCKSTEP_SOAK_PART ?? 1_000_000);
const rhythm = { ...RHYTHM, ...JSON.parse(process.env.LOCKSTEP_SOAK_RHYTHM ?? '{}') };

await buildAll({ say: (line) => void process.stderr.write(`${line}\n`) });
const screen = await virtualScreen();
Object.assign(process.env, screen.env);
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-soak-'));
const userData = path.join(directory, 'user-data');
const machines = await Promise.all(Array.from({ length: MACHINES }, (_, n) => startMachine(directory, n, rhythm)));
const app = await startApp(userData);
const { page, ask } = app;
const cdp = await page.context().newCDPSession(page);
await cdp.send('Performance.enable');
/** @type {string[]} */
const wrong = [];
page.on('pageerror', (error) => wrong.push(error.message));

try {
  const notebooks = path.join(directory, 'notebooks');
  fs.mkdirSync(notebooks);
  await ask('settings.set', {
    ...(PART > 0 ? { capturePartBytes: PART, captureMaxBytes: 12_000_000 } : {}),
    notebookDirectory: notebooks,
    triggers: [
      { id: 'report', on: 'report', isEnabled: true, rings: true },
      { id: 'panic', on: 'panic', isEnabled: true, rings: true },
      { id: 'lost', on: 'lost', isEnabled: true },
      { id: 'word', on: 'text', isEnabled: true, text: 'event \\d+777 ', isRegex: true },
      { id: 'silence', on: 'silence', isEnabled: true, seconds: 5 },
    ],
  });
  for (const [n, { spec }] of machines.entries()) await ask('console.open', { spec, name: `machine ${n}` });
  const began = performance.now();
  let looked = -Infinity;
  for (let turn = 0; performance.now() - began < MINUTES * 60_000; turn += 1) {
    await lookAround(turn).catch((error) => wrong.push(String(error).split('\n', 1)[0] ?? ''));
    if (performance.now() - looked < EVERY) continue;
    looked = performance.now();
    await report((looked - began) / 60_000);
  }
  if (process.env.LOCKSTEP_SOAK_SNAPSHOTS)
    await snapshot(path.join(process.env.LOCKSTEP_SOAK_SNAPSHOTS, 'page.heapsnapshot'));
  for (const message of new Set(wrong)) process.stdout.write(`  went wrong: ${message}\n`);
} finally {
  for (const machine of machines) machine.stop();
  await app.stop();
  screen.stop();
  fs.rmSync(directory, { recursive: true, force: true });
}

/** What a user looks at in a day, one thing a turn, some seconds each. @param {number} turn */
async function lookAround(turn) {
  const list = page.getByRole('region', { name: 'Consoles' });
  const main = page.getByRole('main');
  const open = async (/** @type {number} */ n) =>
    list
      .getByRole('button', { name: new RegExp(`^machine ${n}`) })
      .first()
      .click({ timeout: 5000 });
  const command = async (/** @type {string} */ title) => {
    await page.keyboard.press('Control+Shift+P');
    await page.keyboard.type(title);
    await page.keyboard.press('Enter');
  };
  switch (turn % 8) {
    case 0:
    case 5:
      await open(turn % MACHINES);
      break;
    case 1:
      await command('Search in');
      await page.keyboard.press('Control+F');
      await page.keyboard.type('event');
      await page.keyboard.press('Enter');
      break;
    case 2:
      await page.keyboard.press('Escape');
      await command('Consoles on one time axis');
      break;
    case 3:
      await command('Consoles side by side');
      break;
    case 4:
      await page.locator('[data-report-id]').first().click({ timeout: 5000 });
      break;
    case 6:
      await main.getByRole('radio', { name: 'Terminal' }).click({ force: true, timeout: 5000 });
      break;
    case 7:
      await main.getByRole('radio', { name: 'Log' }).click({ force: true, timeout: 5000 });
      break;
  }
  await pause(3500);
}

/** @param {number} minutes */
async function report(minutes) {
  const sum = machines.reduce(
    (all, { counts }) => ({
      lines: all.lines + counts.lines,
      boots: all.boots + counts.boots,
      reports: all.reports + counts.reports,
      connections: all.connections + counts.connections,
    }),
    { lines: 0, boots: 0, reports: 0, connections: 0 },
  );
  await cdp.send('HeapProfiler.collectGarbage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const metric = (/** @type {string} */ name) => metrics.find((one) => one.name === name)?.value ?? 0;
  const consoles = await ask('console.list', {});
  const reports = await ask('report.list', {});
  const { main, pages, consoleHost, analysisHost } = app.processes;
  const each = Object.entries({ main, page: pages[0] ?? 0, record: consoleHost, analyse: analysisHost }).map(
    ([name, pid]) =>
      `${name} ${megabytes(ownMemory(pid))}M fd${count(pid, 'fd')} th${count(pid, 'task')} cpu${cpuSeconds(pid).toFixed(0)}`,
  );
  const heap = await app.mainHeap();
  process.stdout.write(
    `${minutes.toFixed(1)} min: ${sum.lines} lines ${sum.connections} conn ${sum.boots} boots ${sum.reports} splats` +
      ` · list ${consoles.length} consoles ${reports.length} reports` +
      ` · page heap ${megabytes(metric('JSHeapUsedSize'))}M nodes ${metric('Nodes')} listeners ${metric('JSEventListeners')} workers ${page.workers().length}` +
      ` · main heap ${megabytes(heap)}M · ${each.join(' · ')}` +
      ` · processes ${family(main).length} · data ${megabytes(folderSize(userData))}M captures ${megabytes(folderSize(path.join(userData, 'captures')))}M\n`,
  );
}

/** @param {number} value */
function megabytes(value) {
  return (value / 1e6).toFixed(1);
}

/** @param {number} pid @param {'fd' | 'task'} what */
function count(pid, what) {
  return fs.readdirSync(`/proc/${pid}/${what}`).length;
}

/** @param {string} folder @returns {number} */
function folderSize(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce(
      (sum, entry) =>
        sum + (fs.statSync(path.join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
}

/** @param {string} file */
async function snapshot(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const out = fs.createWriteStream(file);
  cdp.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => out.write(chunk));
  await cdp.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await new Promise((resolve) => out.end(() => resolve(undefined)));
}
