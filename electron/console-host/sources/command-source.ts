/**
 * A command run by `sh -c` in a process group of its own; its stdout and stderr through one pipe, so that their order is
 * the one in which they were written. Ends when the command ends.
 */
import * as os from 'node:os';
import { spawn, type ChildProcess } from 'node:child_process';
import type { Problem } from '../../../shared/contract/ipc.ts';
import { systemProblem } from '../../node/problem.ts';
import { sendSignal } from '../../node/processes.ts';
import type { Source, SourceSink } from './source.ts';

/** Time between SIGTERM and SIGKILL, in milliseconds. */
const GRACE = 1000;

export function commandSource(command: string, cwd: string | undefined, sink: SourceSink): Source {
  let child: ChildProcess | undefined;
  let stopped = false;
  let over = false;
  let onOver: (() => void) | undefined;

  const finish = (tell: () => void): void => {
    if (over) return;
    over = true;
    if (!stopped) tell();
    onOver?.();
  };

  const source: Source = {
    canType: true,
    get processGroup() {
      return over ? undefined : child?.pid;
    },
    start() {
      // The first line makes stderr the same pipe as stdout, for the shell's own messages too.
      child = spawn('sh', ['-c', `exec 2>&1\n${command}`], { cwd, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
      child.on('spawn', () => sink.connected());
      child.on('error', (error) => finish(() => sink.failed(startProblem(error, cwd))));
      child.stdout?.on('data', (chunk: Buffer) => sink.bytes(chunk));
      child.stderr?.on('data', (chunk: Buffer) => sink.bytes(chunk));
      // A command that doesn't read what is typed: EPIPE is no news, its end is.
      child.stdin?.on('error', () => undefined);
      // 'close' comes when the pipe is drained too; a child it left in the background may hold the pipe open.
      child.on('close', (code, signal) => finish(() => sink.ended(...commandEnding(code, signal))));
    },
    async stop() {
      stopped = true;
      const group = source.processGroup;
      if (group === undefined) return;
      const closed = new Promise<void>((resolve) => (onOver = resolve));
      sendSignal(-group, 'SIGTERM');
      const timer = setTimeout(() => {
        sendSignal(-group, 'SIGKILL');
        // Whoever left the group (setsid) may hold the pipes; they are not ours to wait for.
        child?.stdout?.destroy();
        child?.stderr?.destroy();
      }, GRACE);
      await closed;
      clearTimeout(timer);
      // The shell is gone; what it had started in its group must not stay either.
      sendSignal(-group, 'SIGKILL');
    },
    write: (text) => child?.stdin?.writable === true && (child.stdin.write(text), true),
  };
  return source;
}

/** How a command ended, in words. @param killedBy name or number of the signal, if it was one */
export function commandEnding(
  code: number | null,
  killedBy: NodeJS.Signals | number | null | undefined,
): [string, Problem?] {
  const signal = typeof killedBy === 'number' ? signalName(killedBy) : (killedBy ?? undefined);
  if (signal !== undefined) {
    return [`killed by ${signal}`, { code: signal, message: `The command was killed by ${signal}.` }];
  }
  if (code === 0) return ['exit status 0'];
  const message = `The command ended with exit status ${code ?? 'unknown'}.`;
  const hint =
    code === 127
      ? 'Exit status 127 means: command not found.'
      : code === 126
        ? 'Exit status 126 means: found, but not executable.'
        : undefined;
  return [`exit status ${code ?? 'unknown'}`, { code: `exit-${code ?? 'unknown'}`, message, hint }];
}

function startProblem(error: NodeJS.ErrnoException, cwd: string | undefined): Problem {
  return cwd !== undefined && error.code === 'ENOENT'
    ? { code: 'ENOENT', message: `The working directory ${cwd} does not exist.`, hint: 'Check the path.' }
    : systemProblem(error, 'sh');
}

/** @returns undefined for 0, which is no signal */
function signalName(number: number): string | undefined {
  return number === 0 ? undefined : Object.entries(os.constants.signals).find(([, value]) => value === number)?.[0];
}
