// @ts-check
/**
 * `npm start [-- FILE…]`: checks the system, finds Electron, builds when something changed, opens the workbench.
 * `npm run lab`: builds the lab kernel first and attaches to its console.
 */
import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { buildAll } from './build.mjs';
import { electronFlags, findElectron, root } from './electron-runtime.mjs';
import { installPackages, missingPackages } from './system.mjs';

/** @param {string} line */
const say = (line) => void process.stderr.write(`${line}\n`);

/** @param {string} message @returns {never} */
function stop(message) {
  say(`lockstep: ${message}`);
  process.exit(2);
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
  stop(`Node ${process.versions.node} is too old: 20.19 or newer is needed`);

const args = process.argv.slice(2);
const lab = args.includes('--lab');
const rest = args.filter((arg) => arg !== '--lab');

if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
  stop(
    'there is no display (DISPLAY and WAYLAND_DISPLAY are empty). Start it from a desktop session, over `ssh -X`, or on a ' +
      'virtual screen:\n\n    xvfb-run -a npm start\n\nWithout a window, the same reader works on the command line: npx lockstep parse FILE',
  );
}

try {
  const electron = findElectron({ say });
  const missing = missingPackages({
    electron: electron.binary,
    programs: lab ? ['ctags', 'qemu-system-x86_64'] : ['ctags'],
  });
  if (!installPackages(missing, say)) {
    if (missingPackages({ electron: electron.binary }).length > 0) process.exit(2);
  }
  await buildAll({ say });
  if (lab) {
    const { buildLab } = await import('./lab-build.mjs');
    await buildLab({ kernel: '6.12', onProgress: ({ line }) => say(`lab: ${line}`) });
  }
  // Relative names mean the directory the user is in, which npm has changed.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  const files = rest.map((arg) => (arg.startsWith('-') || /^lockstep:/i.test(arg) ? arg : path.resolve(cwd, arg)));
  const child = spawn(electron.binary, [...electronFlags(), root, ...(lab ? ['--lab'] : []), ...files], {
    stdio: 'inherit',
    env: { ...process.env, LOCKSTEP_STARTED_AT: String(Date.now()) },
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 0)));
} catch (error) {
  stop(error instanceof Error ? error.message : String(error));
}
