/** A TCP port: raw (QEMU's `-serial tcp:HOST:PORT,server=on`), telnet, or telnet with RFC 2217 (ser2net, conserver). */
import type { HostSource } from '../../node/host-protocol.ts';
import { PATIENT, type BackOffOptions } from './back-off.ts';
import { socketSource } from './socket-source.ts';
import type { Source, SourceSink } from './source.ts';
import { telnet } from './telnet.ts';

export type TcpOptions = Extract<HostSource, { kind: 'tcp' }>;

export function tcpSource(options: TcpOptions, sink: SourceSink, backOff: BackOffOptions = PATIENT): Source {
  const { host, port, protocol, line, listen, qmp, logfile } = options;
  const nobody = `Is something listening on port ${port} of ${host}? Lockstep goes on trying.`;
  const base = { address: { host, port }, backOff, listen, qmp, logfile, hints: { nobody } };
  if (protocol === 'raw') return socketSource(base, sink);
  const comPort = protocol === 'rfc2217' ? { line } : undefined;
  return socketSource({ ...base, protocol: (send, notice) => telnet({ send, notice, comPort }) }, sink);
}
