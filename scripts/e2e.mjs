// @ts-check
/** `npm run e2e [-- PLAYWRIGHT ARGS]`: the real app in real Electron on a screen of its own. */
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAll } from './build.mjs';
import { findElectron, root } from './electron-runtime.mjs';
import { installPackages, missingPackages } from './system.mjs';
import { virtualScreen } from './virtual-screen.mjs';

/**
 * @param {string[]} args passed on to `playwright test`
 * @param {(line: string) => void} say
 * @param {Record<string, string>} [env]
 * @returns {Promise<number>} exit status; 2 when the system lacks something that could not be installed
 */
export async function runEndToEnd(args, say, env = {}) {
  const electron = findElectron({ say });
  const missing = missingPackages({ electron: electron.binary, programs: ['Xvfb', 'ctags', 'socat'] });
  if (!installPackages(missing, say)) return 2;
  await buildAll({ say });
  const screen = await virtualScreen();
  try {
    const playwright = path.join(root, 'node_modules', '@playwright', 'test', 'cli.js');
    const result = spawnSync(process.execPath, [playwright, 'test', ...args], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...screen.env, ...env, LOCKSTEP_ELECTRON: electron.binary },
    });
    return result.status ?? 1;
  } finally {
    screen.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await runEndToEnd(process.argv.slice(2), (line) => void process.stderr.write(`${line}\n`));
}
