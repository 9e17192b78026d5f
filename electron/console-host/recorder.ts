/**
 * One console being recorded: its source, its capture and its sidecar. Bytes go from the source into the capture's queue
 * in the same turn of the event loop; whoever wants to know is told after they are written.
 */
import * as fs from 'node:fs/promises';
import { commandFor } from '../../shared/console-log/sysrq.ts';
import type { Ability, Problem } from '../../shared/contract/ipc.ts';
import { readSidecar, type CaptureFiles, type CaptureHeader, type CaptureNote } from '../node/capture-format.ts';
import { nowMicroseconds } from '../node/clock.ts';
import type { HostSource, SourceAction, SourceStatus } from '../node/host-protocol.ts';
import { ProblemError, problemOf } from '../node/problem.ts';
import { throttle, type Throttled } from '../node/throttle.ts';
import { AppendQueue } from './append-queue.ts';
import { EventLog } from './event-log.ts';
import { EventsInStep } from './events-in-step.ts';
import { makeSource } from './sources/make-source.ts';
import type { Source, SourceSink } from './sources/source.ts';

/** 'bytes' records and news of bytes are at least this far apart, in milliseconds. */
const COALESCE = 10;

export interface RecorderOptions {
  readonly header: CaptureHeader;
  readonly source: HostSource;
  readonly files: CaptureFiles;
  /** Go on in existing files after a crash, and note the gap. */
  readonly resume: boolean;
  /** The capture has `bytes` bytes; the newest arrived at `at` (µs since 1970). */
  readonly onBytes: (bytes: number, at: number) => void;
  readonly onStatus: (status: SourceStatus) => void;
  /** No byte will come any more; `bytes` is final. */
  readonly onEnded: (bytes: number) => void;
  /** Recording itself is in trouble: to be told to the user at once. */
  readonly onProblem: (problem: Problem) => void;
}

