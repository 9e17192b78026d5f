/** The two files of one capture while they are written: the console's bytes, and beside them what happened when. */
import type { Problem } from '../../shared/contract/ipc.ts';
import type { CaptureFiles, CaptureHeader, CaptureNote } from '../node/capture-format.ts';
import { nowMicroseconds } from '../node/clock.ts';
import type { Arrival } from '../node/host-protocol.ts';
import { Arrivals } from './arrivals.ts';
import { AppendQueue } from './append-queue.ts';
import { EventLog } from './event-log.ts';
import { EventsInStep } from './events-in-step.ts';

/** 'bytes' records are at least this far apart, in milliseconds. */
const COALESCE = 10;

/** A disk that takes nothing loses every chunk: one record and one message tell of all that was lost in this time, milliseconds. */
const LOST_TOGETHER = 1000;

/** What an append queue says of a file that vanished, and within what time both files vanished together, in milliseconds. */
const DELETED = 'capture-deleted';
const DELETED_TOGETHER = 5000;

export interface CaptureWriterOptions {
  readonly header: CaptureHeader;
  readonly files: CaptureFiles;
  /** Nothing is written before this, which never rejects; absent: at once. */
  readonly after?: Promise<void>;
  /** After each write of bytes. */
  readonly onWritten: () => void;
  readonly onTrouble: (problem: Problem | undefined) => void;
  /** Bytes could not be kept: how many, in words. */
  readonly onLost: (message: string) => void;
}

export type EventWithoutPlace =
  | CaptureNote
  | { event: 'connected'; position?: number }
  | { event: 'disconnected'; code: string; message: string }
  | { event: 'typed'; text: string; key?: 'break' }
  | { event: 'qmp'; command: string }
  | { event: 'gap'; reason: string }
  | { event: 'error'; code: string; message: string }
  | { event: 'closed'; reason: string; continuedIn?: string };

export class CaptureWriter {
  readonly #options: CaptureWriterOptions;
  readonly #log: AppendQueue;
  readonly #events: EventLog;
  /** On their way into the sidecar. */
  readonly #inStep: EventsInStep;
  readonly #arrivals = new Arrivals();
  /** Taken, not yet in a 'bytes' record. */
  #range: { at: number; offset: number; end: number } | undefined;
  #rangeTimer: NodeJS.Timeout | undefined;
  /** Lost at one place of the log, not yet told. */
  #lost: { readonly at: number; readonly offset: number; bytes: number } | undefined;
  #lostTimer: NodeJS.Timeout | undefined;
  readonly #trouble: { log?: Problem | undefined; events?: Problem | undefined } = {};
  /** The last file that was told to have been deleted. */
  #deleted: { readonly file: 'log' | 'events'; readonly at: number } | undefined;

  constructor(options: CaptureWriterOptions) {
    this.#options = options;
    this.#log = new AppendQueue({
      file: options.files.log,
      after: options.after,
      onWritten: (total) => {
        this.#inStep.written(total);
        options.onWritten();
      },
      onTrouble: (problem) => this.#onTrouble('log', problem),
      onLost: (offset, bytes) => this.#onLost(offset, bytes),
    });
    this.#events = new EventLog(options.files.events, (problem) => this.#onTrouble('events', problem), options.after);
    this.#inStep = new EventsInStep((event) => this.#events.add(event));
  }

  get header(): CaptureHeader {
    return this.#options.header;
  }

  get files(): CaptureFiles {
    return this.#options.files;
  }

  /** Bytes in the log. */
  get bytes(): number {
    return this.#log.total;
  }

  /** Where the next byte will stand. */
  get end(): number {
    return this.#log.end;
  }

  /** Open the files, new ones or those of a recording that goes on. @throws the system error when they can't be */
  async open(): Promise<void> {
    this.#inStep.written(await this.#log.open());
    await this.#events.open(this.#options.header);
  }

  /** New files, which are there with the first bytes: who calls need not wait. What goes wrong is told as trouble. */
  begin(): void {
    this.#events.begin(this.#options.header);
  }

  /** @param at µs since 1970 when they were read */
  record(chunk: Uint8Array, at: number): void {
    const offset = this.#log.end;
    this.#log.push(chunk);
    const end = this.#log.end;
    if (end === offset) return;
    this.#arrivals.add(end, at);
    this.#tellLost();
    if (this.#range !== undefined && this.#range.end !== offset) this.#writeRange();
    this.#range ??= { at, offset, end };
    this.#range.end = end;
    this.#rangeTimer ??= setTimeout(() => this.#writeRange(), COALESCE);
  }

  /** @returns when the bytes came that were written since the last call */
  newArrivals(): readonly Arrival[] {
    return this.#arrivals.take(this.#log.total);
  }

  /** Something happened, now. */
  note(event: EventWithoutPlace): void {
    this.#tellLost();
    this.#writeRange();
    this.#inStep.add({ at: nowMicroseconds(), offset: this.#log.end, ...event });
  }

  /** Resolves when everything so far is in the log. */
  flush(): Promise<void> {
    return this.#log.flush();
  }

  /** Write what waits, giving a failing disk one more try, and close the files. */
  async close(): Promise<void> {
    this.#writeRange();
    await this.#log.close();
    this.#tellLost();
    this.#inStep.finish();
    await this.#events.close();
  }

  #writeRange(): void {
    clearTimeout(this.#rangeTimer);
    this.#rangeTimer = undefined;
    const range = this.#range;
    this.#range = undefined;
    if (range === undefined) return;
    this.#inStep.add({ at: range.at, event: 'bytes', offset: range.offset, bytes: range.end - range.offset });
  }

  /** What ails the disk ails both files at once: told once, and over when it is over for both. */
  #onTrouble(file: 'log' | 'events', problem: Problem | undefined): void {
    const before = this.#trouble.log ?? this.#trouble.events;
    this.#trouble[file] = problem;
    const now = this.#trouble.log ?? this.#trouble.events;
    if (now?.code === before?.code || this.#isOfTheOther(file, problem)) return;
    this.#options.onTrouble(now);
  }

  /** Files that were deleted are put back one after the other, each when it is written next. */
  #isOfTheOther(file: 'log' | 'events', problem: Problem | undefined): boolean {
    if (problem?.code !== DELETED) return false;
    const at = performance.now();
    const { file: told, at: toldAt = -Infinity } = this.#deleted ?? {};
    if (told !== undefined && told !== file && at - toldAt < DELETED_TOGETHER) return true;
    this.#deleted = { file, at };
    return false;
  }

  #onLost(offset: number, bytes: number): void {
    if (this.#lost?.offset !== offset) this.#tellLost();
    this.#lost ??= { at: nowMicroseconds(), offset, bytes: 0 };
    this.#lost.bytes += bytes;
    this.#lostTimer ??= setTimeout(() => this.#tellLost(), LOST_TOGETHER);
  }

  #tellLost(): void {
    clearTimeout(this.#lostTimer);
    this.#lostTimer = undefined;
    const lost = this.#lost;
    this.#lost = undefined;
    if (lost === undefined) return;
    const { at, offset, bytes: lostBytes } = lost;
    const message = `${lostBytes} bytes of ${this.#options.header.name} could not be recorded.`;
    this.#inStep.add({ at, event: 'error', offset, code: 'lost', message, lostBytes });
    this.#options.onLost(message);
  }
}
