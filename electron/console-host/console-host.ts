/**
 * The process that records. Its work is done by a thread (recording-thread.ts): Electron runs a process's own event loop from
 * Chromium's, which costs two switches of threads for everything that happens, while the loop of a thread is Node's
 * (docs/decisions/0005-recording-thread.md). What is left here is to pass messages on; started by electron/main/hosts.ts.
 */
import type { MessagePortMain } from 'electron';
import { Worker } from 'node:worker_threads';
import type { FromRecordingThread } from './recording-thread.ts';

const main = process.parentPort;
let analysis: MessagePortMain | undefined;

const thread = new Worker(new URL('./recording-thread.js', import.meta.url));
thread.on('message', ({ to, message }: FromRecordingThread) => {
  if (to === 'main') main.postMessage(message);
  else analysis?.postMessage(message);
});
// Nothing is recorded without it: electron/main/host-process.ts starts this process again.
thread.on('error', (error) => {
  process.stderr.write(`console host: ${error.stack ?? error.message}\n`);
  process.exit(1);
});

main.on('message', ({ data, ports }) => {
  // Only the thread looks into messages, but a port cannot be passed on.
  if (ports[0] !== undefined) {
    analysis?.close();
    analysis = ports[0];
  }
  thread.postMessage(data);
});
