// @ts-check
/** One build of a kernel at a time, on this machine. */
import * as fs from 'node:fs';
import { LabError } from './error.mjs';

/** Is process `pid`, started at `start`, still there? @param {number} pid @param {string} start */
const alive = (pid, start) => processStart(pid) === start;

/** @param {number} pid @returns {string | undefined} field 22 of /proc/pid/stat */
function processStart(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** @param {string} lockFile @returns {number | undefined} who holds it */
export function lockHolder(lockFile) {
  try {
    const [pid = '', start = ''] = fs.readFileSync(lockFile, 'utf8').trim().split(' ');
    return alive(Number(pid), start) ? Number(pid) : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} file @returns {(() => void) | number} what releases it, or the process that holds it */
export function takeLock(file) {
  const mine = `${process.pid} ${processStart(process.pid)}\n`;
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      fs.writeFileSync(file, mine, { flag: 'wx' });
      return () => fs.rmSync(file, { force: true });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    const holder = lockHolder(file);
    if (holder !== undefined) return holder;
    // Left by a build that died. Of several that see this only one renames it.
    const stale = `${file}.stale-${process.pid}`;
    try {
      fs.renameSync(file, stale);
      fs.rmSync(stale, { force: true });
    } catch {
      // somebody else was quicker
    }
  }
  throw new LabError(`Could not take ${file}.`);
}
