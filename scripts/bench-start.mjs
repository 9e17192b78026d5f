// @ts-check
/**
 * From `npm start` (already built) to a usable window: from the moment npm is spawned to the page's own mark
 * `lockstep-ready` (LOCKSTEP_TRACE_START tells it), which is set when the first screen with its data is drawn. Five runs, new user data each.
 */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { figure, percentile } from './bench-figures.mjs';
import { root } from './electron-runtime.mjs';

const RUNS = 5;

/** @returns {Promise<number>} milliseconds */
async function once() {
  const userData = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-bench-'));
  const began = Date.now();
  const npm = spawn('npm', ['start', '--silent'], {
    cwd: root,
    env: { ...process.env, LOCKSTEP_USER_DATA: userData, LOCKSTEP_DISABLE_GPU: '1', LOCKSTEP_TRACE_START: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  try {
    return await new Promise((resolve, reject) => {
      let text = '';
      npm.stderr.on('data', (chunk) => {
        text += String(chunk);
        const match = /lockstep: usable at ([\d.]+)/.exec(text);
        if (match) resolve(Number(match[1]) - began);
      });
      npm.on('exit', (code) => reject(new Error(`npm start ended with ${code}: ${text.slice(-400)}`)));
    });
  } finally {
    npm.removeAllListeners('exit');
    const gone = new Promise((resolve) => npm.once('exit', resolve));
    if (npm.pid !== undefined && npm.exitCode === null) {
      process.kill(-npm.pid, 'SIGTERM');
      await gone;
    }
    fs.rmSync(userData, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

const times = [];
for (let run = 0; run < RUNS; run += 1) times.push(await once());
figure('npm start → usable window, median of 5', percentile(times, 50), 'ms', { atMost: 2000 });
figure('npm start → usable window, slowest', Math.max(...times), 'ms');
