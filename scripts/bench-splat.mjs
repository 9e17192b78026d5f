// @ts-check
/**
 * Last byte of a splat on a unix socket → its complete report on screen, in the real app. The splat is one of our own lab
 * recordings with its lock names changed for every round, so that each is a report of its own.
 */
import { _electron } from '@playwright/test';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { figure, percentile } from './bench-figures.mjs';
import { electronFlags, findElectron, root } from './electron-runtime.mjs';

const ROUNDS = 60;
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-bench-'));
const socketPath = path.join(directory, 'console.sock');
const splat = fs.readFileSync(path.join(root, 'resources', 'examples', 'lab-cycle3.log'), 'utf8');
const lock = /\((lockstep_\w+|[\w.&>-]+)\)\{/.exec(splat)?.[1];
if (lock === undefined) throw new Error('the recording has no lock name');

const server = net.createServer();
/** @type {Promise<net.Socket>} */
const connected = new Promise((resolve) => server.once('connection', resolve));
await new Promise((resolve) => server.listen(socketPath, () => resolve(undefined)));

process.env.ELECTRON_OVERRIDE_DIST_PATH ??= path.dirname(findElectron({ say: () => {} }).binary);
const app = await _electron.launch({
  args: [...electronFlags(), '--disable-gpu', root],
  env: {
    .../** @type {Record<string, string>} */ (process.env),
    LOCKSTEP_USER_DATA: path.join(directory, 'user-data'),
  },
});
try {
  const page = await app.firstWindow();
  await page.waitForSelector('html[data-ready=true]', { state: 'attached' });
  await page.evaluate(
    (/** @type {string} */ file) =>
      /** @type {any} */ (globalThis).lockstep.request('console.open', { spec: { kind: 'unix', path: file } }),
    socketPath,
  );
  const socket = await connected;
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const name = `bench_lock_${round}_end`;
    const text = splat.replaceAll(lock, name);
    // The page looks after every frame; its clock and ours are the same machine's.
    const seen = page.evaluate(
      (/** @type {string} */ wanted) =>
        new Promise((resolve) => {
          const look = () => {
            const row = [...document.querySelectorAll('[data-report-id]')].find(
              (element) => element.textContent?.includes(wanted) && element.getAttribute('data-growing') === 'false',
            );
            if (row) resolve(performance.timeOrigin + performance.now());
            else requestAnimationFrame(look);
          };
          look();
        }),
      name,
    );
    for (let at = 0; at < text.length; at += 512) {
      await new Promise((resolve) => socket.write(text.slice(at, at + 512), () => resolve(undefined)));
    }
    const sent = performance.timeOrigin + performance.now();
    times.push(/** @type {number} */ (await seen) - sent);
  }
  figure(`splat → report on screen, 95th percentile of ${ROUNDS}`, percentile(times, 95), 'ms', { atMost: 500 });
  figure('splat → report on screen, median', percentile(times, 50), 'ms');
} finally {
  await app.close();
  server.close();
  fs.rmSync(directory, { recursive: true, force: true });
}
