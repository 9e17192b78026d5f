// @ts-check
/**
 * Floods on unix sockets into the real app. LOCKSTEP_FLOOD_SECONDS (10; the goal is 60), LOCKSTEP_FLOOD_RATE (50 MB/s each),
 * LOCKSTEP_FLOOD_SOURCES (8). Three parts: every byte is kept and the page answers keys; recording goes on while main and
 * page are stopped; what was read 100 ms before a kill -9 of everything is in the capture.
 */
import { _electron } from '@playwright/test';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { figure, percentile } from './bench-figures.mjs';
import { electronFlags, findElectron, root } from './electron-runtime.mjs';

const SECONDS = Number(process.env.LOCKSTEP_FLOOD_SECONDS ?? 10);
const RATE = Number(process.env.LOCKSTEP_FLOOD_RATE ?? 50) * 1e6;
const SOURCES = Number(process.env.LOCKSTEP_FLOOD_SOURCES ?? 8);
/** Each time; seconds. */
const STOPPED_FOR = 5;
/** Two socket buffers (net.core.wmem_default): what the kernel may hold unread. */
const IN_KERNEL = 2 * 212_992;
const CHUNK = 256 * 1024;

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-bench-'));
const line = '[   12.345678] a line of a flood, as long as the lines of a kernel usually are, no report\n';
const body = Buffer.from(line.repeat(Math.floor((CHUNK - 64) / line.length)));

/** The n-th chunk is another one than all others, so that nothing can be lost, doubled or swapped unnoticed. */
const chunkAt = (/** @type {number} */ n) =>
  Buffer.concat([Buffer.from(`chunk ${String(n).padStart(20, '0')}\n`), body]);

/**
 * One source: serves a socket and sends to whoever connects.
 * @param {number} index
 */
async function sender(index) {
  const file = path.join(directory, `${index}.sock`);
  const server = net.createServer();
  /** @type {Promise<net.Socket>} */
  const connected = new Promise((resolve) => server.once('connection', resolve));
  await new Promise((resolve) => server.listen(file, () => resolve(undefined)));
  let chunks = 0;
  /** Bytes the kernel has taken, by time. @type {{ at: number, bytes: number }[]} */
  const taken = [];
  return {
    file,
    taken,
    bytes: () => chunks * chunkAt(0).length,
    /**
     * @param {number} seconds
     * @param {number} rate bytes a second
     */
    async flood(seconds, rate) {
      const socket = await connected;
      socket.on('error', () => undefined);
      // One listener each for the whole flood.
      let wake = () => {};
      for (const event of ['drain', 'close']) socket.on(event, () => wake());
      const began = performance.now();
      for (let sent = 0; performance.now() - began < seconds * 1000 && !socket.destroyed;) {
        if (sent < ((performance.now() - began) / 1000) * rate) {
          const chunk = chunkAt(chunks++);
          sent += chunk.length;
          if (!socket.write(chunk) && !socket.destroyed)
            await new Promise((resolve) => (wake = () => resolve(undefined)));
          taken.push({ at: performance.now(), bytes: socket.bytesWritten - socket.writableLength });
        } else await pause(2);
      }
    },
    /** sha256 of everything sent. */
    sha256() {
      const hash = createHash('sha256');
      for (let n = 0; n < chunks; n += 1) hash.update(chunkAt(n));
      return hash.digest('hex');
    },
    close: () => server.close(),
  };
}

/** @param {string} file */
async function sha256Of(file) {
  const hash = createHash('sha256');
  for await (const piece of fs.createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(piece);
  return hash.digest('hex');
}

/**
 * Waits for a condition, and says whether it came true.
 * @param {() => boolean} isTrue
 * @param {number} seconds
 */
async function until(isTrue, seconds) {
  const began = performance.now();
  while (!isTrue() && performance.now() - began < seconds * 1000) await pause(50);
  return isTrue();
}

/**
 * A process and all below it.
 * @param {number} pid
 * @returns {number[]}
 */
function family(pid) {
  const children = fs.readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return fs
        .readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) . /, '')
        .startsWith(`${pid} `);
    } catch (error) {
      // It ended while we looked.
      if (/** @type {NodeJS.ErrnoException} */ (error).code === undefined) throw error;
      return false;
    }
  });
  return [pid, ...children.flatMap((child) => family(Number(child)))];
}

const commandOf = (/** @type {number} */ pid) => fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
const sizeOf = (/** @type {string} */ file) => fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;

