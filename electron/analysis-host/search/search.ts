/** One search over a capture, finished or growing: its thread, what it found, and when it has taken too long. */
import type { Problem, SearchQuery, SearchStatus } from '../../../shared/contract/ipc.ts';
import { problemOf } from '../../node/problem.ts';
import { throttle, type Throttled } from '../../node/throttle.ts';
import { HitList } from './hit-list.ts';
import type { Hit } from './needle.ts';
import type { SearchNews, ToSearchThread } from './search-messages.ts';
import type { SearchThread } from './search-threads.ts';

/** A thread that has work and says nothing for so long is ended, in milliseconds. */
const SILENT_TOO_LONG = 3000;
const TELL_EVERY = 100;
/** Lines kept, 8 bytes each. */
const MOST_FOUND = 2_000_000;

export interface SearchOptions {
  readonly id: string;
  readonly consoleId: string;
  readonly file: string;
  readonly query: SearchQuery;
  readonly tell: (status: SearchStatus) => void;
  readonly thread: SearchThread;
}

export class Search {
  readonly #options: SearchOptions;
  readonly #tell: Throttled;
  readonly #found = new HitList();
  readonly #waiting = new Map<number, (hits: readonly (readonly Hit[])[]) => void>();
  #state: SearchStatus['state'] = 'searching';
  #problem: Problem | undefined;
  #known = 0;
  #ended = false;
  #searched = 0;
  #serial = 0;
  /** There is something the thread has not looked through. */
  #hasWork = false;
  #watch: NodeJS.Timeout | undefined;

  constructor(options: SearchOptions) {
    this.#options = options;
    this.#tell = throttle(TELL_EVERY, () => options.tell(this.status));
    const { file, query, thread } = options;
    thread.begin(
      { file, query },
      {
        onNews: (news) => this.#heard(news),
        onError: (error) => this.#stop('failed', problemOfSearch(error)),
      },
    );
  }

  get consoleId(): string {
    return this.#options.consoleId;
  }

  get status(): SearchStatus {
    return {
      searchId: this.#options.id,
      consoleId: this.#options.consoleId,
      state: this.#state,
      found: this.#found.size,
      searchedBytes: this.#searched,
      bytes: this.#known,
      ...(this.#found.hasTail ? { hasTail: true } : {}),
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }

  /** One byte of each line found. */
  get found(): HitList {
    return this.#found;
  }

  /** There are `bytes` bytes now; `ended`: and there won't be more. */
  grew(bytes: number, ended: boolean): void {
    if (this.#isOver || (bytes === this.#known && ended === this.#ended && bytes > 0)) return;
    this.#known = bytes;
    this.#ended = ended;
    this.#hasWork = true;
    this.#say({ type: 'grew', bytes, ended });
  }

  /** Where the pattern is in each text; nothing for all of them when the thread is over. */
  hits(texts: readonly string[]): Promise<readonly (readonly Hit[])[]> {
    if (this.#isOver || texts.length === 0) return Promise.resolve(texts.map(() => []));
    return new Promise((resolve) => {
      const serial = ++this.#serial;
      this.#waiting.set(serial, (hits) => resolve(texts.map((_, index) => hits[index] ?? [])));
      this.#say({ type: 'hits', serial, texts });
    });
  }

  /** No more is looked for; what was found stays. */
  stop(): void {
    if (!this.#isOver) this.#stop('stopped');
  }

  /** Over and forgotten. */
  close(): void {
    this.#end();
  }

  get #isOver(): boolean {
    return this.#state === 'stopped' || this.#state === 'failed';
  }

  #say(message: ToSearchThread): void {
    this.#options.thread.say(message);
    this.#watchOver();
  }

  #heard(message: SearchNews): void {
    clearTimeout(this.#watch);
    this.#watch = undefined;
    if (message.type === 'hits') {
      this.#waiting.get(message.serial)?.(message.hits);
      this.#waiting.delete(message.serial);
    } else {
      this.#searched = message.bytes;
      this.#found.add(message.found, message.tail);
      if (this.#found.size > MOST_FOUND) {
        this.#stop('stopped', TOO_MANY);
        return;
      }
      this.#hasWork = !message.isIdle;
      this.#tell();
      if (message.isIdle) {
        // Whoever waits for the end of a search need not wait for its next turn to tell.
        const isNews = this.#state === 'searching';
        this.#state = this.#ended ? 'done' : 'following';
        if (isNews) this.#tell.flush();
      }
    }
    if (this.#hasWork || this.#waiting.size > 0) this.#watchOver();
  }

  #watchOver(): void {
    this.#watch ??= setTimeout(() => this.#stop('failed', TOO_SLOW), SILENT_TOO_LONG);
  }

  #stop(state: 'stopped' | 'failed', problem?: Problem): void {
    if (this.#isOver) return;
    this.#state = state;
    this.#problem = problem;
    this.#end();
    this.#tell();
  }

  #end(): void {
    clearTimeout(this.#watch);
    this.#watch = undefined;
    for (const resolve of this.#waiting.values()) resolve([]);
    this.#waiting.clear();
    // One that has said nothing for long is in the middle of something that may never end.
    if (this.#state === 'failed') this.#options.thread.end();
    else this.#options.thread.release();
  }
}

/** What the engine itself refuses, such as (a{1000}){1000}, is the pattern's fault. */
const problemOfSearch = (error: Error): Problem =>
  error instanceof SyntaxError ? { code: 'bad-pattern', message: `${error.message}.` } : problemOf(error);

const TOO_SLOW: Problem = {
  code: 'pattern-too-slow',
  message: 'The search was stopped: this pattern takes too long on these lines.',
  hint: 'Nested repetitions such as (a+)+ do that, more so with look-around or \\1. What was found until then is kept.',
};

const TOO_MANY: Problem = {
  code: 'too-many',
  message: 'The search was stopped after two million lines.',
  hint: 'Look for something rarer.',
};
