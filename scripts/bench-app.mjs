// @ts-check
/** The real app for a benchmark: started, asked as the page asks, its processes known by name, and gone afterwards. */
import { _electron } from '@playwright/test';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { electronFlags, findElectron, picturesInMemory, root } from './electron-runtime.mjs';

/** Clock ticks a second in /proc/PID/stat; 100 on every Linux that Electron runs on. */
const TICKS = 100;

/**
 * @typedef {object} BenchApp
 * @property {import('@playwright/test').Page} page
 * @property {(name: string, params: object) => Promise<any>} ask  as the page asks main; throws what goes wrong
 * @property {(spec: object, name?: string) => Promise<{ id: string, capturePath: string }>} attach
 * @property {() => Promise<number>} mainHeap  bytes that the main process's heap holds after a collection
 * @property {Processes} processes
 * @property {() => Promise<void>} stop
 *
 * @typedef {object} Processes  process ids
 * @property {number} main
 * @property {number[]} pages
 * @property {number} consoleHost
 * @property {number} analysisHost
 * @property {number[]} all
 */

/** @param {string} userData @returns {Promise<BenchApp>} */
export async function startApp(userData) {
  process.env.ELECTRON_OVERRIDE_DIST_PATH ??= path.dirname(findElectron({ say: () => {} }).binary);
  const app = await _electron.launch({
    args: [...electronFlags(), '--disable-gpu', root],
    env: {
      .../** @type {Record<string, string>} */ (process.env),
      ...picturesInMemory(),
      LOCKSTEP_USER_DATA: userData,
    },
  });
  const main = app.process().pid ?? 0;
  /** What is there at the start; children that come later are their parents' to end. @type {number[]} */
  let all = [main];
  const end = () => all.forEach((pid) => isElectron(pid) && process.kill(pid, 'SIGKILL'));
  process.once('exit', end);
  const page = await app.firstWindow();
  await page.waitForSelector('html[data-ready=true]', { state: 'attached' });
  const metrics = await app.evaluate((electron) =>
    electron.app.getAppMetrics().map(({ pid, type, name }) => ({ pid, type, name: name ?? '' })),
  );
  all = family(main);
  const named = (/** @type {string} */ name) => metrics.find((one) => one.name === name)?.pid ?? 0;
  /** @type {BenchApp['ask']} */
  const ask = async (name, params) => {
    const { ok, value, problem } = await page.evaluate(
      ([request, payload]) => /** @type {any} */ (globalThis).lockstep.request(request, payload),
      /** @type {const} */ ([name, params]),
    );
    if (!ok) throw new Error(`${name}: ${problem?.message}`);
    return value;
  };
  return {
    page,
    ask,
    attach: (spec, name) => ask('console.open', { spec, ...(name === undefined ? {} : { name }) }),
    mainHeap: () =>
      app.evaluate(() => {
        const [v8, vm] = [process.getBuiltinModule('node:v8'), process.getBuiltinModule('node:vm')];
        v8.setFlagsFromString('--expose-gc');
        vm.runInNewContext('gc')();
        return process.memoryUsage().heapUsed;
      }),
    processes: {
      main,
      pages: metrics.filter(({ type }) => type === 'Tab').map(({ pid }) => pid),
      consoleHost: named('Lockstep console host'),
      analysisHost: named('Lockstep analysis host'),
      all,
    },
    async stop() {
      if (isElectron(main)) await Promise.race([app.close().catch(() => undefined), pause(10_000)]);
      end();
      process.off('exit', end);
    },
  };
}

/** User and system time of a process, in seconds; 0 when it is gone. @param {number} pid */
export function cpuSeconds(pid) {
  const fields = stat(pid);
  return fields === undefined ? 0 : (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** A file of /proc/PID as text; undefined when the process is gone. @param {number} pid @param {string} file */
export function ofProcess(pid, file) {
  try {
    return fs.readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === undefined) throw error;
    return undefined;
  }
}

/** Fields of /proc/PID/stat from the state on; undefined when it is gone. @param {number} pid */
const stat = (pid) =>
  ofProcess(pid, 'stat')
    ?.replace(/^.*\) /s, '')
    .split(' ');

/** A process and all below it. @param {number} pid @returns {number[]} */
export function family(pid) {
  const parents = fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => /** @type {const} */ ([Number(name), Number(stat(Number(name))?.[1])]));
  /** @param {number} of @returns {number[]} */
  const below = (of) => [of, ...parents.flatMap(([child, parent]) => (parent === of ? below(child) : []))];
  return below(pid);
}

/** @param {number} pid */
const isElectron = (pid) => ofProcess(pid, 'cmdline')?.includes('lectron') === true;

/** Bytes of a file, 0 when there is none. @param {string} file */
export const sizeOf = (file) => fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** The load of the machine in the last minute: what a figure was measured beside. */
export const load = () => Number(fs.readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);

/**
 * Waits for a condition, and says whether it came true.
 * @param {() => boolean | Promise<boolean>} isTrue
 * @param {number} seconds
 */
export async function until(isTrue, seconds) {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    if (await isTrue()) return true;
    if (performance.now() > end) return false;
    await pause(20);
  }
}
