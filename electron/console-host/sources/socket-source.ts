/**
 * A console on a stream socket, unix or TCP, as client (connects for ever) or as server (waits for QEMU, for ever). It
 * never pauses the socket: a reader that waits stops the guest (docs/capture-format.md says how much).
 */
import * as fs from 'node:fs';
import * as net from 'node:net';
import type { Ability, Problem } from '../../../shared/contract/ipc.ts';
import type { SourceAction } from '../../node/host-protocol.ts';
import { systemProblem } from '../../node/problem.ts';
import { pauseAfter, type BackOffOptions } from './back-off.ts';
import { backfill, type Backfill } from './backfill.ts';
import { qmpAct } from './qmp.ts';
import { breatheAfter } from '../breath.ts';
import { ReadBuffer } from '../read-buffer.ts';
import { notPossible, type Source, type SourceSink } from './source.ts';
import type { LineProtocol } from './telnet.ts';

export type SocketAddress = { readonly path: string } | { readonly host: string; readonly port: number };

export interface SocketOptions {
  readonly address: SocketAddress;
  readonly backOff: BackOffOptions;
  /** Serve the address instead of connecting to it. */
  readonly listen?: boolean | undefined;
  /** What is spoken on it beside the console's bytes; made anew for every connection. */
  readonly protocol?: (send: (bytes: Uint8Array) => void, notice: (text: string) => void) => LineProtocol;
  /** QMP socket of the QEMU on the other side. */
  readonly qmp?: string | undefined;
  /** QEMU's `logfile=`: read once, at the first connection. */
  readonly logfile?: string | undefined;
  readonly hints: { readonly nobody: string };
}

/** Without an answer to SYN the kernel tries for two minutes; milliseconds. */
const CONNECT_WITHIN = 10_000;
/** A machine that lost its power says nothing: keep-alive finds out; milliseconds. */
const KEEP_ALIVE = 10_000;

const label = (address: SocketAddress): string =>
  'path' in address ? address.path : `${address.host}:${address.port}`;

export function socketSource(options: SocketOptions, sink: SourceSink): Source {
  const { address, backOff, qmp } = options;
  const name = label(address);
  let socket: net.Socket | undefined;
  let server: net.Server | undefined;
  let protocol: LineProtocol | undefined;
  let filling: Backfill | undefined;
  let toFill = options.logfile;
  let timer: NodeJS.Timeout | undefined;
  let attempts = 0;
  let stopped = false;

  /** A connection is there. `onClosed` hears why it went. */
  const attach = (current: net.Socket): void => {
    socket = current;
    attempts = 0;
    current.setNoDelay(true);
    current.setKeepAlive(true, KEEP_ALIVE);
    protocol = options.protocol?.(
      (bytes) => void current.write(bytes),
      (text) => sink.notice(text),
    );
    sink.connected();
    protocol?.opened();
    if (toFill !== undefined) {
      filling = backfill(toFill, sink, () => (filling = undefined));
      toFill = undefined;
    }
  };

  const received = (chunk: Uint8Array): void => {
    const bytes = protocol === undefined ? chunk : protocol.received(chunk);
    if (bytes.length === 0) return;
    if (filling === undefined) sink.bytes(bytes);
    else filling.live(bytes);
  };

  const detached = (problem: Problem): void => {
    filling?.finish();
    protocol = undefined;
    attempts++;
    sink.reconnecting(attempts, problem);
  };

  const connect = (): void => {
    let reached = false;
    let problem: Problem | undefined;
    const memory = new ReadBuffer();
    const callback = (count: number): boolean => {
      received(memory.filled(count));
      breatheAfter(count);
      return true;
    };
    const current = net.connect({ ...address, onread: { buffer: memory.room, callback } });
    socket = current;
    current.setTimeout(CONNECT_WITHIN, () => {
      if (!reached) current.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }));
    });
    current.on('connect', () => {
      reached = true;
      current.setTimeout(0);
      attach(current);
    });
    current.on('error', (error) => {
      problem = socketProblem(error, name, options.hints.nobody);
    });
    current.on('close', () => {
      if (stopped) return;
      detached(problem ?? closedProblem(name));
      timer = setTimeout(connect, reached ? backOff.first : pauseAfter(attempts, backOff));
    });
  };

  const serve = (): void => {
    const current = net.createServer();
    server = current;
    current.on('connection', (client) => {
      if (socket !== undefined) {
        client.destroy();
        sink.notice('A second client was turned away; one console has one.');
        return;
      }
      let problem: Problem | undefined;
      client.on('error', (error) => {
        problem = socketProblem(error, name, options.hints.nobody);
      });
      client.on('close', () => {
        socket = undefined;
        if (!stopped) detached(problem ?? closedProblem(name));
      });
      attach(client);
      client.on('data', (chunk: Buffer) => {
        received(chunk);
        breatheAfter(chunk.length);
      });
    });
    current.on('listening', () => {
      attempts = 0;
      sink.reconnecting(0, waitingProblem(name));
    });
    current.on('error', (error: NodeJS.ErrnoException) => {
      attempts++;
      sink.reconnecting(attempts, socketProblem(error, name, options.hints.nobody));
      if (error.code === 'EADDRINUSE' && 'path' in address) removeIfDead(address.path);
      timer = setTimeout(serve, pauseAfter(attempts, backOff));
    });
    current.listen(address);
  };

  const act = async (action: SourceAction): Promise<string | undefined> => {
    if (action.do === 'break' && protocol?.sendBreak !== undefined) return protocol.sendBreak();
    if (qmp !== undefined) return qmpAct(qmp, action);
    throw notPossible(name);
  };

  return {
    canType: true,
    get abilities(): Ability[] {
      const canBreak = qmp !== undefined || protocol?.sendBreak !== undefined;
      return [...(canBreak ? (['break'] as const) : []), ...(qmp === undefined ? [] : (['qmp'] as const))];
    },
    act,
    start: () => (options.listen === true ? serve() : connect()),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      const [current, serving] = [socket, server];
      if (current !== undefined && !current.destroyed) {
        await new Promise<void>((resolve) => {
          current.once('close', () => resolve());
          current.destroy();
        });
      }
      filling?.finish();
      if (serving?.listening === true) await new Promise<void>((resolve) => serving.close(() => resolve()));
    },
    write(text) {
      if (socket?.readyState !== 'open') return false;
      socket.write(protocol === undefined ? text : protocol.encode(text));
      return true;
    },
  };
}

/** A socket file that nobody serves any more is in the way of whoever wants to. */
function removeIfDead(path: string): void {
  const probe = net.connect({ path });
  probe.on('connect', () => probe.destroy());
  probe.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNREFUSED' && fs.lstatSync(path, { throwIfNoEntry: false })?.isSocket() === true) {
      fs.rmSync(path, { force: true });
    }
  });
}

function socketProblem(error: NodeJS.ErrnoException, name: string, nobody: string): Problem {
  const problem = systemProblem(error, name);
  return problem.code === 'ENOENT' || problem.code === 'ECONNREFUSED' ? { ...problem, hint: nobody } : problem;
}

const closedProblem = (name: string): Problem => ({
  code: 'closed',
  message: `${name} was closed by the other side.`,
  hint: 'Lockstep connects again as soon as somebody listens.',
});

const waitingProblem = (name: string): Problem => ({
  code: 'waiting',
  message: `Nobody has connected to ${name} yet.`,
  hint: 'Lockstep listens there; start QEMU with server=off and the same address.',
});
