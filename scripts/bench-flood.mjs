// @ts-check
/**
 * Floods on unix sockets into the real app, with socat in the same run. LOCKSTEP_FLOOD_SECONDS (10; the goal's are 60),
 * LOCKSTEP_FLOOD_RATE (50 MB/s each), LOCKSTEP_FLOOD_SOURCES (8).
 *
 *   1. socat, one a source, copies the flood into files: what this machine and this sender can do
 *   2. the app: every byte kept, and the page answers keys
 *   3. kill -9 of every process of the app in a flood; what it had read is there when it is opened again
 */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cpuSeconds, family, load, sizeOf, startApp, until } from './bench-app.mjs';
import { CHUNK, sha256OfChunks } from './bench-chunks.mjs';
import { figure, percentile } from './bench-figures.mjs';
import { floodSender, socats } from './bench-flood-peer.mjs';

const SECONDS = Number(process.env.LOCKSTEP_FLOOD_SECONDS ?? 10);
const RATE = Number(process.env.LOCKSTEP_FLOOD_RATE ?? 50) * 1e6;
const SOURCES = Number(process.env.LOCKSTEP_FLOOD_SOURCES ?? 8);
/** How long socat is measured; seconds. */
const PEER_SECONDS = 5;
/** How long is waited for what is still on its way; seconds. */
const PATIENCE = 60;
/** Two socket buffers (net.core.wmem_default): what the kernel may hold that nobody has read. */
const IN_KERNEL = 2 * 212_992;
const KEY_EVERY = 150;

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-bench-'));
const userData = path.join(directory, 'user-data');
const everySource = Array.from({ length: SOURCES }, (_, index) => index);
const sockets = everySource.map((index) => path.join(directory, `${index}.sock`));
const sum = (/** @type {readonly number[]} */ values) => values.reduce((one, other) => one + other, 0);
const monotonic = () => Number(process.hrtime.bigint() / 1000n);

/** @param {string} file @param {number} [bytes] */
async function sha256Of(file, bytes = Infinity) {
  const hash = createHash('sha256');
  if (bytes > 0)
    for await (const piece of fs.createReadStream(file, { highWaterMark: 1 << 20, end: bytes - 1 })) hash.update(piece);
  return hash.digest('hex');
}

/** @param {readonly string[]} files @param {readonly number[]} chunks */
async function countEqual(files, chunks) {
  let equal = 0;
  for (const [index, file] of files.entries())
    if ((await sha256Of(file)) === sha256OfChunks(chunks[index] ?? 0)) equal += 1;
  return equal;
}

const has = (/** @type {readonly string[]} */ files, /** @type {readonly number[]} */ chunks) =>
  files.every((file, index) => sizeOf(file) >= (chunks[index] ?? 0) * CHUNK);

/** Flood into whoever is connected. @param {Sender} sender @param {number} seconds @param {readonly number[]} pids */
async function measure(sender, seconds, pids) {
  const before = pids.map(cpuSeconds);
  const began = performance.now();
  const { bytes, chunks } = await sender.flood(everySource, seconds, RATE);
  const took = (performance.now() - began) / 1000;
  const gigabytes = sum(bytes) / 1e9;
  const costs = pids.map((pid, index) => (cpuSeconds(pid) - (before[index] ?? 0)) / gigabytes);
  return { chunks, rate: sum(bytes) / took / SOURCES / 1e6, costs };
}
/** @typedef {Awaited<ReturnType<typeof floodSender>>} Sender */

