/**
 * A QEMU that we start by `sh -c`: its serial line and its QMP are unix sockets that are added to the command line. The
 * guest is a process group of its own that neither waits for us nor ends with a crash of ours: whoever records again finds
 * it by its sockets. Its end is told, and it can be started again into the same capture.
 */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Ability, PowerAction, Problem } from '../../../shared/contract/ipc.ts';
import { ProblemError, problemOf, systemProblem } from '../../node/problem.ts';
import { commandLine, isAlive, sendSignal } from '../../node/processes.ts';
import { EAGER } from './back-off.ts';
import { qmpAct } from './qmp.ts';
import { socketSource } from './socket-source.ts';
import { notPossible, type Source, type SourceSink } from './source.ts';

export interface QemuOptions {
  readonly command: string;
  readonly cwd?: string | undefined;
  /** Folder of our own for the sockets; made when it isn't there. */
  readonly sockets: string;
}

/** Name of the chardev behind the serial line. */
const CHARDEV = 'lockstep0';
/** Time between SIGTERM and SIGKILL, in milliseconds. */
const GRACE = 3000;
/** How often a guest that we did not start ourselves is looked for, in milliseconds. */
const LOOK_EVERY = 500;
const LAST_WORDS = 3;
/** Longest part of what it said that is told, in characters. */
const MOST_WORDS = 400;
/** What it says of waiting for us, and of the signal, is no reason. */
const NOTE = /: info: |: terminating on signal /;
const ENDED_BY_US: Problem = {
  code: 'qemu-ended',
  message: 'QEMU was ended.',
  hint: 'Start it again; the capture goes on.',
};

export function qemuSource({ command, cwd, sockets }: QemuOptions, sink: SourceSink): Source {
  const serial = path.join(sockets, 'serial.sock');
  const qmp = path.join(sockets, 'qmp.sock');
  const pidFile = path.join(sockets, 'qemu.pid');
  const logFile = path.join(sockets, 'qemu.log');
  let pid: number | undefined;
  let line: Source | undefined;
  let stopped = false;
  /** We have told it to end. */
  let isEnding = false;
  let watch: NodeJS.Timeout | undefined;
  const onOver: (() => void)[] = [];

  /** Attach to the guest's serial line. Only its own end ends that. */
  const attach = (): void => {
    line = socketSource(
      { address: { path: serial }, backOff: EAGER, hints: { nobody: 'QEMU is starting.' } },
      // While QEMU runs its socket being away is no news.
      {
        ...sink,
        reconnecting: (attempts, problem) => pid !== undefined && attempts > 50 && sink.notice(problem.message),
      },
    );
    line.start();
  };

  const over = async (problem: Problem): Promise<void> => {
    clearInterval(watch);
    pid = undefined;
    const last = line;
    line = undefined;
    await last?.stop();
    fs.rmSync(pidFile, { force: true });
    if (!stopped) sink.reconnecting(0, problem);
    for (const tell of onOver.splice(0)) tell();
  };

  const run = async (): Promise<void> => {
    fs.mkdirSync(sockets, { recursive: true, mode: 0o700 });
    for (const file of [serial, qmp]) fs.rmSync(file, { force: true });
    const log = fs.openSync(logFile, 'w', 0o600);
    // wait=on: the guest's first line waits for its reader. No pipes: the guest doesn't notice when we are frozen.
    const child = spawn('sh', ['-c', `${command.trim()} "$@"`, 'sh', ...qemuArguments(serial, qmp)], {
      cwd,
      detached: true,
      stdio: ['ignore', log, log],
    });
    fs.closeSync(log);
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) => reject(new ProblemError(startProblem(error, cwd))));
    });
    pid = child.pid!;
    fs.writeFileSync(pidFile, String(pid), { mode: 0o600 });
    child.once('exit', (code, signal) => void over(isEnding ? ENDED_BY_US : endProblem(code, signal, logFile)));
    child.unref();
    attach();
  };

  /** A guest that outlived the process that recorded it. */
  const adopt = (): boolean => {
    const found = fs.existsSync(pidFile) ? Number(fs.readFileSync(pidFile, 'utf8')) : 0;
    // The number may be another process's by now; ours has the socket on its command line.
    if (!Number.isSafeInteger(found) || found <= 1 || !commandLine(found).includes(escaped(serial))) return false;
    pid = found;
    watch = setInterval(() => {
      if (!isAlive(found)) void over(endProblem(null, null, logFile));
    }, LOOK_EVERY);
    attach();
    return true;
  };

  const end = async (): Promise<void> => {
    const running = pid;
    if (running === undefined) return;
    const ended = new Promise<void>((resolve) => onOver.push(resolve));
    isEnding = true;
    sendSignal(-running, 'SIGTERM');
    const timer = setTimeout(() => sendSignal(-running, 'SIGKILL'), GRACE);
    await ended;
    isEnding = false;
    clearTimeout(timer);
  };

  const power = async (action: PowerAction): Promise<undefined> => {
    if (action !== 'start') await end();
    if (action !== 'stop' && pid === undefined) await run();
    return undefined;
  };

  return {
    canType: true,
    get abilities(): Ability[] {
      return pid === undefined ? ['power'] : ['power', 'qmp', 'break'];
    },
    act(action) {
      if (action.do === 'power') return power(action.action);
      if (pid === undefined) return Promise.reject(notPossible('A QEMU that does not run'));
      return qmpAct(qmp, action, CHARDEV);
    },
    start() {
      if (adopt()) return;
      run().catch((error: unknown) => sink.failed(problemOf(error)));
    },
    async stop() {
      stopped = true;
      await end();
      await line?.stop();
      fs.rmSync(sockets, { recursive: true, force: true });
    },
    write: (text) => line?.write(text) === true,
  };
}

/** QEMU writes an option's own comma as two. */
const escaped = (file: string): string => file.replaceAll(',', ',,');

function qemuArguments(serial: string, qmp: string): string[] {
  return [
    '-chardev',
    `socket,id=${CHARDEV},path=${escaped(serial)},server=on,wait=on`,
    '-serial',
    `chardev:${CHARDEV}`,
    '-qmp',
    `unix:${escaped(qmp)},server=on,wait=off`,
    '-display',
    'none',
  ];
}

function startProblem(error: NodeJS.ErrnoException, cwd: string | undefined): Problem {
  return cwd !== undefined && error.code === 'ENOENT'
    ? { code: 'ENOENT', message: `The working directory ${cwd} does not exist.`, hint: 'Check the path.' }
    : systemProblem(error, 'sh');
}

function endProblem(code: number | null, signal: NodeJS.Signals | null, logFile: string): Problem {
  const how = signal !== null ? ` (${signal})` : code === null ? '' : ` (exit status ${code})`;
  const lines = fs.existsSync(logFile) ? fs.readFileSync(logFile, 'utf8').trim().split('\n') : [];
  const words = lines.filter((line) => !NOTE.test(line)).slice(-LAST_WORDS);
  const said = words.join(' ').slice(0, MOST_WORDS);
  return {
    code: 'qemu-ended',
    message: `QEMU ended${how}.${said === '' ? '' : ` ${said}`}`,
    hint: 'Start it again; the capture goes on.',
  };
}
