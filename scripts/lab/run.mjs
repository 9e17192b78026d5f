// @ts-check
/** Commands of the build. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { LabError } from './error.mjs';

export const STOPPED = 'The build was stopped; it can go on later.';

/**
 * Run a command, a line at a time. Rejects with its last lines when it fails.
 * @param {string} command @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal | undefined,
 *   onLine?: (line: string) => void }} [options]
 * @returns {Promise<void>}
 */
export function run(command, args, { cwd, env, signal, onLine } = {}) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) throw new LabError(STOPPED);
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, LC_ALL: 'C', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: signal !== undefined, // a group of its own, to end make's children too
    });
    /** @type {string[]} */
    const last = [];
    const take = (/** @type {string} */ line) => {
      last.push(line);
      if (last.length > 12) last.shift();
      onLine?.(line);
    };
    createInterface({ input: child.stdout }).on('line', take);
    createInterface({ input: child.stderr }).on('line', take);
    const abort = () => {
      if (child.pid !== undefined) {
        try {
          process.kill(-child.pid, 'SIGTERM');
        } catch {
          // it has just ended by itself
        }
      }
    };
    signal?.addEventListener('abort', abort);
    child.on('error', (error) => reject(new LabError(`${command}: ${error.message}`)));
    child.on('close', (code, killedBy) => {
      signal?.removeEventListener('abort', abort);
      if (signal?.aborted) reject(new LabError(STOPPED));
      else if (code === 0) resolve();
      else {
        const how = killedBy ? `was ended by ${killedBy}` : `failed (${code})`;
        reject(new LabError(`${command} ${args.join(' ')} ${how}:\n${last.join('\n')}`));
      }
    });
  });
}