let sender = await floodSender(sockets);
/** @type {import('./bench-app.mjs').BenchApp | undefined} */
let app;
try {
  // 1. The peer.
  const peerFiles = everySource.map((index) => path.join(directory, `socat-${index}.log`));
  const peers = socats(sockets, (index) => `OPEN:${peerFiles[index]},creat`, ['-b', '262144']);
  const peer = await measure(sender, PEER_SECONDS, peers.pids);
  await until(() => has(peerFiles, peer.chunks), PATIENCE);
  await peers.stop();
  sender.stop();
  for (const file of peerFiles) fs.rmSync(file);
  figure(`socat -b 262144 -u UNIX-CONNECT OPEN × ${SOURCES}: each`, peer.rate, 'MB/s');

  // 2. Ours.
  sender = await floodSender(sockets);
  app = await startApp(userData);
  const { page, processes } = app;
  /** @type {string[]} */
  const captures = [];
  for (const file of sockets) captures.push((await app.attach({ kind: 'unix', path: file })).capturePath);
  await page
    .getByRole('button', { name: /0\.sock/ })
    .first()
    .click();
  const stopKeys = await pressKeys(page);
  const { main, pages, consoleHost, analysisHost } = processes;
  const ours = await measure(sender, SECONDS, [consoleHost, analysisHost, main, ...pages, sender.pid]);
  const keyTimes = await stopKeys();
  const isAllThere = await until(() => has(captures, ours.chunks), PATIENCE);
  const caughtUp = performance.now();
  const isAllRead = await until(async () => {
    const consoles = await app?.ask('console.list', {});
    return consoles.every(
      (/** @type {any} */ { analysedBytes }, /** @type {number} */ n) => analysedBytes >= (ours.chunks[n] ?? 0) * CHUNK,
    );
  }, PATIENCE);
  const behind = (performance.now() - caughtUp) / 1000;
  const goal = RATE / 1e6;
  figure(
    `flood of ${SOURCES} sources, ${SECONDS} s: equal sha256`,
    isAllThere ? await countEqual(captures, ours.chunks) : 0,
    'captures',
    { atLeast: SOURCES },
  );
  figure('flood: rate of each source', ours.rate, 'MB/s', { atLeast: goal * 0.99 });
  figure('flood: of the rate of socat', (100 * ours.rate) / peer.rate, '%');
  figure(`flood: key to the frame that answers, p95 of ${keyTimes.length}`, percentile(keyTimes, 95), 'ms', {
    atMost: 100,
  });
  const [host = 0, analysis = 0, mainCost = 0, ...rest] = ours.costs;
  const shown = {
    socat: sum(peer.costs),
    'console host': host,
    'analysis host': analysis,
    main: mainCost,
    page: sum(rest.slice(0, -1)),
    sender: rest.at(-1) ?? 0,
  };
  process.stdout.write(
    `  processor seconds a GB: ${Object.entries(shown)
      .map(([name, value]) => `${name} ${value.toFixed(2)}`)
      .join(', ')}; load ${load()}\n`,
  );
  figure('flood: all lines known after its last byte', isAllRead ? behind : Infinity, 's');

  // 3. kill -9 of everything.
  const doomed = sender.flood(everySource, 6, RATE);
  const before = captures.map(sizeOf);
  await until(() => captures.every((file, index) => sizeOf(file) > (before[index] ?? 0) + RATE), PATIENCE);
  const killed = family(main);
  const killedAt = monotonic();
  for (const pid of killed.reverse()) process.kill(pid, 'SIGKILL');
  await doomed;
  const due = (await sender.taken(everySource, killedAt - 100_000)).map((bytes) => bytes - IN_KERNEL);
  const lengths = captures.map(sizeOf);
  const kept = await Promise.all(
    captures.map(async (file, index) => {
      const whole = Math.floor((lengths[index] ?? 0) / CHUNK);
      return (
        (lengths[index] ?? 0) >= (due[index] ?? Infinity) &&
        (await sha256Of(file, whole * CHUNK)) === sha256OfChunks(whole)
      );
    }),
  );
  figure('kill -9: captures with all up to 100 ms before', kept.filter(Boolean).length, 'captures', {
    atLeast: SOURCES,
  });
  await app.stop();
  app = await startApp(userData);
  const opened = await reopened(app, captures, lengths);
  figure('kill -9: captures that open again cleanly', opened, 'captures', { atLeast: SOURCES });
} finally {
  sender.stop();
  await app?.stop();
  fs.rmSync(directory, { recursive: true, force: true });
}

/**
 * How many captures the app, started again, shows with every byte read and no complaint.
 * @param {import('./bench-app.mjs').BenchApp} again @param {readonly string[]} files @param {readonly number[]} lengths
 */
async function reopened(again, files, lengths) {
  const sound = new Set(files.filter(isSound));
  let count = 0;
  await until(async () => {
    const consoles = await again.ask('console.list', {});
    count = files.filter((file, index) => {
      const one = consoles.find((/** @type {any} */ { capturePath }) => capturePath === file);
      return (
        sound.has(file) &&
        one?.state === 'ended' &&
        one.problem === undefined &&
        one.bytes === lengths[index] &&
        one.analysedBytes === lengths[index]
      );
    }).length;
    return count === files.length;
  }, PATIENCE);
  return count;
}

/** Its sidecar: whole lines but for the last one, and no byte told of that the log does not have. @param {string} log */
function isSound(log) {
  const lines = fs.readFileSync(log.replace(/\.log$/, '.events.ndjson'), 'utf8').split('\n');
  // The last one may be torn.
  lines.pop();
  const events = lines.map((line) => JSON.parse(line));
  const bytes = events.filter(({ event }) => event === 'bytes');
  let offset = 0;
  const isGapless = bytes.every((one) => one.offset === offset && ((offset += one.bytes), true));
  return isGapless && events.every(({ offset: place = 0 }) => place <= sizeOf(log)) && offset <= sizeOf(log);
}

/**
 * Somebody opens and closes the palette all the while. @param {import('@playwright/test').Page} page
 * @returns ends it; milliseconds from each key press to the frame that shows its effect
 */
async function pressKeys(page) {
  await page.evaluate(() => {
    /** @type {number[]} */
    const keyTimes = [];
    Object.assign(globalThis, { keyTimes });
    const isOpen = () => document.querySelector('[role=dialog]') !== null;
    addEventListener(
      'keydown',
      ({ key, timeStamp }) => {
        if (key !== 'P' && key !== 'Escape') return;
        const wanted = key === 'P';
        const look = () => {
          if (isOpen() === wanted) keyTimes.push(performance.now() - timeStamp);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      },
      true,
    );
  });
  let pressing = true;
  const keys = (async () => {
    while (pressing)
      for (const key of ['Control+Shift+P', 'Escape']) {
        await page.keyboard.press(key);
        await pause(KEY_EVERY);
      }
  })();
  return async () => {
    pressing = false;
    await keys;
    return page.evaluate(() => /** @type {number[]} */ (/** @type {any} */ (globalThis).keyTimes));
  };
}
