/** A unix socket, such as QEMU's `-serial unix:PATH,server=on,wait=off` (we connect) or `server=off` (we listen). */
import { LOCAL, type BackOffOptions } from './back-off.ts';
import { socketSource, type SocketOptions } from './socket-source.ts';
import type { Source, SourceSink } from './source.ts';

/** sockaddr_un's path on Linux, without the final NUL. */
const MAX_SOCKET_PATH = 107;

export function unixSource(
  path: string,
  sink: SourceSink,
  backOff: BackOffOptions = LOCAL,
  extras: Pick<SocketOptions, 'listen' | 'qmp' | 'logfile'> = {},
): Source {
  const nobody = 'Is QEMU running with -serial unix:PATH,server=on,wait=off? Lockstep goes on trying.';
  const source = socketSource({ ...extras, address: { path }, backOff, hints: { nobody } }, sink);
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH) return source;
  return {
    canType: true,
    start() {
      sink.failed({
        code: 'ENAMETOOLONG',
        message: `${path} is too long for a unix socket (${MAX_SOCKET_PATH} bytes at most).`,
        hint: 'Serve it under a shorter path, e.g. in /tmp.',
      });
    },
    stop: () => Promise.resolve(),
    write: () => false,
  };
}
