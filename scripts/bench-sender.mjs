// @ts-check
/**
 * The other end of a flood, as a process of its own and as cheap as can be: one buffer a source, of which only a counter
 * changes. Started by `floodSender` of bench-flood-peer.mjs with the paths of the sockets to serve.
 *
 *     parent → { do: 'flood', sources, seconds, rate }   sent by each in bytes a second; answered by 'flooded'
 *     parent → { do: 'taken', before }                   bytes the kernel had taken before that (µs, monotonic)
 */
import * as fs from 'node:fs';
import * as net from 'node:net';
import { CHUNK, makeChunk, numberChunk } from './bench-chunks.mjs';

/** How often a source that is on time looks whether more is due, in milliseconds. */
const LOOK_EVERY = 5;
const now = () => Number(process.hrtime.bigint() / 1000n);
const say = (/** @type {unknown} */ message) => void process.send?.(message);

class Sender {
  chunks = 0;
  /** Chunks that the kernel has taken whole, by time. @type {{ at: number, bytes: number }[]} */
  taken = [];
  /** @type {net.Socket | undefined} */
  socket;
  /** @type {() => void} */
  onConnected = () => {};

  /** @param {string} file */
  constructor(file) {
    this.buffer = makeChunk();
    this.connected = this.connection();
    fs.rmSync(file, { force: true });
    net
      .createServer((socket) => {
        socket.on('error', () => undefined);
        socket.on('close', () => {
          if (this.socket !== socket) return;
          this.socket = undefined;
          this.connected = this.connection();
        });
        this.socket = socket;
        this.onConnected();
      })
      .listen(file);
  }

  /** @returns {Promise<void>} */
  connection() {
    return new Promise((resolve) => (this.onConnected = resolve));
  }

  /** @param {number} seconds @param {number} rate bytes a second */
  async flood(seconds, rate) {
    await this.connected;
    const began = performance.now();
    let sent = 0;
    await new Promise((resolve) => {
      const next = () => {
        const passed = (performance.now() - began) / 1000;
        if (passed >= seconds || this.socket === undefined) resolve(undefined);
        else if (sent >= passed * rate) setTimeout(next, LOOK_EVERY);
        else {
          numberChunk(this.buffer, this.chunks);
          this.chunks += 1;
          sent += CHUNK;
          // The buffer is written to again only when the kernel has all of it.
          this.socket.write(this.buffer, () => {
            this.taken.push({ at: now(), bytes: this.chunks * CHUNK });
            next();
          });
        }
      };
      next();
    });
    return sent;
  }
}

const senders = process.argv.slice(2).map((file) => new Sender(file));
process.on('message', (/** @type {any} */ message) => {
  /** @type {Sender[]} */
  const asked = message.sources.map((/** @type {number} */ index) => senders[index]);
  if (message.do === 'taken') {
    say({
      serial: message.serial,
      value: asked.map(({ taken }) => taken.findLast(({ at }) => at <= message.before)?.bytes ?? 0),
    });
    return;
  }
  void Promise.all(asked.map((sender) => sender.flood(message.seconds, message.rate))).then((bytes) => {
    say({ serial: message.serial, value: { bytes, chunks: asked.map(({ chunks }) => chunks) } });
  });
});
process.on('disconnect', () => process.exit());
say('ready');
