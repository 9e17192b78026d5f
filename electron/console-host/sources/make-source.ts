/** From the description of a source to the source. */
import type { HostSource } from '../../node/host-protocol.ts';
import { EAGER, LOCAL } from './back-off.ts';
import { commandSource } from './command-source.ts';
import { fileSource } from './file-source.ts';
import { followSource } from './follow-source.ts';
import { netconsoleSource } from './netconsole-source.ts';
import { pipeSource } from './pipe-source.ts';
import { playbackSource } from './playback-source.ts';
import { ptySource } from './pty-source.ts';
import { qemuSource } from './qemu-source.ts';
import { runAgainSource } from './run-again.ts';
import { serialSource } from './serial-source.ts';
import type { Source, SourceSink } from './source.ts';
import { tcpSource } from './tcp-source.ts';
import { textSource } from './text-source.ts';
import { unixSource } from './unix-source.ts';

/** @param position byte of a source file to begin at, when a recording is taken up again */
export function makeSource(description: HostSource, position: number, sink: SourceSink): Source {
  switch (description.kind) {
    case 'file':
      return fileSource(description.path, position, sink);
    case 'follow':
      return followSource(description.path, position, sink);
    case 'unix':
      return unixSource(description.path, sink, description.eager ? EAGER : LOCAL, description);
    case 'tcp':
      return tcpSource(description, sink);
    case 'serial':
      return serialSource(description.path, description.line, sink);
    case 'pty':
      return onceOrAgain(description, sink, (one) => ptySource(description.command, description.cwd, one));
    case 'qemu':
      return qemuSource(description, sink);
    case 'netconsole':
      return netconsoleSource(description.host, description.port, sink);
    case 'pipe':
      return pipeSource(description.path, sink);
    case 'command':
      return onceOrAgain(description, sink, (one) => commandSource(description.command, description.cwd, one));
    case 'text':
      return textSource(description.text, sink);
    case 'playback':
      return playbackSource(description, sink);
  }
}

const onceOrAgain = (
  { again = false }: { readonly again?: boolean | undefined },
  sink: SourceSink,
  make: (sink: SourceSink) => Source,
): Source => (again ? runAgainSource(make, sink) : make(sink));
