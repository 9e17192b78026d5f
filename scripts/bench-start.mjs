// @ts-check
/**
 * From `npm start` (already built) to a usable window: from the moment npm is spawned to the page's own mark
 * `lockstep-ready`, which is set when the first screen with its data is drawn. Five runs, new user data each.
 */
import { chromium } from '@playwright/test';
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
  const npm = spawn('npm', ['start', '--silent', '--', '--remote-debugging-port=0'], {
    cwd: root,
    env: { ...process.env, LOCKSTEP_USER_DATA: userData, LOCKSTEP_DISABLE_GPU: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  try {
    const endpoint = await new Promise((resolve, reject) => {
      let text = '';
      npm.stderr.on('data', (chunk) => {
        text += String(chunk);
        const match = /DevTools listening on (ws:\S+)/.exec(text);
        if (match) resolve(match[1]);
      });
      npm.on('exit', (code) => reject(new Error(`npm start ended with ${code}: ${text.slice(-400)}`)));
    });
    const browser = await chromium.connectOverCDP(String(endpoint));
    const context = browser.contexts()[0];
    const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
    if (!page) throw new Error('no window');
    await page.waitForSelector('html[data-ready=true]', { state: 'attached', timeout: 30_000 });
    const ready = await page.evaluate(
      () => performance.timeOrigin + (performance.getEntriesByName('lockstep-ready')[0]?.startTime ?? NaN),
    );
    await browser.close();
    return ready - began;
  } finally {
    if (npm.pid !== undefined) process.kill(-npm.pid, 'SIGTERM');
    await new Promise((resolve) =>
      npm.exitCode === null && npm.signalCode === null ? npm.once('exit', resolve) : resolve(undefined),
    );
    fs.rmSync(userData, { recursive: true, force: true, maxRetries: 5 });
  }
}

const times = [];
for (let run = 0; run < RUNS; run += 1) times.push(await once());
figure('npm start → usable window, median of 5', percentile(times, 50), 'ms', { atMost: 2000 });
figure('npm start → usable window, slowest', Math.max(...times), 'ms');
