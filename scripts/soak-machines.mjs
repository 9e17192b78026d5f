// @ts-check
/**
 * Machines for a soak: each serves a socket and prints what a kernel prints, boots, says the same again, panics, reports a
 * lock cycle, and goes away now and then.
 */
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { root } from './electron-runtime.mjs';

const examples = path.join(root, 'resources', 'examples');
/** Our own recordings, each to the end of its report. */
const SPLATS = ['lab-cycle3', 'lab-abba', 'lab-irq', 'lab-self', 'lab-inconsistent', 'lab-held'].map((name) =>
  fs.readFileSync(path.join(examples, `${name}.log`), 'utf8'),
);
/** How often things happen on one machine, in milliseconds. */
export const RHYTHM = { line: 20, splat: 4000, reboot: 3000, away: 1000 };

/**
 * @typedef {object} Machine
 * @property {object} spec  as `console.open` takes it
 * @property {{ lines: number, boots: number, reports: number, connections: number }} counts
 * @property {() => void} stop
 */

/**
 * @param {string} directory for its socket
 * @param {number} index
 * @param {typeof RHYTHM} rhythm
 * @returns {Promise<Machine>}
 */
export async function startMachine(directory, index, rhythm) {
  const isTcp = index % 3 === 2;
  const socketPath = path.join(directory, `machine-${index}.sock`);
  /** @type {net.Socket | undefined} */
  let client;
  let port = 0;
  const counts = { lines: 0, boots: 0, reports: 0, connections: 0 };
  /** @type {net.Server | undefined} */
  let server;
  const serve = () =>
    new Promise((resolve, reject) => {
      server = net.createServer((socket) => {
        client = socket;
        counts.connections += 1;
        socket.on('error', () => undefined);
        socket.on('close', () => (client = client === socket ? undefined : client));
        socket.resume();
      });
      server.once('error', reject);
      if (isTcp) server.listen(port, '127.0.0.1', () => resolve(undefined));
      else server.listen(socketPath, () => resolve(undefined));
    });
  await serve();
  if (isTcp) port = /** @type {net.AddressInfo} */ (/** @type {net.Server} */ (server).address()).port;

  let since = performance.now();
  const time = () => ((performance.now() - since) / 1000).toFixed(6).padStart(12);
  const say = (/** @type {string} */ text) => {
    if (client === undefined) return;
    client.write(text);
    counts.lines += text.split('\n').length - 1;
  };
  const line = () => {
    const n = counts.lines;
    if (n % 97 < 9) say(`[${time()}][    T7] eth0: link is not ready, carrier lost\n`);
    else if (n % 51 === 0) say(`\u001b[31m[${time()}][   C1] \u001b[1mDriver ${index} is red ${n}\u001b[0m\n`);
    else say(`[${time()}][ T${String(n % 400).padStart(4)}] machine ${index}: event ${n} ${'.'.repeat(n % 60)}\n`);
  };
  const boot = () => {
    since = performance.now();
    if (client === undefined) return;
    counts.boots += 1;
    say(
      `[    0.000000][    T0] Linux version 6.12.${index}-soak (root@lab) (gcc 12.2.0) #${counts.boots} SMP PREEMPT_DYNAMIC\n`,
    );
    for (let n = 0; n < 20; n += 1) say(`[    0.${String(n * 1000).padStart(6, '0')}][    T0] setting up part ${n}\n`);
  };
  const splat = () => {
    if (client === undefined) return;
    counts.reports += 1;
    const text = SPLATS[counts.reports % SPLATS.length] ?? '';
    // Half of them bugs of their own, half of them known ones.
    say(counts.reports % 2 === 0 ? text : text.replaceAll('lockstep_', `m${index}n${counts.reports}_`));
    if (counts.reports % 5 === 0) say(`[${time()}][   T99] Kernel panic - not syncing: soak ${counts.reports}\n`);
  };
  /** The one who prints goes away and comes back. */
  const away = () => {
    client?.destroy();
    if (counts.connections % 4 !== 0) return;
    server?.close();
    setTimeout(() => void serve().catch(() => setTimeout(() => void serve().catch(() => undefined), 200)), 150);
  };
  const timers = [
    setInterval(line, rhythm.line),
    setInterval(splat, rhythm.splat),
    setInterval(boot, rhythm.reboot),
    setInterval(away, rhythm.away + index * 37),
  ];
  return {
    spec: isTcp ? { kind: 'tcp', host: '127.0.0.1', port, protocol: 'raw' } : { kind: 'unix', path: socketPath },
    counts,
    stop() {
      timers.forEach(clearInterval);
      client?.destroy();
      server?.close();
    },
  };
}
