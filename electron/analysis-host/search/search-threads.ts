/** The threads that search: one for each search, and one kept for the next, as starting one takes longer than most searches. */
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FromSearchThread, SearchNews, SearchTask, ToSearchThread } from './search-messages.ts';

const searchThreadFile = path.join(import.meta.dirname, 'search-thread.js');
/** A thread that is not free so long after its search was given up is ended, in milliseconds. */
const FREE_WITHIN = 500;

/** A thread that nobody has needed for so long is ended: its memory is worth more than a quick start, in milliseconds. */
const KEEP_SPARE = 60_000;

interface Listener {
  readonly onNews: (news: SearchNews) => void;
  readonly onError: (error: Error) => void;
}

export class SearchThread {
  readonly #worker: Worker;
  readonly #onFree: (thread: SearchThread) => void;
  #listener: Listener | undefined;
  #freeing: NodeJS.Timeout | undefined;
  #isGone = false;

  /** @param onFree its search was given up, and it could take another */
  constructor(file: string, onFree: (thread: SearchThread) => void) {
    this.#onFree = onFree;
    this.#worker = new Worker(file);
    this.#worker.unref();
    this.#worker.on('message', (message: FromSearchThread) => {
      // What was on its way when the search was given up reaches nobody.
      if (message.type !== 'idle') this.#listener?.onNews(message);
      else if (this.#freeing !== undefined) {
        clearTimeout(this.#freeing);
        this.#freeing = undefined;
        this.#onFree(this);
      }
    });
    this.#worker.on('error', (error) => {
      this.#isGone = true;
      clearTimeout(this.#freeing);
      this.#freeing = undefined;
      this.#listener?.onError(error);
    });
  }

  /** It has ended, for whatever reason. */
  get isGone(): boolean {
    return this.#isGone;
  }

  begin(task: SearchTask, listener: Listener): void {
    this.#listener = listener;
    this.say({ type: 'begin', task });
  }

  say(message: ToSearchThread): void {
    this.#worker.postMessage(message);
  }

  /** The search is given up; the thread is used again if it can be. */
  release(): void {
    if (this.#listener === undefined) return;
    this.#listener = undefined;
    this.say({ type: 'end' });
    this.#freeing = setTimeout(() => this.end(), FREE_WITHIN);
  }

  /** Stop it, in the middle of whatever it does. */
  end(): void {
    clearTimeout(this.#freeing);
    this.#freeing = undefined;
    this.#listener = undefined;
    void this.#worker.terminate();
  }
}

export class SearchThreads {
  readonly #file: string;
  #spare: SearchThread | undefined;
  #keeping: NodeJS.Timeout | undefined;

  /** @param file the thread's code; tests build it elsewhere */
  constructor(file = searchThreadFile) {
    this.#file = file;
  }

  /** A thread that waits for its search. */
  take(): SearchThread {
    const spare = this.#spare;
    clearTimeout(this.#keeping);
    this.#spare = undefined;
    return spare === undefined || spare.isGone ? this.#start() : spare;
  }

  /** Have one ready: a search is likely. */
  prepare(): void {
    if (this.#spare === undefined) this.#keep(this.#start());
  }

  #start(): SearchThread {
    return new SearchThread(this.#file, (thread) => this.#keep(thread));
  }

  #keep(thread: SearchThread): void {
    if (this.#spare !== undefined) {
      thread.end();
      return;
    }
    this.#spare = thread;
    this.#keeping = setTimeout(() => {
      this.#spare?.end();
      this.#spare = undefined;
    }, KEEP_SPARE).unref();
  }
}
