// @ts-check
/** The other ends of a flood: our sender, and socat, which does nothing but to copy. */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { root } from './electron-runtime.mjs';

/**
 * @typedef {object} Flooded
 * @property {number[]} bytes  sent now, by source
 * @property {number[]} chunks  sent since the start, by source
 */

/** Starts the process that serves `sockets` and floods whoever connects to them. @param {readonly string[]} sockets */
export async function floodSender(sockets) {
  const child = fork(path.join(root, 'scripts', 'bench-sender.mjs'), [...sockets], { execArgv: [] });
  await once(child, 'message');
  let serial = 0;
  /** @param {object} message @returns {Promise<any>} */
  const ask = (message) =>
    new Promise((resolve, reject) => {
      const mine = ++serial;
      const onMessage = (/** @type {any} */ answer) => {
        if (answer.serial !== mine) return;
        child.off('message', onMessage);
        child.off('exit', onExit);
        resolve(answer.value);
      };
      const onExit = () => reject(new Error('the sender of the flood ended'));
      child.on('message', onMessage).once('exit', onExit);
      child.send({ ...message, serial: mine });
    });
  return {
    pid: child.pid ?? 0,
    /** @param {readonly number[]} sources @param {number} seconds @param {number} rate bytes a second of each @returns {Promise<Flooded>} */
    flood: (sources, seconds, rate) => ask({ do: 'flood', sources, seconds, rate }),
    /** Bytes that the kernel had taken before that time (µs, monotonic), by source. @param {readonly number[]} sources @param {number} before @returns {Promise<number[]>} */
    taken: (sources, before) => ask({ do: 'taken', sources, before }),
    stop: () => void child.kill(),
  };
}

/**
 * One socat a socket. @param {readonly string[]} sockets @param {(index: number) => string} to  socat's second address
 * @param {readonly string[]} [options]
 */
export function socats(sockets, to, options = []) {
  const children = sockets.map((file, index) =>
    spawn('socat', [...options, '-u', `UNIX-CONNECT:${file}`, to(index)], { stdio: 'inherit' }),
  );
  return {
    pids: children.map(({ pid }) => pid ?? 0),
    async stop() {
      await Promise.all(
        children.map(async (child) => {
          if (child.exitCode !== null) return;
          const ended = once(child, 'exit');
          child.kill();
          await ended;
        }),
      );
    },
  };
}