export class Recorder {
  readonly #options: RecorderOptions;
  readonly #log: AppendQueue;
  readonly #events: EventLog;
  /** On their way into the sidecar. */
  readonly #inStep: EventsInStep;
  readonly #tellBytes: Throttled;
  #source: Source | undefined;
  #status: SourceStatus;
  /** Taken, not yet in a 'bytes' record. */
  #range: { at: number; offset: number; end: number } | undefined;
  #rangeTimer: NodeJS.Timeout | undefined;
  #lastArrival = nowMicroseconds();
  #closing: Promise<void> | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#status = { state: 'connecting', attempts: 0, canType: false };
    this.#log = new AppendQueue({
      file: options.files.log,
      onWritten: (total) => {
        this.#inStep.written(total);
        this.#tellBytes();
      },
      onTrouble: (problem) => this.#onTrouble(problem),
      onLost: (offset, bytes) => this.#onLost(offset, bytes),
    });
    this.#events = new EventLog(options.files.events, (problem) => this.#onTrouble(problem));
    this.#inStep = new EventsInStep((event) => this.#events.add(event));
    this.#tellBytes = throttle(COALESCE, () => options.onBytes(this.#log.total, this.#lastArrival));
  }

  get id(): string {
    return this.#options.header.id;
  }

  get status(): SourceStatus {
    return this.#status;
  }

  /** Bytes in the capture file. */
  get bytes(): number {
    return this.#log.total;
  }

  get lastArrival(): number {
    return this.#lastArrival;
  }

  get processGroup(): number | undefined {
    return this.#source?.processGroup;
  }

  /** Open the files and start the source. What goes wrong is told as the status 'failed'. */
  async start(): Promise<void> {
    const { header, source, files, resume } = this.#options;
    try {
      const position = resume ? await sourcePosition(files) : 0;
      this.#inStep.written(await this.#log.open());
      await this.#events.open(header);
      if (resume) this.#event({ event: 'gap', reason: 'the recording process had stopped' });
      this.#source = makeSource(source, position, this.#sink());
      this.#set({ canType: this.#source.canType, abilities: this.#abilities() });
      this.#source.start();
    } catch (error) {
      await this.#close('failed', { state: 'failed', problem: problemOf(error) });
    }
  }

  /** Type into the source. False when it doesn't take any. */
  type(text: string): boolean {
    if (this.#source?.write(text) !== true) return false;
    this.#event({ event: 'typed', text });
    return true;
  }

  /** Do something else than type. @throws ProblemError when it can't be done */
  async act(action: SourceAction): Promise<string | undefined> {
    if (action.do === 'sysrq') return String(await this.#pressSysRq(action));
    if (this.#source?.act === undefined || !this.#abilities().includes(action.do)) {
      throw new ProblemError({
        code: 'not-possible',
        message: `${this.#options.header.name} cannot do that now.`,
        hint: 'Look at its state in the list of consoles.',
      });
    }
    const result = await this.#source.act(action);
    // A BREAK is input like what is typed; the size of a window isn't.
    if (action.do === 'break') this.#event({ event: 'typed', text: '', key: 'break' });
    if (action.do === 'qmp' && action.command !== 'query-status')
      this.#event({ event: 'qmp', command: action.command });
    return result;
  }

  /** Note in the sidecar what was found out elsewhere. */
  note(note: CaptureNote): void {
    this.#event(note);
  }

  /**
   * BREAK and the key right after it, as the kernel waits 5 s for the key (include/linux/serial_core.h
   * `uart_handle_break`); or a command.
   * @returns the capture's length before it
   * @throws ProblemError when the console takes nothing now
   */
  async #pressSysRq({ key, way }: Extract<SourceAction, { do: 'sysrq' }>): Promise<number> {
    const from = this.#log.end;
    if (way.by === 'break') await this.act({ do: 'break' });
    const text = way.by === 'break' ? key : `${commandFor(way.command, key)}\r`;
    if (!this.type(text)) {
      throw new ProblemError({
        code: 'not-connected',
        message: `SysRq ${key} was not pressed: ${this.#options.header.name} is not connected.`,
        hint: 'Wait until it is connected.',
      });
    }
    return from;
  }

  /** Stop the source; resolves when everything it had delivered is recorded. */
  async detach(): Promise<void> {
    await this.#source?.stop();
    await this.#close('detached', { state: 'ended', problem: undefined });
  }

  #abilities(): Ability[] {
    return [...(this.#source?.abilities ?? [])];
  }

  #sink(): SourceSink {
    return {
      bytes: (chunk) => this.#record(chunk),
      recorded: () => this.#log.flush(),
      connected: (position) => {
        this.#event(position === undefined ? { event: 'connected' } : { event: 'connected', position });
        this.#set({ state: 'connected', attempts: 0, problem: undefined, abilities: this.#abilities() });
      },
      reconnecting: (attempts, problem) => {
        if (this.#status.state === 'connected') {
          this.#event({ event: 'disconnected', code: problem.code, message: problem.message });
        }
        this.#set({ state: 'reconnecting', attempts, problem, abilities: this.#abilities() });
      },
      ended: (reason, problem) => void this.#close(reason, { state: 'ended', problem }),
      failed: (problem) => {
        this.#event({ event: 'error', code: problem.code, message: problem.message });
        void this.#close('failed', { state: 'failed', problem });
      },
      gap: (reason) => this.#event({ event: 'gap', reason }),
      notice: (notice) => this.#set({ notice }),
    };
  }

  #record(chunk: Uint8Array): void {
    const at = nowMicroseconds();
    const offset = this.#log.end;
    this.#lastArrival = at;
    this.#log.push(chunk);
    const end = this.#log.end;
    if (end > offset) {
      if (this.#range !== undefined && this.#range.end !== offset) this.#writeRange();
      this.#range ??= { at, offset, end };
      this.#range.end = end;
      this.#rangeTimer ??= setTimeout(() => this.#writeRange(), COALESCE);
    }
  }

  #writeRange(): void {
    clearTimeout(this.#rangeTimer);
    this.#rangeTimer = undefined;
    const range = this.#range;
    this.#range = undefined;
    if (range === undefined) return;
    this.#inStep.add({ at: range.at, event: 'bytes', offset: range.offset, bytes: range.end - range.offset });
  }

  #event(event: EventWithoutPlace): void {
    this.#writeRange();
    this.#inStep.add({ at: nowMicroseconds(), offset: this.#log.end, ...event });
  }

  #set(change: Partial<SourceStatus>): void {
    this.#status = { ...this.#status, ...change };
    this.#options.onStatus(this.#status);
  }

  /** Write what waits, close the files, and only then say that it is over. The first reason counts. */
  #close(reason: string, last: Pick<SourceStatus, 'state' | 'problem'>): Promise<void> {
    this.#closing ??= (async () => {
      this.#event({ event: 'closed', reason });
      await this.#log.close();
      this.#inStep.finish();
      await this.#events.close();
      this.#tellBytes.flush();
      this.#set({ ...last, canType: false, abilities: [] });
      this.#options.onEnded(this.#log.total);
    })();
    return this.#closing;
  }

  #onTrouble(problem: Problem | undefined): void {
    if (problem === undefined) {
      this.#set({ problem: undefined });
      return;
    }
    this.#options.onProblem({ ...problem, message: `Recording ${this.#options.header.name}: ${problem.message}` });
    this.#set({ problem });
  }

  #onLost(offset: number, lostBytes: number): void {
    const message = `${lostBytes} bytes of ${this.#options.header.name} could not be recorded.`;
    this.#inStep.add({ at: nowMicroseconds(), event: 'error', offset, code: 'lost', message, lostBytes });
    this.#options.onProblem({ code: 'lost', message, hint: 'Free some space on the disk of the captures.' });
  }
}

type EventWithoutPlace =
  | CaptureNote
  | { event: 'connected'; position?: number }
  | { event: 'disconnected'; code: string; message: string }
  | { event: 'typed'; text: string; key?: 'break' }
  | { event: 'qmp'; command: string }
  | { event: 'gap'; reason: string }
  | { event: 'error'; code: string; message: string }
  | { event: 'closed'; reason: string };

/** Where a source file was read to: the capture's length seen from the last 'connected' that named a position. */
async function sourcePosition(files: CaptureFiles): Promise<number> {
  const { events } = await readSidecar(files.events, ({ event }) => event === 'connected');
  const last = events.findLast((event) => event.event === 'connected');
  if (last?.event !== 'connected' || last.position === undefined) return 0;
  const { size } = await fs.stat(files.log);
  return last.position + Math.max(0, size - last.offset);
}
