/** A log seen through a lens, finished or growing: its thread, which lines are shown, and when it has taken too long. */
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { LogLens, LogRule, Problem, ViewStatus } from '../../../shared/contract/ipc.ts';
import { problemOf } from '../../node/problem.ts';
import { throttle, type Throttled } from '../../node/throttle.ts';
import { ShownLines } from './shown-lines.ts';
import type { FromViewThread, ToViewThread, ViewTask } from './view-messages.ts';

/** A thread that has work and says nothing for so long is ended, in milliseconds. */
const SILENT_TOO_LONG = 3000;
const TELL_EVERY = 100;

const viewThreadFile = path.join(import.meta.dirname, 'view-thread.js');

export interface ViewOptions {
  readonly id: string;
  readonly consoleId: string;
  readonly file: string;
  readonly lens: LogLens;
  readonly tell: (status: ViewStatus) => void;
  /** Tests build the thread elsewhere. */
  readonly threadFile?: string;
}

export class View {
  readonly shown = new ShownLines();
  readonly #options: ViewOptions;
  readonly #thread: Worker;
  readonly #tell: Throttled;
  readonly #rule = new Int32Array(new SharedArrayBuffer(4));
  #state: ViewStatus['state'] = 'working';
  #problem: Problem | undefined;
  #known = 0;
  #ended = false;
  #searched = 0;
  #revision = 0;
  #watch: NodeJS.Timeout | undefined;
  /** How many need it to stay as it is. */
  #holds = 0;
  /** What the thread said meanwhile. */
  #waiting: FromViewThread[] = [];

  constructor(options: ViewOptions) {
    this.#options = options;
    this.#tell = throttle(TELL_EVERY, () => options.tell(this.status));
    this.#rule[0] = -1;
    const workerData: ViewTask = { file: options.file, lens: options.lens, rule: this.#rule };
    this.#thread = new Worker(options.threadFile ?? viewThreadFile, { workerData });
    this.#thread.unref();
    this.#thread.on('message', (message: FromViewThread) => this.#heard(message));
    this.#thread.on('error', (error) => this.#fail(problemOf(error)));
  }

  get consoleId(): string {
    return this.#options.consoleId;
  }

  get revision(): number {
    return this.#revision;
  }

  get status(): ViewStatus {
    return {
      viewId: this.#options.id,
      consoleId: this.#options.consoleId,
      state: this.#state,
      shown: this.shown.shown,
      passed: this.shown.passed,
      lines: this.shown.lines,
      searchedBytes: this.#searched,
      bytes: this.#known,
      revision: this.#revision,
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }

  /** There are `bytes` bytes now; `ended`: and there won't be more. */
  grew(bytes: number, ended: boolean): void {
    if (this.#state === 'failed' || (bytes === this.#known && ended === this.#ended && bytes > 0)) return;
    this.#known = bytes;
    this.#ended = ended;
    const message: ToViewThread = { bytes, ended };
    this.#thread.postMessage(message);
    this.#watch ??= this.#watchOver();
  }

  /** Lines are left out by a filter, not only as repeats. */
  get isFiltered(): boolean {
    const { rules, callers, least } = this.#options.lens;
    return rules.length > 0 || callers.length > 0 || least !== undefined;
  }

  /** Nothing of what is shown changes until the function it returns is called; what is found meanwhile waits. */
  hold(): () => void {
    this.#holds++;
    return () => {
      if (--this.#holds === 0) for (const message of this.#waiting.splice(0)) this.#take(message);
    };
  }

  /** Show what is left out, or no more. */
  unfold(what: 'lines' | 'repeats', from: number, to: number, isOpen: boolean): void {
    if (what === 'lines') this.shown.unfoldLines(from, to, isOpen);
    else this.shown.unfoldRepeats(from, to, isOpen);
    this.#revision++;
    this.#tell();
  }

  close(): void {
    clearTimeout(this.#watch);
    this.#watch = undefined;
    void this.#thread.terminate();
  }

  #heard(message: FromViewThread): void {
    clearTimeout(this.#watch);
    this.#watch = message.isIdle ? undefined : this.#watchOver();
    if (this.#holds > 0) this.#waiting.push(message);
    else this.#take(message);
  }

  #take(message: FromViewThread): void {
    this.#searched = message.bytes;
    this.shown.take(message);
    if (message.isIdle && this.#state !== 'failed') this.#state = this.#ended ? 'done' : 'following';
    this.#tell();
  }

  #watchOver(): NodeJS.Timeout {
    return setTimeout(() => {
      const rule = this.#ruleTried();
      // Without one the thread has not begun, or waits for a processor: many are started at once for a merged log.
      if (rule === undefined) this.#watch = this.#watchOver();
      else this.#fail(tooSlow(rule));
    }, SILENT_TOO_LONG);
  }

  #fail(problem: Problem): void {
    this.#state = 'failed';
    this.#problem = problem;
    this.close();
    this.#tell();
  }

  /** The rule that the thread is trying. */
  #ruleTried(): LogRule | undefined {
    const { rules } = this.#options.lens;
    const inOrder = [...rules.filter(({ keep }) => keep === 'only'), ...rules.filter(({ keep }) => keep === 'without')];
    return inOrder[Atomics.load(this.#rule, 0)];
  }
}

const tooSlow = ({ query }: LogRule): Problem => ({
  code: 'pattern-too-slow',
  message: `The filter was stopped: “${query.text}” takes too long on these lines.`,
  hint: 'Nested repetitions such as (a+)+ do that, more so with look-around or \\1. Switch that rule off or write it differently.',
});
