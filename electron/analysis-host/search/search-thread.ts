/**
 * The thread that looks through a capture. It may be ended at any moment, as a regular expression can take for ever:
 * search.ts hears of it again and again and ends a thread that has said nothing for too long.
 */
import { parentPort } from 'node:worker_threads';
import { FileSearch } from './file-search.ts';
import { setUpRegexEngine } from './regex-engine.ts';
import type { FromSearchThread, ToSearchThread } from './search-messages.ts';

setUpRegexEngine();

const port = parentPort!;
const say = (message: FromSearchThread, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
let search: FileSearch | undefined;

function take(message: ToSearchThread): Promise<void> | undefined {
  switch (message.type) {
    case 'begin':
      search = new FileSearch(message.task, (bytes, found, isIdle, tail) =>
        say({ type: 'searched', bytes, found, isIdle, tail }, [found.buffer]),
      );
      return undefined;
    case 'grew':
      return search?.grew(message.bytes, message.ended);
    case 'hits':
      say({ type: 'hits', serial: message.serial, hits: search?.hits(message.texts) ?? [] });
      return undefined;
    case 'end': {
      const over = search?.stop();
      search = undefined;
      return over?.then(() => say({ type: 'idle' }));
    }
  }
}

// What is thrown, then or later, ends the thread and is told by its 'error' event.
port.on('message', (message: ToSearchThread) => void take(message));
