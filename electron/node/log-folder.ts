/**
 * The logs in a folder, now and later. A folder of kvm.sh results (tools/testing/selftests/rcutorture: `res/<date>/
 * <scenario>/console.log`) has one for every run; any other folder has its *.log and *.txt.
 */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Problem } from '../../shared/contract/ipc.ts';
import { ProblemError, problemOf } from './problem.ts';

export interface LogFolder {
  /** Those that were there at the beginning, by name. */
  readonly files: readonly string[];
  close(): void;
}

export interface WatchOptions {
  /** A log has appeared. */
  readonly onFile: (file: string) => void;
  /** A log that appeared is not followed; or the folder is away. */
  readonly onProblem: (problem: Problem) => void;
  /** A folder that cannot be read is told and waited for. */
  readonly mayBeAway?: boolean;
  /** Milliseconds. */
  readonly lookEvery?: number;
}

/** res/<date>/<scenario>/console.log is three folders down. */
const DEPTH = 3;
/** More logs than this are no folder of consoles. */
const MOST = 64;
const LOOK_EVERY = 2000;
const LOG = /\.(log|txt)$/i;

/** @returns paths of the logs, in the order of their names. @throws the system error when the folder cannot be read */
export async function findLogs(folder: string): Promise<string[]> {
  const found = (await filesIn(folder, DEPTH)).sort();
  const runs = found.filter((file) => path.basename(file) === 'console.log');
  return runs.length > 0 ? runs : found.filter((file) => path.dirname(file) === folder && LOG.test(file));
}

/**
 * @throws ProblemError when there are too many, the system error when the folder cannot be read
 */
export async function watchLogFolder(
  folder: string,
  { onFile, onProblem, mayBeAway = false, lookEvery = LOOK_EVERY }: WatchOptions,
): Promise<LogFolder> {
  const files = await findLogs(folder).catch((error: unknown) => {
    if (!mayBeAway) throw error;
    onProblem(awayProblem(error));
    return [];
  });
  if (files.length > MOST) throw new ProblemError(tooMany(folder, files.length));
  const known = new Set(files);
  let isFullTold = false;
  const look = async (): Promise<void> => {
    // The folder may be away for a moment.
    for (const file of await findLogs(folder).catch(() => [])) {
      if (known.has(file)) continue;
      if (known.size < MOST) {
        known.add(file);
        onFile(file);
      } else if (!isFullTold) {
        isFullTold = true;
        onProblem({
          code: 'too-many',
          message: `${file} is not followed: ${folder} has had ${MOST} logs already, and more are not followed at once.`,
          hint: 'Follow a folder further down, or the file itself.',
        });
      }
    }
  };
  const timer = setInterval(() => void look(), lookEvery);
  timer.unref();
  return { files, close: () => clearInterval(timer) };
}

async function filesIn(folder: string, depth: number): Promise<string[]> {
  const entries = await fs.readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => path.join(folder, name));
  if (depth === 0) return files;
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    // A folder in it that may not be read is not the user's choice.
    files.push(...(await filesIn(path.join(folder, entry.name), depth - 1).catch(() => [])));
  }
  return files;
}

const tooMany = (folder: string, count: number): Problem => ({
  code: 'too-many',
  message: `${folder} has ${count} logs; at most ${MOST} are followed at once.`,
  hint: 'Choose a folder further down.',
});

const awayProblem = (error: unknown): Problem => ({
  ...problemOf(error),
  hint: 'Its logs are followed as soon as it is there.',
});
