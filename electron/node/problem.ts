/** Errors that reach a user: a code, one sentence that says what happened where, and the next thing to do. */
import type { Problem } from '../../shared/contract/ipc.ts';

/** Thrown where a function cannot go on for a reason the user should read. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

const SYSTEM_ERRORS: Readonly<Record<string, { says: string; hint: string }>> = {
  ENOENT: { says: 'does not exist', hint: 'Check the path.' },
  EACCES: { says: 'may not be read by you', hint: 'Check its permissions (ls -l) and your groups (id).' },
  EPERM: { says: 'is not permitted', hint: 'Check its permissions (ls -l) and your groups (id).' },
  EISDIR: { says: 'is a directory, not a file', hint: 'Choose a file in it.' },
  ENOTDIR: { says: 'has a file where a directory is expected', hint: 'Check the path.' },
  ECONNREFUSED: { says: 'has nobody listening', hint: 'Is QEMU running with -serial unix:PATH,server=on,wait=off?' },
  ENOSPC: { says: 'cannot be written: the disk is full', hint: 'Free some space; recording goes on by itself.' },
  EMFILE: { says: 'cannot be opened: too many files are open', hint: 'Close some consoles.' },
  ECONNRESET: { says: 'was closed by the other side', hint: 'Lockstep goes on trying to connect.' },
  EPIPE: { says: 'was closed by the other side', hint: 'Lockstep goes on trying to connect.' },
  EROFS: { says: 'is on a read-only file system', hint: 'Choose a folder that can be written.' },
  EDQUOT: { says: 'cannot be written: the quota is used up', hint: 'Free some space; recording goes on by itself.' },
  EIO: { says: 'cannot be read or written: input/output error', hint: 'Look at `dmesg` for the device.' },
  ENOTFOUND: { says: 'has a host name that is not known', hint: 'Check the name; Lockstep goes on trying.' },
  EAI_AGAIN: { says: 'has a host name that cannot be looked up now', hint: 'Lockstep goes on trying.' },
  ETIMEDOUT: { says: 'does not answer', hint: 'Check the address and firewalls; Lockstep goes on trying.' },
  EHOSTUNREACH: { says: 'cannot be reached', hint: 'Check the network; Lockstep goes on trying.' },
  ENETUNREACH: { says: 'cannot be reached', hint: 'Check the network; Lockstep goes on trying.' },
  EADDRINUSE: { says: 'is used by another program', hint: 'Close that, or choose another address.' },
  EADDRNOTAVAIL: { says: 'is no address of this machine', hint: 'Use 0.0.0.0 for all addresses.' },
  EBUSY: { says: 'is used by another program', hint: 'Close the other terminal program (fuser -v names it).' },
  ENXIO: { says: 'has no device behind it', hint: 'Is the adapter plugged in? Lockstep goes on trying.' },
  ENAMETOOLONG: { says: 'has a name that is too long', hint: 'Choose a shorter name.' },
};

/** Say a system error about a path in words. */
export function systemProblem(error: NodeJS.ErrnoException, path: string): Problem {
  const code = error.code ?? 'unknown';
  const known = SYSTEM_ERRORS[code];
  return known === undefined
    ? { code, message: `${path}: ${error.message}` }
    : { code, message: `${path} ${known.says}.`, hint: known.hint };
}

/** The problem behind anything that was thrown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof Error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code !== undefined && path !== undefined) return systemProblem(error, path);
    return { code: code ?? 'internal', message: error.message };
  }
  return { code: 'internal', message: String(error) };
}
