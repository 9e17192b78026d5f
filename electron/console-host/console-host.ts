/**
 * The process that records. Most of it is done by a thread (recording-thread.ts): Electron runs a process's own event loop from
 * Chromium's, which costs two switches of threads for everything that happens, while the loop of a thread is Node's
 * (docs/decisions/0005-recording-thread.md). Serial ports and terminals are recorded here: their native code ends the
 * process when it runs in a thread of Electron's. The rest is to pass messages on; started by electron/main/hosts.ts.
 */
import type { MessagePortMain } from 'electron';
import { Worker } from 'node:worker_threads';
import { ToConsoleHost, type HostSource } from '../node/host-protocol.ts';
import { startRecording, type FromRecording } from './recording.ts';

const WITH_NATIVE_CODE: ReadonlySet<HostSource['kind']> = new Set(['serial', 'pty']);

const main = process.parentPort;
let analysis: MessagePortMain | undefined;
/** Ids of what is recorded by this process itself. */
const here = new Set<string>();
/** The thread and this process, as long as they have not said goodbye. */
let recording = 2;

function passOn({ to, message }: FromRecording): void {
  if (to === 'analysis') analysis?.postMessage(message);
  else if (message.type !== 'bye' || --recording === 0) main.postMessage(message);
}

const tellHere = startRecording((said) => {
  if (said.to === 'main' && said.message.type === 'continued') here.add(said.message.header.id);
  passOn(said);
});
const thread = new Worker(new URL('./recording-thread.js', import.meta.url));
thread.on('message', passOn);
// Nothing is recorded without it: electron/main/host-process.ts starts this process again.
thread.on('error', (error) => {
  process.stderr.write(`console host: ${error.stack ?? error.message}\n`);
  process.exit(1);
});

main.on('message', ({ data, ports }: { data: unknown; ports: readonly MessagePortMain[] }) => {
  // Only who records looks into messages, but a port cannot be passed on.
  if (ports[0] !== undefined) {
    analysis?.close();
    analysis = ports[0];
  }
  const parsed = ToConsoleHost.safeParse(data);
  const message = parsed.success ? parsed.data : undefined;
  if (message?.type === 'open' && WITH_NATIVE_CODE.has(message.source.kind)) here.add(message.header.id);
  const id =
    message?.type === 'open' ? message.header.id : message !== undefined && 'id' in message ? message.id : undefined;
  if (id === undefined || here.has(id)) tellHere(data);
  if (parsed.success && (id === undefined || !here.has(id))) thread.postMessage(data);
});
