/** The patterns of triggers, tried in a thread on what live consoles print, so that no pattern holds anything up. */
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Problem } from '../../../shared/contract/ipc.ts';
import type { Trigger } from '../../../shared/contract/ipc/triggers.ts';
import type { Printed } from '../trigger-scan.ts';
import type { FromPatternThread, Pattern, PatternTask, ToPatternThread } from './pattern-messages.ts';

/** A thread that has work and says nothing for so long is ended, in milliseconds. */
const SILENT_TOO_LONG = 3000;
/** A thread that keeps failing is not started for ever. */
const MOST_RESTARTS = 100;

const threadFile = path.join(import.meta.dirname, 'pattern-thread.js');

export interface PatternsOptions {
  readonly onPrinted: (consoleId: string, printed: Printed) => void;
  /** This trigger is not tried any more. */
  readonly onFailed: (trigger: string, problem: Problem) => void;
  readonly onError: (error: unknown) => void;
  /** Tests build the thread elsewhere. */
  readonly threadFile?: string;
  /** Shorter in tests, in milliseconds. */
  readonly silentTooLong?: number;
}

interface Watched {
  readonly name: string;
  readonly file: string;
  known: number;
  done: number;
  lines: number;
}

export class Patterns {
  readonly #options: PatternsOptions;
  readonly #captures = new Map<string, Watched>();
  #patterns: readonly Pattern[] = [];
  #thread: Worker | undefined;
  #trying = new Int32Array(new SharedArrayBuffer(4));
  #watch: NodeJS.Timeout | undefined;
  #restarts = 0;

  constructor(options: PatternsOptions) {
    this.#options = options;
  }

  /** Try these from now on. A pattern that is none is told and left out. */
  set(triggers: readonly Trigger[]): void {
    this.#restarts = 0;
    const patterns: Pattern[] = [];
    for (const { id, on, text, isRegex, isEnabled, consoles } of triggers) {
      if (!isEnabled || on !== 'text' || isRegex !== true || text === undefined || text === '') continue;
      try {
        new RegExp(text);
        patterns.push({ trigger: id, source: text, consoles });
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        this.#options.onFailed(id, { code: 'bad-pattern', message: `/${text}/ is no regular expression.` });
      }
    }
    if (JSON.stringify(patterns) === JSON.stringify(this.#patterns)) return;
    this.#patterns = patterns;
    if (patterns.length === 0) this.#end();
    else if (this.#thread === undefined) this.#start();
    else this.#say({ type: 'patterns', patterns });
  }

  /** A live console has `bytes` bytes. @param known bytes and newlines before those that are new */
  grew(id: string, name: string, file: string, bytes: number, known: { bytes: number; lines: number }): void {
    if (this.#patterns.length === 0) return;
    let capture = this.#captures.get(id);
    if (capture === undefined) {
      capture = { name, file, known: bytes, done: known.bytes, lines: known.lines };
      this.#captures.set(id, capture);
      this.#say({ type: 'watch', id, name, file, from: capture.done, lines: capture.lines });
    }
    capture.known = bytes;
    this.#say({ type: 'grew', id, bytes });
    this.#watchOver();
  }

  forget(id: string): void {
    if (this.#captures.delete(id)) this.#say({ type: 'forget', id });
  }

  close(): void {
    this.#end();
  }

  #say(message: ToPatternThread): void {
    this.#thread?.postMessage(message);
  }

  #start(): void {
    this.#trying = new Int32Array(new SharedArrayBuffer(4));
    const workerData: PatternTask = { trying: this.#trying.buffer };
    const thread = new Worker(this.#options.threadFile ?? threadFile, { workerData });
    thread.unref();
    this.#thread = thread;
    thread.on('message', (message: FromPatternThread) => this.#thread === thread && this.#heard(message));
    thread.on('error', (error) => {
      if (this.#thread !== thread) return;
      this.#options.onError(error);
      this.#restart();
    });
    this.#say({ type: 'patterns', patterns: this.#patterns });
    for (const [id, { name, file, done, lines, known }] of this.#captures) {
      this.#say({ type: 'watch', id, name, file, from: done, lines });
      this.#say({ type: 'grew', id, bytes: known });
    }
  }

  #heard(message: FromPatternThread): void {
    clearTimeout(this.#watch);
    this.#watch = undefined;
    if (message.type === 'printed') {
      for (const printed of message.printed) this.#options.onPrinted(message.id, printed);
      this.#watchOver();
      return;
    }
    const capture = this.#captures.get(message.id);
    if (capture !== undefined) Object.assign(capture, { done: message.done, lines: message.lines });
    if (!message.isIdle) this.#watchOver();
  }

  #watchOver(): void {
    this.#watch ??= setTimeout(() => this.#tooLong(), this.#options.silentTooLong ?? SILENT_TOO_LONG);
    this.#watch.unref();
  }

  #tooLong(): void {
    this.#watch = undefined;
    const failed = this.#patterns[Atomics.load(this.#trying, 0) - 1];
    // A busy machine may give the thread no turn at all; a pattern that is no longer tried is not at fault.
    if (failed === undefined) return;
    this.#patterns = this.#patterns.filter((pattern) => pattern !== failed);
    this.#restart();
    this.#options.onFailed(failed.trigger, {
      code: 'pattern-too-slow',
      message: `The trigger /${failed.source}/ was switched off: it takes too long on these lines.`,
      hint: 'Nested repetitions such as (a+)+ do that, more so with look-around or \\1. Change it in the settings.',
    });
  }

  #restart(): void {
    this.#end();
    this.#restarts++;
    if (this.#patterns.length > 0 && this.#restarts < MOST_RESTARTS) this.#start();
  }

  #end(): void {
    clearTimeout(this.#watch);
    this.#watch = undefined;
    void this.#thread?.terminate();
    this.#thread = undefined;
    if (this.#patterns.length === 0) this.#captures.clear();
  }
}
