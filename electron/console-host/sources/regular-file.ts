/** Opening a log file, with the ways in which that fails said in words. */
import * as fs from 'node:fs/promises';
import type { Problem } from '../../../shared/contract/ipc.ts';
import { ProblemError, problemOf, systemProblem } from '../../node/problem.ts';

export interface OpenFile {
  readonly handle: fs.FileHandle;
  /** Device and inode, to see a replacement. */
  readonly identity: string;
}

/** @throws ProblemError for directories, devices, pipes and sockets; the system error otherwise */
export async function openRegularFile(file: string): Promise<OpenFile> {
  const info = await fs.stat(file);
  if (!info.isFile()) throw new ProblemError(notAFile(file, info.isDirectory(), info.isSocket()));
  const handle = await fs.open(file, 'r');
  const opened = await handle.stat();
  return { handle, identity: `${opened.dev}:${opened.ino}` };
}

function notAFile(file: string, isDirectory: boolean, isSocket: boolean): Problem {
  if (isDirectory) {
    return { code: 'is-directory', message: `${file} is a directory, not a file.`, hint: 'Choose a file in it.' };
  }
  if (isSocket) {
    return { code: 'is-socket', message: `${file} is a socket, not a file.`, hint: 'Attach to it as a unix socket.' };
  }
  return {
    code: 'not-a-file',
    message: `${file} is a device or a pipe, not a file.`,
    hint: `Attach to it as a command: cat ${file}`,
  };
}

/** The problem behind an error about `file`. */
export function fileProblem(error: unknown, file: string): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof Error && (error as NodeJS.ErrnoException).code !== undefined) return systemProblem(error, file);
  return problemOf(error);
}
