// @ts-check
/**
 * Last byte of a splat on a unix socket → its complete report on screen, in the real app: alone, and with 8 other consoles
 * busy (LOCKSTEP_SPLAT_RATE, 1 MB/s each: more than any serial line). Every other splat is followed at once by other lines,
 * as on a console that is never silent. The splat is one of our own lab recordings with its lock names changed for every
 * round, so that each is a report of its own.
 */
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { load, startApp } from './bench-app.mjs';
import { figure, percentile } from './bench-figures.mjs';
import { floodSender } from './bench-flood-peer.mjs';
import { root } from './electron-runtime.mjs';

const ROUNDS = 60;
const BUSY = 8;
const RATE = Number(process.env.LOCKSTEP_SPLAT_RATE ?? 1) * 1e6;
/** Longest that a round may take; seconds. */
const PATIENCE = 10;
const FOLLOWING = '[  999.000000][    T1] something else is printed right behind it\n'.repeat(3);

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-bench-'));
const socketPath = path.join(directory, 'console.sock');
const recording = fs.readFileSync(path.join(root, 'resources', 'examples', 'lab-cycle3.log'), 'utf8');
// To its end, without what the lab printed behind it.
const splat = recording.slice(0, recording.indexOf('\n', recording.indexOf('</TASK>')) + 1);
const lock = /\((lockstep_\w+|[\w.&>-]+)\)\{/.exec(splat)?.[1];
if (lock === undefined) throw new Error('the recording has no lock name');

const server = net.createServer();
/** @type {Promise<net.Socket>} */
const connected = new Promise((resolve) => server.once('connection', resolve));
await new Promise((resolve) => server.listen(socketPath, () => resolve(undefined)));
const busySockets = Array.from({ length: BUSY }, (_, index) => path.join(directory, `busy-${index}.sock`));
const sender = await floodSender(busySockets);
const app = await startApp(path.join(directory, 'user-data'));
try {
  await app.attach({ kind: 'unix', path: socketPath });
  const socket = await connected;
  await measure('alone', socket);
  for (const file of busySockets) await app.attach({ kind: 'unix', path: file });
  // Longer than all rounds can take; it ends with the sender.
  void sender
    .flood(
      busySockets.map((_, index) => index),
      ROUNDS * PATIENCE,
      RATE,
    )
    .catch(() => undefined);
  await measure(`${BUSY} consoles busy`, socket);
  process.stdout.write(`  load ${load()}\n`);
} finally {
  sender.stop();
  await app.stop();
  server.close();
  fs.rmSync(directory, { recursive: true, force: true });
}

/** @param {string} how @param {net.Socket} socket */
async function measure(how, socket) {
  /** @type {number[]} */
  const silent = [];
  /** @type {number[]} */
  const followed = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    (round % 2 === 0 ? silent : followed).push(await one(`bench_${how.length}_${round}_end`, socket, round % 2 === 1));
  }
  const all = [...silent, ...followed];
  figure(`splat → report on screen, ${how}: p95 of ${ROUNDS}`, percentile(all, 95), 'ms', { atMost: 250 });
  figure('… median, silence behind it', percentile(silent, 50), 'ms');
  figure('… median, other lines behind it', percentile(followed, 50), 'ms');
}

/**
 * Milliseconds from its last byte to its row, complete.
 * @param {string} name @param {net.Socket} socket @param {boolean} isFollowed
 */
async function one(name, socket, isFollowed) {
  const text = splat.replaceAll(/** @type {string} */ (lock), name);
  // The page looks after every frame; its clock and ours are the same machine's.
  const seen = app.page.evaluate(
    ([wanted, patience]) =>
      new Promise((resolve) => {
        const end = performance.now() + patience;
        const look = () => {
          const row = [...document.querySelectorAll('[data-report-id]')].find(
            (element) => element.textContent?.includes(wanted) && element.getAttribute('data-growing') === 'false',
          );
          if (row !== undefined) resolve(performance.timeOrigin + performance.now());
          else if (performance.now() > end) resolve(Infinity);
          else requestAnimationFrame(look);
        };
        look();
      }),
    /** @type {const} */ ([name, PATIENCE * 1000]),
  );
  const write = (/** @type {string} */ piece) =>
    new Promise((resolve) => socket.write(piece, () => resolve(undefined)));
  for (let at = 0; at < text.length; at += 512) await write(text.slice(at, at + 512));
  const sent = performance.timeOrigin + performance.now();
  if (isFollowed) await write(FOLLOWING);
  return /** @type {number} */ (await seen) - sent;
}
