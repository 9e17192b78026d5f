/** Looking at and ending other processes. */
import * as fs from 'node:fs';
import * as path from 'node:path';

/** Is there a program of that name on the PATH? */
export function hasProgram(name: string): boolean {
  return (process.env['PATH'] ?? '').split(path.delimiter).some((directory) => {
    return directory !== '' && fs.existsSync(path.join(directory, name));
  });
}

/** Command line of a process, arguments separated by NUL; empty when it is gone. */
export function commandLine(pid: number): string {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return '';
  }
}

/** False for a process that has ended, also when nobody has asked for its exit status yet. */
export const isAlive = (pid: number): boolean => commandLine(pid) !== '';

/**
 * Signal a process, or with a negative number a process group. One that is gone already, or is not ours any more, is
 * left alone.
 */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
