/**
 * The thread in which most sources are read and recorded. Started by console-host.ts, which passes on what it says and is
 * told.
 */
import { parentPort } from 'node:worker_threads';
import { startRecording } from './recording.ts';

if (parentPort === null) throw new Error('recording-thread.ts runs as a thread of console-host.ts');
const outside = parentPort;
outside.on(
  'message',
  startRecording((said) => outside.postMessage(said)),
);
