// @ts-check
/**
 * A real guest (QEMU, counting-guest.mjs) at a console of the real app.
 *
 *   1. How fast it prints with main and page of the app stopped by SIGSTOP, and with `socat -u UNIX-CONNECT:… /dev/null`
 *      instead of the app. The machine is not always equally busy, and a guest's speed changes by a half from one second to
 *      the next: so in many short pairs, whose first is now the one and now the other, and the figure is the median of the
 *      ratios. What it printed meanwhile is in the capture.
 *   2. Killed by kill -9 and started again 50 times: every boot is in the capture, whole.
 *
 * LOCKSTEP_GUEST_SECONDS (2.5) of each half of a pair, LOCKSTEP_GUEST_PAIRS (12), LOCKSTEP_GUEST_BOOTS (50).
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cpuSeconds, load, sizeOf, startApp, until } from './bench-app.mjs';
import { figure, percentile } from './bench-figures.mjs';
import { socats } from './bench-flood-peer.mjs';
import { bannerOf, LINE_BYTES, lineOf, startGuest } from './counting-guest.mjs';

const SECONDS = Number(process.env.LOCKSTEP_GUEST_SECONDS ?? 2.5);
const PAIRS = Number(process.env.LOCKSTEP_GUEST_PAIRS ?? 12);
const BOOTS = Number(process.env.LOCKSTEP_GUEST_BOOTS ?? 50);
/** Until a reader that has just connected runs as it will; milliseconds. */
const SETTLE = 500;
const PATIENCE = 20;
/** Lines a boot must have printed before it is killed. */
const ENOUGH_LINES = 20;

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-bench-'));
const socket = path.join(directory, 'serial.sock');
const app = await startApp(path.join(directory, 'user-data'));
const { main, pages, consoleHost, analysisHost } = app.processes;
const stopped = [main, ...pages];
/** @typedef {ReturnType<typeof startGuest>} Guest */
/** @type {Guest | undefined} */
let guest;
try {
  guest = startGuest({ directory, boot: 1, chardev: `path=${socket},server=on,wait=on`, qmp: true });
  await until(() => fs.existsSync(socket), PATIENCE);
  /** @type {{ ours: Half, theirs: Half }[]} */
  const pairs = [];
  let isGapless = true;
  for (let pair = 0; pair < PAIRS; pair += 1) {
    /** @type {Half | undefined} */
    let theirs;
    if (pair % 2 === 0) theirs = await withSocat(guest);
    const { isKept, ...ours } = await withApp(guest);
    theirs ??= await withSocat(guest);
    isGapless &&= isKept;
    pairs.push({ ours, theirs });
  }
  await guest.kill();
  const shares = pairs.map(({ ours, theirs }) => (100 * ours.rate) / theirs.rate);
  const median = (/** @type {(pair: (typeof pairs)[number]) => number} */ of) => percentile(pairs.map(of), 50);
  figure(
    `guest → socat /dev/null, median of ${PAIRS} × ${SECONDS} s`,
    median(({ theirs }) => (theirs.rate * LINE_BYTES) / 1000),
    'kB/s',
  );
  figure(
    'guest → app, main and page stopped',
    median(({ ours }) => (ours.rate * LINE_BYTES) / 1000),
    'kB/s',
  );
  figure('guest: of its speed with socat, median of pairs', percentile(shares, 50), '%', { atLeast: 95 });
  process.stdout.write(
    `  quartiles ${percentile(shares, 25).toFixed(0)} and ${percentile(shares, 75).toFixed(0)} %; each pair: ` +
      `${shares.map((share) => share.toFixed(0)).join(', ')}; load ${load()}\n`,
  );
  for (const [who, of] of /** @type {const} */ ([
    ['socat', (/** @type {(typeof pairs)[number]} */ pair) => pair.theirs],
    ['app', (/** @type {(typeof pairs)[number]} */ pair) => pair.ours],
  ]))
    process.stdout.write(
      `  ${who}: ${median((pair) => 100 * of(pair).reader).toFixed(0)} % of a processor, ` +
        `QEMU ${median((pair) => 100 * of(pair).qemu).toFixed(0)} %\n`,
    );
  figure('guest: its lines, each once and in order', isGapless ? 1 : 0, '(1: yes)', { atLeast: 1 });

  // Killed and started again.
  const { id, capturePath } = await app.attach({ kind: 'unix', path: socket });
  const began = performance.now();
  for (let boot = 1; boot <= BOOTS; boot += 1) {
    guest = startGuest({ directory, boot, chardev: `path=${socket},server=on,wait=on` });
    // By its own lines: what is written last of the boot before may come after the kill.
    await until(() => lastCount(capturePath, boot) > ENOUGH_LINES, PATIENCE);
    await guest.kill();
  }
  const took = (performance.now() - began) / 1000;
  await app.ask('console.detach', { id });
  const text = fs.readFileSync(capturePath, 'latin1');
  const all = Array.from({ length: BOOTS }, (_, index) => index + 1);
  const inCapture = all.filter((boot) => isWhole(bootIn(text, boot), boot)).length;
  await until(async () => {
    const one = (await app.ask('console.list', {})).find((/** @type {any} */ console) => console.id === id);
    return one.analysedBytes === text.length;
  }, PATIENCE);
  const boots = await app.ask('console.boots', { id, from: 0 });
  const events = fs
    .readFileSync(capturePath.replace(/\.log$/, '.events.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  figure(`kill -9 of QEMU, ${BOOTS} times: boots whole in the capture`, inCapture, 'boots', { atLeast: BOOTS });
  figure(
    '… boots shown by the app',
    boots.filter((/** @type {{ banner: string }} */ { banner }, /** @type {number} */ index) =>
      bannerOf(index + 1).endsWith(banner),
    ).length,
    'boots',
    { atLeast: BOOTS },
  );
  figure(
    '… connections and ends in the sidecar',
    Math.min(
      events.filter(({ event }) => event === 'connected').length,
      events.filter(({ event }) => event === 'disconnected').length,
    ),
    'of each',
    { atLeast: BOOTS },
  );
  figure('… from kill to kill', took / BOOTS, 's');
} finally {
  for (const pid of stopped) if (fs.existsSync(`/proc/${pid}`)) process.kill(pid, 'SIGCONT');
  await guest?.kill();
  await app.stop();
  fs.rmSync(directory, { recursive: true, force: true });
}

/**
 * @typedef {object} Half  of a pair
 * @property {number} rate  lines that the guest prints a second
 * @property {number} reader  of a processor, taken by who reads
 * @property {number} qemu  the same of QEMU
 */

/** @param {Guest} of @returns {Promise<Half>} */
async function withSocat(of) {
  const peer = socats([socket], () => '/dev/null');
  const half = await speed(of, peer.pids);
  await peer.stop();
  return half;
}

/** @param {Guest} of @returns {Promise<Half & { isKept: boolean }>} */
async function withApp(of) {
  const { id, capturePath } = await app.attach({ kind: 'unix', path: socket });
  await until(() => sizeOf(capturePath) > 0, PATIENCE);
  for (const pid of stopped) process.kill(pid, 'SIGSTOP');
  const half = await speed(of, [consoleHost, analysisHost]);
  const printed = await of.count();
  // Still stopped: the line it was at is in the file, so all before it are.
  const isRecorded = await until(() => lastCount(capturePath, 1) >= printed, PATIENCE);
  for (const pid of stopped) process.kill(pid, 'SIGCONT');
  await app.ask('console.detach', { id });
  return { ...half, isKept: isRecorded && isWhole(fs.readFileSync(capturePath, 'latin1'), 1) };
}

/** @param {Guest} of @param {readonly number[]} readers @returns {Promise<Half>} */
async function speed(of, readers) {
  await pause(SETTLE);
  const cpu = () => readers.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  const [before, began, readerBefore, qemuBefore] = [await of.count(), performance.now(), cpu(), cpuSeconds(of.pid)];
  await pause(SECONDS * 1000);
  const lines = (await of.count()) - before;
  const took = (performance.now() - began) / 1000;
  return { rate: lines / took, reader: (cpu() - readerBefore) / took, qemu: (cpuSeconds(of.pid) - qemuBefore) / took };
}

/** The number of the last whole line of a boot that a capture ends with. @param {string} file @param {number} boot */
function lastCount(file, boot) {
  const size = sizeOf(file);
  const bytes = Buffer.alloc(Math.min(size, 4 * LINE_BYTES));
  const handle = fs.openSync(file, 'r');
  fs.readSync(handle, bytes, 0, bytes.length, size - bytes.length);
  fs.closeSync(handle);
  const [, count, of] = [...bytes.toString('latin1').matchAll(/ count (\d+) of boot (\d+).*\r\n/g)].at(-1) ?? [];
  return Number(of) === boot ? Number(count) : 0;
}

/** What a boot left in a capture. @param {string} text @param {number} boot */
function bootIn(text, boot) {
  const from = text.indexOf(`${bannerOf(boot)}\r\n`);
  const next = text.indexOf(`\r\n${bannerOf(boot + 1)}`, from);
  return from < 0 ? '' : text.slice(from, next < 0 ? text.length : next);
}

/**
 * Is this a boot's lines one after the other, each there once? The first may be cut at its beginning when the reader came
 * later, the last at its end.
 * @param {string} text @param {number} boot
 */
function isWhole(text, boot) {
  // From the first line that is there from its beginning on: what is before it is the end of one.
  const first = /\[ +1\.000000\] count (\d+) /.exec(text);
  if (first === null) return false;
  const isFromBoot = text.includes(bannerOf(boot));
  if (isFromBoot ? Number(first[1]) !== 1 : first.index >= LINE_BYTES) return false;
  let expected = Number(first[1]);
  let at = first.index;
  for (; at + LINE_BYTES <= text.length; at += LINE_BYTES) {
    const line = text.slice(at, at + LINE_BYTES);
    if (line !== `${lineOf(boot, expected)}\r\n`) {
      process.stderr.write(
        `line ${expected} of boot ${boot} at byte ${at} of ${text.length}: ${JSON.stringify(line)}\n`,
      );
      return false;
    }
    expected += 1;
  }
  return `${lineOf(boot, expected)}\r\n`.startsWith(text.slice(at)) && expected > Number(first[1]);
}
