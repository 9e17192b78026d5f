/**
 * A command on a pseudo terminal, run by `sh -c`: ssh, virsh console, tio, a shell. It sees a terminal, so it asks for
 * passwords, draws and takes keys as it would in one. Ends when the command ends.
 */
import type { IPty } from '@lydell/node-pty';
import * as fs from 'node:fs';
import { problemOf } from '../../node/problem.ts';
import { sendSignal } from '../../node/processes.ts';
import { commandEnding } from './command-source.ts';
import { notPossible, type Source, type SourceSink } from './source.ts';

/** Until the view says its size. */
const [COLUMNS, ROWS] = [120, 40];
/** Time between SIGHUP and SIGKILL, in milliseconds. */
const GRACE = 1000;

export function ptySource(command: string, cwd: string | undefined, sink: SourceSink): Source {
  let pty: IPty | undefined;
  let stopped = false;
  let over = false;
  let onOver: (() => void) | undefined;
  let starting: Promise<void> = Promise.resolve();

  const open = async (): Promise<void> => {
    // node-pty reports a missing folder as an exit status.
    if (cwd !== undefined) await fs.promises.readdir(cwd);
    // Native code: loaded when it is needed, so that a machine where it does not load has all other sources.
    const { spawn } = await import('@lydell/node-pty');
    if (stopped) return;
    const current = spawn('sh', ['-c', command], {
      name: 'xterm-256color',
      cols: COLUMNS,
      rows: ROWS,
      cwd: cwd ?? process.cwd(),
      env: { ...process.env, COLORTERM: undefined },
      encoding: null,
    });
    pty = current;
    // While the other end is open somewhere, the end of the command is no hang-up: libuv drops what it has not yet read
    // at one. node-pty reads on for 200 ms after the exit, and then says 'exit'.
    const otherEnd = openOtherEnd(current);
    // With `encoding: null` chunks are Buffers, whatever the declaration says.
    current.onData((chunk: unknown) => {
      if (chunk instanceof Uint8Array && !(stopped && over)) sink.bytes(chunk);
    });
    current.onExit(({ exitCode, signal }) => {
      over = true;
      if (otherEnd !== undefined) fs.closeSync(otherEnd);
      if (!stopped) sink.ended(...commandEnding(exitCode, signal));
      onOver?.();
    });
    sink.connected();
  };

  return {
    canType: true,
    get abilities() {
      return pty === undefined || over ? [] : (['resize'] as const);
    },
    get processGroup() {
      return over ? undefined : pty?.pid;
    },
    act(action) {
      if (action.do !== 'resize' || pty === undefined || over) return Promise.reject(notPossible(command));
      pty.resize(action.columns, action.rows);
      return Promise.resolve(undefined);
    },
    start() {
      starting = open().catch((error: unknown) => {
        over = true;
        if (!stopped) sink.failed(problemOf(error));
      });
    },
    async stop() {
      stopped = true;
      await starting;
      const current = pty;
      if (current === undefined || over) return;
      const closed = new Promise<void>((resolve) => (onOver = resolve));
      // What a terminal that is closed says to everything in it.
      sendSignal(-current.pid, 'SIGHUP');
      const timer = setTimeout(() => sendSignal(-current.pid, 'SIGKILL'), GRACE);
      await closed;
      clearTimeout(timer);
      sendSignal(-current.pid, 'SIGKILL');
    },
    write: (text) => pty !== undefined && !over && (pty.write(text), true),
  };
}

/** @returns a descriptor of the command's end of the terminal, not as our own terminal */
function openOtherEnd(pty: IPty & { readonly ptsName?: string }): number | undefined {
  if (pty.ptsName === undefined || !fs.existsSync(pty.ptsName)) return undefined;
  return fs.openSync(pty.ptsName, fs.constants.O_RDWR | fs.constants.O_NOCTTY);
}
