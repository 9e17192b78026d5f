/**
 * One console being recorded: its source, and the capture it is written to. Bytes go from the source into the capture's
 * queue in the same turn of the event loop; whoever wants to know is told after they are written. A recording that grows
 * beyond the user's limit goes on in a next capture, without the source knowing.
 */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { commandFor } from '../../shared/console-log/sysrq.ts';
import type { Ability, Problem } from '../../shared/contract/ipc.ts';
import {
  captureFiles,
  newCaptureId,
  type CaptureFiles,
  type CaptureHeader,
  type CaptureNote,
} from '../node/capture-format.ts';
import { appendNote } from '../node/capture-notes.ts';
import { nowMicroseconds } from '../node/clock.ts';
import type { Arrival, HostSource, SourceAction, SourceStatus } from '../node/host-protocol.ts';
import { ProblemError, problemOf } from '../node/problem.ts';
import { throttle, type Throttled } from '../node/throttle.ts';
import { CaptureWriter, type EventWithoutPlace } from './capture-writer.ts';
import { NextPart } from './next-part.ts';
import { partsFrom, sourcePosition, type Part } from './resume.ts';
import { makeSource } from './sources/make-source.ts';
import type { Source, SourceSink } from './sources/source.ts';

/** Sources that go on for ever; of the others, a recording is one thing. */
const IN_PARTS: ReadonlySet<HostSource['kind']> = new Set([
  'unix',
  'tcp',
  'serial',
  'pty',
  'qemu',
  'netconsole',
  'pipe',
  'command',
  'follow',
]);

/** News of bytes go out this often, in milliseconds: a message costs as much as reading what it tells of. */
const TELL_EVERY = 40;

export interface RecorderOptions {
  readonly header: CaptureHeader;
  readonly source: HostSource;
  readonly files: CaptureFiles;
  /** Go on in existing files after a crash, and note the gap. */
  readonly resume: boolean;
  /** Bytes after which a recording goes on in a next capture; undefined: never. */
  readonly partBytes?: () => number | undefined;
  /** The capture has grown, up to the last of these. */
  readonly onBytes: (arrivals: readonly [Arrival, ...Arrival[]]) => void;
  readonly onStatus: (status: SourceStatus) => void;
  /** From now on it is recorded into that capture; the source is the same. */
  readonly onContinued?: (from: string, header: CaptureHeader) => void;
  /** A part that was continued is closed and has so many bytes. */
  readonly onPartEnded?: (id: string, bytes: number) => void;
  /** No byte will come any more; `bytes` is final. */
  readonly onEnded: (bytes: number) => void;
  /** Recording itself is in trouble: to be told to the user at once. */
  readonly onProblem: (problem: Problem) => void;
}

