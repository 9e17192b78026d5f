/**
 * One capture being read as it grows: lines for the log view, reports for the inbox. Reads the capture file, never the
 * source, and lets others have a turn after some milliseconds. Of a capture with much to read, the lines run ahead of the
 * reports, as finding line ends is several times as fast: its end can be looked at long before everything was understood.
 * A capture that is being copied from a file is read in that file until the copy is whole.
 */
import { readSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { setImmediate as turnOfOthers } from 'node:timers/promises';
import {
  type Boot,
  type ConsoleNotes,
  type LogRow,
  type ReportSummary,
  type ReportView,
  type RequestParsed,
  type RequestResult,
} from '../../shared/contract/ipc.ts';
import { epochMilliseconds } from '../../shared/contract/units.ts';
import type { ReportReader } from '../../shared/lockdep/reader-types.ts';
import type { CaptureFiles } from '../node/capture-format.ts';
import { nowMicroseconds } from '../node/clock.ts';
import type { Arrival } from '../node/host-protocol.ts';
import { throttleBytes, type Throttled } from '../node/throttle.ts';
import { ArrivalTimes } from './arrival-times.ts';
import { lineAtPrintk, lineFrom } from './line-at-time.ts';
import { lineAt } from './line-at.ts';
import { LineIndex } from './line-index.ts';
import { ArrivedLines } from './merged/arrived-lines.ts';
import { BlockStarts } from './merged/block-starts.ts';
import { readRows } from './log-rows.ts';
import { NoteBook, type PlacedNote } from './notes/note-book.ts';
import { SidecarEvents } from './notes/sidecar-notes.ts';
import type { OriginalFile } from './original-file.ts';
import { PIECE_BUFFER, pieceBuffers } from './piece-buffers.ts';
import { ReportBook } from './report-book.ts';
import { scanByteSearch } from './scan/scan-byte-search.ts';
import { TriggerScan, type Needle, type Printed } from './trigger-scan.ts';
import { createReportReader } from './report-reader.ts';
import { readRowsAt, startOfLine } from './rows-at.ts';

/** Where there is much to read: other captures and requests wait so long, in milliseconds. */
const TURN = 8;
/** A file whose last read took longer than this is read without waiting for it, in milliseconds; waiting takes half of one. */
const SLOW_READ = 30;
/** Bytes read for reports at once. */
const MOST_REPORTS_PIECE = 256 * 1024;
const LEAST_REPORTS_PIECE = 16 * 1024;
/** A turn that took longer than this is followed by one with less to read, in milliseconds. */
const LONG_TURN = 8;
/** A console silent for this long has printed what it wanted, in milliseconds. */
const SILENCE = 200;
/** … or for this long, when it has printed the end of a report: a slow USB adapter delivers every 16 ms. */
const SHORT_SILENCE = 40;
/** Growing reports and progress are told at most this often, in milliseconds. */
const TELL_EVERY = 50;
/** … or this often, when so many bytes came since the last time: nobody reads that fast, and the page draws what is told. */
const TELL_FLOOD_EVERY = 200;
const FLOOD = 512 * 1024;

const NEWLINE = 0x0a;
/** News of bytes may be on their way from the console host for so long, in µs. */
const NEWS_TAKES = 1_000_000;

export interface CaptureProgress {
  readonly lines: number;
  /** Bytes whose lines are known. */
  readonly indexedBytes: number;
  /** Bytes whose reports are known; never more than `indexedBytes`. */
  readonly analysedBytes: number;
  readonly boots: number;
  readonly reports: number;
}

export interface WatchedCaptureOptions {
  readonly id: string;
  readonly name: string;
  readonly files: CaptureFiles;
  readonly onProgress: (progress: CaptureProgress) => void;
  /** What triggers wait for; not looked for in what was there before. */
  readonly needles?: () => readonly Needle[];
  readonly onPrinted?: (printed: Printed) => void;
  /** Something new was read; `before`: bytes and newlines before it. */
  readonly onRead?: (bytes: number, before: { readonly bytes: number; readonly lines: number }) => void;
  /** What was read of the original is not what its copy of `bytes` bytes holds: the copy is to be read from its start. */
  readonly onStale?: (bytes: number) => void;
  readonly onReports: (summaries: readonly ReportSummary[]) => void;
  readonly onError: (error: unknown) => void;
}

export class WatchedCapture {
  readonly #options: WatchedCaptureOptions;
  readonly #index = new LineIndex();
  readonly #reader: ReportReader;
  readonly #book: ReportBook;
  readonly #arrivals = new ArrivalTimes();
  readonly #starts = new BlockStarts();
  /** Resolves when the times of what was there before are known; undefined from then on. */
  #loading: Promise<void> | undefined;
  readonly #tellProgress: Throttled;
  readonly #notes = new NoteBook();
  /** Finding the line of a note may mean to read. */
  readonly #noteLines = new WeakMap<PlacedNote, number>();
  readonly #events: SidecarEvents;
  #handle: Promise<fs.FileHandle> | undefined;
  /** Read in the place of the capture. */
  #original: OriginalFile | undefined;
  /** Reading takes long enough to let others have a turn meanwhile. */
  #isSlow = true;
  /** Bytes known to be in the file. */
  #known = 0;
  /** Bytes read for reports. */
  #read = 0;
  #reportsPiece = MOST_REPORTS_PIECE;
  /** Bytes that were there when reading began: a recording of the past. */
  #past = 0;
  readonly #triggers = new TriggerScan();
  #ended = false;
  /** end() was called on the reader. */
  #over = false;
  #closed = false;
  #pumping: Promise<void> | undefined;
  #silence: NodeJS.Timeout | undefined;

  constructor(options: WatchedCaptureOptions) {
    this.#options = options;
    this.#events = new SidecarEvents(options.files.events, (event) => this.#notes.take(event));
    this.#reader = createReportReader({ sourceName: options.name, search: scanByteSearch });
    this.#tellProgress = throttleBytes(
      { bytes: () => this.#index.bytes, every: TELL_EVERY, flooded: TELL_FLOOD_EVERY, flood: FLOOD },
      () => options.onProgress(this.progress),
    );
    this.#book = new ReportBook({
      consoleId: options.id,
      consoleName: options.name,
      arrivalOf: (offset) => this.#arrivals.timeOf(offset) ?? nowMicroseconds(),
      every: TELL_EVERY,
      tell: options.onReports,
    });
  }

  get progress(): CaptureProgress {
    return {
      lines: this.#index.lines,
      indexedBytes: this.#index.bytes,
      analysedBytes: this.#read,
      boots: this.#book.boots.length,
      reports: this.#book.size,
    };
  }

  /** The capture file, or what is read in its place. */
  get file(): string {
    return this.#original?.path ?? this.#options.files.log;
  }

  /** Bytes whose lines are known. */
  get bytes(): number {
    return this.#index.bytes;
  }

  /** Nothing will be added, and all lines are known. */
  get ended(): boolean {
    return this.#over || (this.#ended && this.#index.bytes >= this.#known);
  }

  /** Read what is there already; `ended`: nothing will be added; `isNew`: it came just now, triggers look at it too. */
  async begin(ended: boolean, isNew = false): Promise<void> {
    const size = await fs.stat(this.#options.files.log).then(
      (info) => info.size,
      (error: unknown) => {
        // A capture that is just being made is not there yet; the console host will tell of its first bytes.
        if (!ended && (error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
        throw error;
      },
    );
    if (!isNew) this.#past = size;
    if (ended) this.#ended = true;
    if (size > 0) this.#loadTimes();
    this.#grow(size);
  }

  /** Read the file that is being copied into the capture, as it is now. */
  beginWith(original: OriginalFile): void {
    this.#original = original;
    this.#handle = Promise.resolve(original.handle);
    this.#ended = true;
    this.#past = original.bytes;
    this.#grow(original.bytes);
  }

  /** The file has grown, up to the last of these. */
  appended(arrivals: readonly Arrival[]): void {
    for (const { bytes, at } of arrivals) this.#arrivals.arrived(bytes, at);
    if (this.#original === undefined) this.#grow(arrivals.at(-1)?.bytes ?? 0);
  }

  /** Nothing will be added any more. */
  end(bytes?: number): void {
    if (this.#original !== undefined) {
      this.#turnToCopy(this.#original, bytes).catch((error: unknown) => this.#options.onError(error));
      return;
    }
    this.#ended = true;
    this.#grow(bytes ?? this.#known);
  }

  /** @param bytes in the copy, as far as known */
  async #turnToCopy(original: OriginalFile, bytes: number | undefined): Promise<void> {
    const copy = await fs.open(this.#options.files.log, 'r');
    const copied = bytes ?? (await copy.stat()).size;
    if (copied !== original.bytes || !(await original.isUnchanged())) {
      await copy.close();
      if (!this.#closed) this.#options.onStale?.(copied);
      return;
    }
    await this.caughtUp();
    if (this.#closed) {
      await copy.close();
      return;
    }
    this.#original = undefined;
    this.#handle = Promise.resolve(copy);
    await original.handle.close();
  }

  /** Resolves when everything known to be in the file was read. */
  async caughtUp(): Promise<void> {
    while (this.#pumping !== undefined) await this.#pumping;
  }

  /** Rows for the log view. */
  async rows(first: number, count: number): Promise<readonly LogRow[]> {
    // Those at the start need not wait for the times of a recording of days.
    if ((this.#index.blockOf(first + count).to?.offset ?? Infinity) > this.#arrivals.end) await this.#loading;
    return this.#index.bytes === 0 ? [] : readRows(await this.#open(), this.#index, first, count, this.#arrivalOf);
  }

  /** The rows that hold some bytes; the offsets ascend. */
  async rowsAt(offsets: readonly number[]): Promise<readonly LogRow[]> {
    await this.#loading;
    return offsets.length === 0 ? [] : readRowsAt(await this.#open(), this.#index, offsets, this.#arrivalOf);
  }

  /** Offset of the first byte of a line; the number of bytes when there is no such line. */
  async startOf(line: number): Promise<number> {
    return this.#index.bytes === 0 ? 0 : startOfLine(await this.#open(), this.#index, line);
  }

  /** When the first and the newest byte arrived, as far as known. */
  get times(): RequestResult<'log.times'> {
    const ends = this.#arrivals.ends;
    if (ends === undefined) return {};
    return { firstArrival: epochMilliseconds(ends.first / 1000), lastArrival: epochMilliseconds(ends.last / 1000) };
  }

  /** The first line at a time or later; undefined when all are before it. */
  async atTime(time: RequestParsed<'log.atTime'>['time']): Promise<LogRow | undefined> {
    const rows = (first: number, count: number) => this.rows(first, count);
    if (time.clock === 'printk') {
      return lineAtPrintk(time.at, time.fromLine, Math.min(time.toLine, this.#index.lines), rows);
    }
    const offset = this.#arrivals.offsetAt(time.at * 1000);
    if (offset === undefined) return undefined;
    const line = await lineFrom(this.#index, offset, (from, count) => this.read(from, count));
    return (await rows(line, 1))[0];
  }

  /** Bytes of the capture as they are. */
  async read(from: number, count: number): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#known <= from) return new Uint8Array();
    const { buffer, bytesRead } = await (await this.#open()).read(new Uint8Array(count), 0, count, from);
    return buffer.slice(0, bytesRead);
  }

  /**
   * Its lines on a time axis, as they are now. Without a `span` when nothing is known of when they came.
   * @param shift µs added to every time
   */
  arrivedLines(shift: number): ArrivedLines {
    return new ArrivedLines({
      index: this.#index,
      times: this.#arrivals,
      read: (from, count) => this.read(from, count),
      shift,
      starts: this.#starts,
    });
  }

  /** What its sidecar says beside the times, in the order of the log; from one note on, the first being 0. */
  async notes(from: number): Promise<ConsoleNotes> {
    await this.#events.readOn();
    const { gaps, settled } = this.#notes;
    const { first, notes } = this.#notes.since(from);
    const lines = this.arrivedLines(0);
    const indexed = this.#index.bytes;
    const unread = notes.findIndex(({ offset }) => offset > indexed);
    const lineOf = async (note: PlacedNote, offset: number): Promise<number> => {
      const known = this.#noteLines.get(note);
      if (known !== undefined) return known;
      const line = await lines.startingBefore(offset);
      if (offset <= indexed) this.#noteLines.set(note, line);
      return line;
    };
    return {
      from: first,
      notes: await Promise.all(
        notes.map(async (placed) => {
          const { offset, ...note } = placed;
          return { ...note, afterLine: await lineOf(placed, offset) };
        }),
      ),
      // The line that it stands below may not be known yet.
      settled: unread < 0 ? settled : Math.min(settled, first + unread),
      gaps,
    };
  }

  /** Lines that come before this time (µs since 1970) are all known and stay as they are. */
  async settledUntil(): Promise<number> {
    // What is not copied yet has no time.
    if (this.#original !== undefined) return this.#arrivals.orderOf(this.#arrivals.end) ?? 0;
    if (this.#over) return Infinity;
    const { lines, newlines, bytes } = this.#index;
    // The last line may get longer.
    if (lines > newlines) return this.arrivedLines(0).timeOf(lines);
    if (bytes < this.#known) return this.#arrivals.orderOf(bytes) ?? 0;
    return nowMicroseconds() - NEWS_TAKES;
  }

  /** Changes when the order of old lines may have changed: their times became less precise. */
  get orderVersion(): number {
    return this.#arrivals.thinnings;
  }

  /** The line that holds a byte; the last one for a byte that was not read. */
  async lineAt(offset: number): Promise<number> {
    await this.caughtUp();
    return this.#index.bytes === 0 ? 1 : lineAt(await this.#open(), this.#index, offset);
  }

  /** From one on, the first being 0. */
  boots(from: number): readonly Boot[] {
    return this.#book.boots.slice(from);
  }

  report(number: number): ReportView | undefined {
    return this.#book.view(number);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#silence);
    await this.caughtUp();
    this.#book.close();
    this.#tellProgress.flush();
    await (await this.#handle)?.close();
    this.#handle = undefined;
  }

  #loadTimes(): void {
    this.#loading = this.#arrivals
      .load(this.#options.files.events)
      .catch((error: unknown) => this.#options.onError(error))
      .finally(() => {
        this.#loading = undefined;
      });
  }

  readonly #arrivalOf = (offset: number): number | undefined => this.#arrivals.timeOf(offset);

  #grow(bytes: number): void {
    this.#known = Math.max(this.#known, bytes);
    if (this.#closed || this.#pumping !== undefined) return;
    this.#pumping = this.#pump()
      .catch((error: unknown) => {
        // What cannot be read is given up; trying again at once would only fail again.
        this.#giveUpRest();
        this.#over = true;
        this.#options.onError(error);
      })
      .finally(() => {
        this.#pumping = undefined;
        // Something came while the last piece was being finished.
        if (this.#read < this.#known || (this.#ended && !this.#over)) this.#grow(this.#known);
      });
  }

  async #pump(): Promise<void> {
    clearTimeout(this.#silence);
    while (this.#read < this.#known && !this.#closed) {
      // Reports need the times.
      if (this.#index.bytes >= this.#known) await this.#loading;
      const buffer = await pieceBuffers.take(this.#known - this.#read);
      try {
        await this.#turn(buffer);
      } finally {
        pieceBuffers.give(buffer);
      }
      if (this.#read < this.#known) await turnOfOthers();
    }
    if (this.#closed) return;
    if (this.#ended) {
      if (!this.#over) this.#book.take(this.#reader.end());
      this.#over = true;
      this.#tellProgress();
    } else {
      this.#silence = setTimeout(
        () => {
          this.#book.take(this.#reader.idle());
          this.#tellProgress();
        },
        this.#reader.isSettled() ? SHORT_SILENCE : SILENCE,
      );
    }
  }

  /** Find the lines of the next bytes, and read some for reports: the same ones unless there is much to read. */
  async #turn(buffer: Buffer): Promise<void> {
    const over = performance.now() + TURN;
    while (this.#index.bytes < this.#known) {
      const from = this.#index.bytes;
      const piece = await this.#readInto(buffer, from, Math.min(PIECE_BUFFER, this.#endOfEra(from) - from));
      if (piece === undefined) return;
      const before = { bytes: from, lines: this.#index.newlines };
      if (from >= this.#past) this.#lookForTriggers(piece);
      this.#index.push(piece);
      if (from >= this.#past) this.#options.onRead?.(this.#index.bytes, before);
      this.#tellProgress();
      const isAll = this.#read === from && this.#index.bytes >= this.#known;
      if (isAll && piece.length <= this.#reportsPiece && this.#loading === undefined) {
        this.#readReports(piece);
        return;
      }
      if (performance.now() > over) break;
    }
    if (this.#loading !== undefined) return;
    do {
      const wanted = Math.min(this.#reportsPiece, this.#index.bytes - this.#read);
      const piece = await this.#readInto(buffer, this.#read, wanted);
      if (piece === undefined) return;
      // Whole lines, where they end in sight: the reader would copy what is left of one.
      const whole = piece.lastIndexOf(NEWLINE) + 1;
      this.#readReports(whole === 0 ? piece : piece.subarray(0, whole));
    } while (this.#read < this.#index.bytes && performance.now() < over);
  }

  /** Where what was there before ends and what comes begins: triggers look only at the latter. */
  #endOfEra(from: number): number {
    return from < this.#past ? Math.min(this.#past, this.#known) : this.#known;
  }

  #readReports(piece: Buffer): void {
    const began = performance.now();
    this.#book.take(this.#reader.push(piece));
    this.#read += piece.length;
    const took = performance.now() - began;
    if (took > LONG_TURN) this.#reportsPiece = Math.max(LEAST_REPORTS_PIECE, this.#reportsPiece >> 1);
    else if (took < LONG_TURN / 4) this.#reportsPiece = Math.min(MOST_REPORTS_PIECE, this.#reportsPiece << 1);
    this.#tellProgress();
  }

  /** @returns undefined when nothing could be read there; then it is tried again or given up */
  async #readInto(buffer: Buffer, from: number, wanted: number): Promise<Buffer | undefined> {
    const handle = await this.#open();
    const began = performance.now();
    // Where a file is in memory, the turn that waiting takes costs more than reading.
    const bytesRead = this.#isSlow
      ? (await handle.read(buffer, 0, wanted, from)).bytesRead
      : readSync(handle.fd, buffer, 0, wanted, from);
    this.#isSlow = performance.now() - began > SLOW_READ;
    if (bytesRead > 0) return buffer.subarray(0, bytesRead);
    // Shorter than told: somebody cut the file. What is gone can't be read.
    if (!(await this.#reopen())) this.#giveUpRest();
    return undefined;
  }

  #giveUpRest(): void {
    this.#known = this.#index.bytes;
    this.#read = this.#known;
  }

  #lookForTriggers(piece: Buffer): void {
    const needles = this.#options.needles?.() ?? [];
    const { bytes, newlines } = this.#index;
    for (const printed of this.#triggers.push(piece, bytes, newlines, needles)) this.#options.onPrinted?.(printed);
  }

  /** A deleted capture is put back by the console host as another file. @returns whether that one has what is missing */
  async #reopen(): Promise<boolean> {
    // A file that is cut while it is copied is looked at again when that is over.
    if (this.#original !== undefined) return false;
    const old = await this.#open();
    const [before, now] = await Promise.all([old.stat(), fs.stat(this.#options.files.log).catch(() => undefined)]);
    if (now === undefined || now.ino === before.ino || now.size <= this.#index.bytes) return false;
    this.#handle = undefined;
    await this.#open();
    await old.close();
    return true;
  }

  #open(): Promise<fs.FileHandle> {
    this.#handle ??= fs.open(this.#options.files.log, 'r');
    return this.#handle;
  }
}
