/**
 * A unix socket that somebody else serves, such as QEMU's `-serial unix:PATH,server=on,wait=off`. Connects for ever. It
 * never pauses the socket: a reader that waits stops the guest (docs/capture-format.md says how much).
 */
import * as net from 'node:net';
import type { Problem } from '../../../shared/contract/ipc.ts';
import { systemProblem } from '../../node/problem.ts';
import { PATIENT, pauseAfter, type BackOffOptions } from './back-off.ts';
import type { Source, SourceSink } from './source.ts';

/** sockaddr_un's path on Linux, without the final NUL. */
const MAX_SOCKET_PATH = 107;

export function unixSource(path: string, sink: SourceSink, backOff: BackOffOptions = PATIENT): Source {
  let socket: net.Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  let attempts = 0;
  let stopped = false;

  const connect = (): void => {
    let reached = false;
    let problem: Problem | undefined;
    const current = net.connect({ path });
    socket = current;
    current.on('connect', () => {
      reached = true;
      attempts = 0;
      sink.connected();
    });
    current.on('data', (chunk) => sink.bytes(chunk));
    current.on('error', (error) => {
      problem = socketProblem(error, path);
    });
    current.on('close', () => {
      if (stopped) return;
      attempts++;
      sink.reconnecting(attempts, problem ?? closedProblem(path));
      timer = setTimeout(connect, reached ? backOff.first : pauseAfter(attempts, backOff));
    });
  };

  return {
    canType: true,
    start() {
      if (Buffer.byteLength(path) > MAX_SOCKET_PATH) {
        sink.failed({
          code: 'ENAMETOOLONG',
          message: `${path} is too long for a unix socket (${MAX_SOCKET_PATH} bytes at most).`,
          hint: 'Serve it under a shorter path, e.g. in /tmp.',
        });
        return;
      }
      connect();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      const current = socket;
      if (current === undefined || current.destroyed) return Promise.resolve();
      return new Promise((resolve) => {
        current.once('close', () => resolve());
        current.destroy();
      });
    },
    write: (text) => socket?.readyState === 'open' && (socket.write(text), true),
  };
}

function socketProblem(error: NodeJS.ErrnoException, path: string): Problem {
  const problem = systemProblem(error, path);
  if (problem.code !== 'ENOENT') return problem;
  return { ...problem, hint: 'Is QEMU running with -serial unix:PATH,server=on,wait=off? Lockstep goes on trying.' };
}

const closedProblem = (path: string): Problem => ({
  code: 'closed',
  message: `${path} was closed by the other side.`,
  hint: 'Lockstep connects again as soon as somebody listens.',
});
