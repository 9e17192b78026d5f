/**
 * The kernel's netconsole (Documentation/networking/netconsole.rst): printk over UDP. Plain messages are text as it is.
 * Extended ones, `[release,]level,seq,µs,flags[,key=value…];text`, are written as `dmesg -r` would show them, so that the
 * capture reads like any console, and their sequence numbers tell what was lost on the way.
 */
import * as dgram from 'node:dgram';
import { systemProblem } from '../../node/problem.ts';
import { PATIENT, type BackOffOptions } from './back-off.ts';
import { extendedMessage, followSequence, type Sequence } from './netconsole-format.ts';
import { attemptsFor } from './reconnecting.ts';
import type { Source, SourceSink } from './source.ts';

/** The kernel sends in bursts and UDP does not wait: as much room as the system gives. */
const RECEIVE_BUFFER = 8 * 1024 * 1024;
/** Senders whose sequence is followed; a stranger who forges addresses must not fill the memory. */
const MAX_SENDERS = 64;

export function netconsoleSource(
  host: string,
  port: number,
  sink: SourceSink,
  backOff: BackOffOptions = PATIENT,
): Source {
  let socket: dgram.Socket | undefined;
  const senders = new Map<string, Sequence>();

  const sequenceOf = (sender: string): Sequence => {
    const known = senders.get(sender);
    if (known !== undefined) return known;
    if (senders.size >= MAX_SENDERS) senders.clear();
    const begun: Sequence = { next: undefined };
    senders.set(sender, begun);
    return begun;
  };

  const receive = (datagram: Buffer, sender: string): void => {
    const message = extendedMessage(datagram);
    if (message === undefined) {
      sink.bytes(datagram);
      return;
    }
    const missing = followSequence(sequenceOf(sender), message);
    if (missing !== undefined) sink.gap(`netconsole of ${sender}: ${missing}`);
    sink.bytes(message.line);
  };

  const open = (): void => {
    const current = dgram.createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket = current;
    current.on('message', (datagram, { address }) => receive(datagram, address));
    current.on('error', (error) => {
      current.close();
      if (socket === current) socket = undefined;
      attempts.lost(systemProblem(error, `UDP ${host}:${port}`));
    });
    current.bind({ address: host, port }, () => {
      const notice = growBuffer(current);
      attempts.opened();
      if (notice !== undefined) sink.notice(notice);
    });
  };
  const attempts = attemptsFor(open, backOff, sink);

  return {
    canType: false,
    start: open,
    stop() {
      attempts.stop();
      const current = socket;
      socket = undefined;
      if (current === undefined) return Promise.resolve();
      return new Promise((resolve) => current.close(() => resolve()));
    },
    write: () => false,
  };
}

/**
 * As much room as can be had; the system may allow less (net.core.rmem_max), and then bursts are lost while we are not run.
 * @returns what the user should know
 */
function growBuffer(socket: dgram.Socket): string | undefined {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SOCKET_BUFFER_SIZE') throw error;
  }
  const room = socket.getRecvBufferSize();
  if (room >= RECEIVE_BUFFER) return undefined;
  return `Only ${Math.round(room / 1024)} KiB of messages can wait here, so a burst may be lost; sysctl net.core.rmem_max=${RECEIVE_BUFFER} allows more.`;
}
