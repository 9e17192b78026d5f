// @ts-check
/** `npm run setup`: everything a fresh machine needs, without starting anything. */
import { findElectron } from './electron-runtime.mjs';
import { installPackages, missingPackages } from './system.mjs';

/** @param {string} line */
const say = (line) => void process.stderr.write(`${line}\n`);
const electron = findElectron({ say });
say(`electron ${electron.version} (${electron.kind}): ${electron.binary}`);
const ready = installPackages(
  missingPackages({
    electron: electron.binary,
    programs: ['Xvfb', 'xauth', 'ctags', 'socat', 'xz', 'qemu-system-x86_64'],
  }),
  say,
);
say(ready ? 'everything is there' : 'not everything is there, see above');
process.exitCode = ready ? 0 : 1;