export class Recorder {
  readonly #options: RecorderOptions;
  readonly #tellBytes: Throttled;
  readonly #nextPart = new NextPart(nowMicroseconds());
  #writer: CaptureWriter;
  /** Parts that were continued and are not closed yet. */
  readonly #leaving = new Set<CaptureWriter>();
  #source: Source | undefined;
  #status: SourceStatus;
  /** Where the source file's byte `position` stands in the capture, for files. */
  #position: { readonly position: number; readonly offset: number } | undefined;
  #lastArrival = nowMicroseconds();
  #closing: Promise<void> | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#status = { state: 'connecting', attempts: 0, canType: false };
    this.#writer = this.#newWriter(options.header, options.files);
    this.#tellBytes = throttle(TELL_EVERY, () => {
      const [first, ...others] = this.#writer.newArrivals();
      if (first !== undefined) options.onBytes([first, ...others]);
    });
  }

  /** Of the capture that is written to now. */
  get id(): string {
    return this.#writer.header.id;
  }

  get status(): SourceStatus {
    return this.#status;
  }

  /** Bytes in the capture file. */
  get bytes(): number {
    return this.#writer.bytes;
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
      if (resume) await this.#findLastPart({ header, files });
      const position = resume ? await sourcePosition(this.#writer.files, files) : 0;
      await this.#writer.open();
      if (resume) this.#writer.note({ event: 'gap', reason: 'the recording process had stopped' });
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
    this.#nextPart.stirred(nowMicroseconds());
    this.#writer.note({ event: 'typed', text });
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
    if (action.do === 'break') this.#writer.note({ event: 'typed', text: '', key: 'break' });
    if (action.do === 'qmp' && action.command !== 'query-status')
      this.#writer.note({ event: 'qmp', command: action.command });
    return result;
  }

  /** Note in the sidecar of one of its captures what was found out elsewhere. @throws the system error */
  async note(id: string, note: CaptureNote): Promise<void> {
    if (id === this.id) this.#writer.note(note);
    else await appendNote(captureFiles(path.dirname(this.#writer.files.log), id), note);
  }

  /**
   * BREAK and the key right after it, as the kernel waits 5 s for the key (include/linux/serial_core.h
   * `uart_handle_break`); or a command.
   * @returns the capture's length before it
   * @throws ProblemError when the console takes nothing now
   */
  async #pressSysRq({ key, way }: Extract<SourceAction, { do: 'sysrq' }>): Promise<number> {
    const from = this.#writer.end;
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
      recorded: () => this.#writer.flush(),
      connected: (position) => {
        this.#position = position === undefined ? undefined : { position, offset: this.#writer.end };
        this.#writer.note(position === undefined ? { event: 'connected' } : { event: 'connected', position });
        this.#set({ state: 'connected', attempts: 0, problem: undefined, abilities: this.#abilities() });
      },
      reconnecting: (attempts, problem) => {
        if (this.#status.state === 'connected') {
          this.#writer.note({ event: 'disconnected', code: problem.code, message: problem.message });
        }
        this.#set({ state: 'reconnecting', attempts, problem, abilities: this.#abilities() });
      },
      ended: (reason, problem) => void this.#close(reason, { state: 'ended', problem }),
      failed: (problem) => {
        this.#writer.note({ event: 'error', code: problem.code, message: problem.message });
        void this.#close('failed', { state: 'failed', problem });
      },
      gap: (reason) => this.#writer.note({ event: 'gap', reason }),
      notice: (notice) => this.#set({ notice }),
    };
  }

  #record(chunk: Uint8Array): void {
    const at = nowMicroseconds();
    this.#lastArrival = at;
    const cut = this.#isInParts()
      ? this.#nextPart.cut(chunk, at, this.#writer.end, this.#options.partBytes?.())
      : undefined;
    if (cut === undefined) {
      this.#writer.record(chunk, at);
      return;
    }
    if (cut > 0) this.#writer.record(chunk.subarray(0, cut), at);
    this.#continue();
    this.#writer.record(chunk.subarray(cut), at);
  }

  /** While the disk takes nothing, nothing new is begun on it. */
  #isInParts(): boolean {
    return IN_PARTS.has(this.#options.source.kind) && this.#status.problem === undefined;
  }

  /** From here on into the next capture. */
  #continue(): void {
    const before = this.#writer;
    this.#tellBytes.flush();
    const startedAt = Date.now();
    const { header, files } = before;
    const id = newCaptureId(header.name, new Date(startedAt));
    const next: CaptureHeader = { ...header, id, startedAt, continues: header.id, part: (header.part ?? 1) + 1 };
    if (this.#position !== undefined)
      this.#position = { ...this.#position, offset: this.#position.offset - before.end };
    before.note({ event: 'closed', reason: `continued in ${id}`, continuedIn: id });
    // In this order on the disk too, so that a crash leaves no part that the one before knows nothing of.
    this.#writer = this.#newWriter(next, captureFiles(path.dirname(files.log), id), this.#leave(before));
    this.#writer.begin();
    this.#options.onContinued?.(header.id, next);
    if (this.#status.state === 'connected') this.#writer.note(this.#connectedHere());
    this.#options.onStatus(this.#status);
  }

  /** Close a part that was continued. Never rejects. */
  async #leave(part: CaptureWriter): Promise<void> {
    this.#leaving.add(part);
    try {
      await part.flush();
      await part.close();
    } catch (error) {
      this.#onTrouble(problemOf(error));
    }
    this.#leaving.delete(part);
    this.#options.onPartEnded?.(part.header.id, part.bytes);
  }

  /** The source goes on delivering, into a new part. */
  #connectedHere(): EventWithoutPlace {
    if (this.#position === undefined) return { event: 'connected' };
    return { event: 'connected', position: this.#position.position - this.#position.offset };
  }

  /** The process that died may have begun parts that nobody heard of. */
  async #findLastPart(first: Part): Promise<void> {
    const parts = await partsFrom(first);
    for (const [index, { header, files }] of parts.entries()) {
      const before = parts[index - 1];
      if (before === undefined) continue;
      this.#writer = this.#newWriter(header, files);
      this.#options.onContinued?.(before.header.id, header);
      this.#options.onPartEnded?.(before.header.id, (await fs.stat(before.files.log)).size);
    }
  }

  #newWriter(header: CaptureHeader, files: CaptureFiles, after?: Promise<void>): CaptureWriter {
    const writer: CaptureWriter = new CaptureWriter({
      header,
      files,
      ...(after === undefined ? {} : { after }),
      onWritten: () => {
        if (writer === this.#writer) this.#tellBytes();
      },
      onTrouble: (problem) => this.#onTrouble(problem),
      onLost: (message) =>
        this.#options.onProblem({ code: 'lost', message, hint: 'Free some space on the disk of the captures.' }),
    });
    return writer;
  }

  #set(change: Partial<SourceStatus>): void {
    this.#status = { ...this.#status, ...change };
    this.#options.onStatus(this.#status);
  }

  /** Write what waits, close the files, and only then say that it is over. The first reason counts. */
  #close(reason: string, last: Pick<SourceStatus, 'state' | 'problem'>): Promise<void> {
    this.#closing ??= (async () => {
      this.#writer.note({ event: 'closed', reason });
      await Promise.all([...this.#leaving].map((part) => part.close()));
      await this.#writer.close();
      this.#tellBytes.flush();
      this.#set({ ...last, canType: false, abilities: [] });
      this.#options.onEnded(this.bytes);
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
}