process.env.ELECTRON_OVERRIDE_DIST_PATH ??= path.dirname(findElectron({ say: () => {} }).binary);
const app = await _electron.launch({
  args: [...electronFlags(), '--disable-gpu', root],
  env: {
    .../** @type {Record<string, string>} */ (process.env),
    LOCKSTEP_USER_DATA: path.join(directory, 'user-data'),
  },
});
const mainPid = app.process().pid ?? 0;
const everything = family(mainPid);
try {
  const page = await app.firstWindow();
  await page.waitForSelector('html[data-ready=true]', { state: 'attached' });
  /** @param {string} file @returns {Promise<string>} path of the capture */
  const attach = (file) =>
    page.evaluate(
      (/** @type {string} */ socket) =>
        /** @type {any} */ (globalThis).lockstep
          .request('console.open', { spec: { kind: 'unix', path: socket } })
          .then((/** @type {any} */ { value }) => value.capturePath),
      file,
    );

  // Every byte, and the page answers.
  const senders = await Promise.all(Array.from({ length: SOURCES }, (_, index) => sender(index)));
  /** @type {string[]} */
  const captures = [];
  for (const { file } of senders) captures.push(await attach(file));
  await page.evaluate(() => {
    /** @type {number[]} */
    const keyTimes = [];
    Object.assign(globalThis, { keyTimes });
    addEventListener(
      'keydown',
      ({ timeStamp }) => requestAnimationFrame(() => keyTimes.push(performance.now() - timeStamp)),
      true,
    );
  });
  let flooding = true;
  const keys = (async () => {
    while (flooding) {
      await page.keyboard.press('Shift');
      await pause(100);
    }
  })();
  const began = performance.now();
  await Promise.all(senders.map((one) => one.flood(SECONDS, RATE)));
  const took = (performance.now() - began) / 1000;
  flooding = false;
  await keys;
  await until(() => captures.every((file, index) => sizeOf(file) === senders[index]?.bytes()), 60);
  let equal = 0;
  for (const [index, one] of senders.entries())
    if ((await sha256Of(captures[index] ?? '')) === one.sha256()) equal += 1;
  const total = senders.reduce((sum, one) => sum + one.bytes(), 0);
  const keyTimes = await page.evaluate(() => /** @type {number[]} */ (/** @type {any} */ (globalThis).keyTimes));
  figure(`flood of ${SOURCES} sources, ${SECONDS} s: captures with equal sha256`, equal, 'of them', {
    atLeast: SOURCES,
  });
  figure('flood: rate of each source', total / took / SOURCES / 1e6, 'MB/s', { atLeast: RATE / 1e6 });
  figure(`flood: key to next frame, 95th percentile of ${keyTimes.length}`, percentile(keyTimes, 95), 'ms', {
    atMost: 100,
  });
  senders.forEach((one) => one.close());

  // Main and page stopped: recording goes on, at the speed it has otherwise.
  const frozen = await sender(SOURCES);
  const frozenCapture = await attach(frozen.file);
  /** @returns bytes that were sent in that time, 0 when not all of them were recorded soon after */
  const measure = async () => {
    const before = frozen.bytes();
    await frozen.flood(STOPPED_FOR, Infinity);
    return (await until(() => sizeOf(frozenCapture) === frozen.bytes(), 10)) ? frozen.bytes() - before : 0;
  };
  const stopped = family(mainPid).filter((pid) => pid === mainPid || commandOf(pid).includes('--type=renderer'));
  // In turns, as the machine is not always equally busy.
  const shares = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const running = await measure();
    for (const pid of stopped) process.kill(pid, 'SIGSTOP');
    shares.push((100 * (await measure())) / running);
    for (const pid of stopped) process.kill(pid, 'SIGCONT');
  }
  const share = percentile(shares, 50);
  figure('main and page stopped: recorded, of what it is otherwise', share, '%', { atLeast: 95 });
  frozen.close();

  // kill -9 of everything.
  const doomed = await sender(SOURCES + 1);
  const doomedCapture = await attach(doomed.file);
  const sending = doomed.flood(5, RATE);
  await until(() => sizeOf(doomedCapture) > RATE, 30);
  const killedAt = performance.now();
  for (const pid of family(mainPid).reverse()) process.kill(pid, 'SIGKILL');
  await sending;
  const due = (doomed.taken.findLast(({ at }) => at <= killedAt - 100)?.bytes ?? 0) - IN_KERNEL;
  const kept = fs.readFileSync(doomedCapture);
  const sent = Buffer.concat(Array.from({ length: Math.ceil(kept.length / chunkAt(0).length) }, (_, n) => chunkAt(n)));
  const isPrefix = kept.equals(sent.subarray(0, kept.length));
  figure('kill -9 in a flood: kept, of what came up to 100 ms before', isPrefix ? (100 * kept.length) / due : 0, '%', {
    atLeast: 100,
  });
  doomed.close();
} finally {
  for (const pid of everything.filter((one) => fs.existsSync(`/proc/${one}`) && commandOf(one).includes('lectron'))) {
    process.kill(pid, 'SIGKILL');
  }
  fs.rmSync(directory, { recursive: true, force: true });
}
