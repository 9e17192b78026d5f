/**
 * One capture being read as it grows: lines for the log view, reports for the inbox. Reads the capture file, never the
 * source, and lets others have a turn after each piece.
 */
import * as fs from 'node:fs/promises';
import {
  MOST_NOTES,
  type ConsoleNote,
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
import { throttle, type Throttled } from '../node/throttle.ts';
import { ArrivalTimes } from './arrival-times.ts';
import { lineAtPrintk, lineFrom } from './line-at-time.ts';
import { lineAt } from './line-at.ts';
import { LineIndex } from './line-index.ts';
import { ArrivedLines } from './merged/arrived-lines.ts';
import { readRows } from './log-rows.ts';
import { notesOf } from './notes/console-notes.ts';
import { SidecarEvents } from './notes/sidecar-notes.ts';
import { ReportBook, type Boot } from './report-book.ts';
import { TriggerScan, type Needle, type Printed } from './trigger-scan.ts';
import { createReportReader } from './report-reader.ts';

/** Bytes parsed in one turn of the event loop; other captures and requests wait that long. */
const PIECE = 256 * 1024;
/** A console silent for this long has printed what it wanted, in milliseconds. */
const SILENCE = 200;
/** … or for this long, when it has printed the end of a report: a slow USB adapter delivers every 16 ms. */
const SHORT_SILENCE = 40;
/** Growing reports and progress are told at most this often, in milliseconds. */
const TELL_EVERY = 50;

/** News of bytes may be on their way from the console host for so long, in µs. */
const NEWS_TAKES = 1_000_000;

export interface CaptureProgress {
  readonly lines: number;
  readonly analysedBytes: number;
  readonly boots: readonly Boot[];
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
  readonly onReports: (summaries: readonly ReportSummary[]) => void;
  readonly onError: (error: unknown) => void;
}

export class WatchedCapture {
  readonly #options: WatchedCaptureOptions;
  readonly #index = new LineIndex();
  readonly #reader: ReportReader;
  readonly #book: ReportBook;
  readonly #arrivals = new ArrivalTimes();
  readonly #tellProgress: Throttled;
  #events: SidecarEvents | undefined;
  #handle: Promise<fs.FileHandle> | undefined;
  /** Bytes known to be in the file. */
  #known = 0;
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
    this.#reader = createReportReader({ sourceName: options.name });
    this.#tellProgress = throttle(TELL_EVERY, () => options.onProgress(this.progress));
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
      analysedBytes: this.#index.bytes,
      boots: this.#book.boots,
      reports: this.#book.size,
    };
  }

  /** The capture file. */
  get file(): string {
    return this.#options.files.log;
  }

  /** Bytes whose lines are known. */
  get bytes(): number {
    return this.#index.bytes;
  }

  /** Nothing will be added, and everything was read. */
  get ended(): boolean {
    return this.#over;
  }

  /** Read what is there already; `ended`: nothing will be added. */
  async begin(ended: boolean): Promise<void> {
    const size = await fs.stat(this.#options.files.log).then(
      (info) => info.size,
      (error: unknown) => {
        // A capture that is just being made is not there yet; the console host will tell of its first bytes.
        if (!ended && (error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
        throw error;
      },
    );
    if (size > 0) await this.#arrivals.load(this.#options.files.events);
    this.#past = size;
    if (ended) this.#ended = true;
    this.#grow(size);
  }

  /** The file has `bytes` bytes; the newest arrived at `at` (µs since 1970). */
  appended(bytes: number, at: number): void {
    this.#arrivals.arrived(bytes, at);
    this.#grow(bytes);
  }

  /** Nothing will be added any more. */
  end(bytes?: number): void {
    this.#ended = true;
    this.#grow(bytes ?? this.#known);
  }

  /** Resolves when everything known to be in the file was read. */
  async caughtUp(): Promise<void> {
    while (this.#pumping !== undefined) await this.#pumping;
  }

  /** Rows for the log view. */
  async rows(first: number, count: number): Promise<readonly LogRow[]> {
    return this.#index.bytes === 0
      ? []
      : readRows(await this.#open(), this.#index, first, count, (offset) => this.#arrivals.timeOf(offset));
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
    });
  }

  /** What its sidecar says beside the times, in the order of the log. */
  async notes(): Promise<ConsoleNote[]> {
    this.#events ??= new SidecarEvents(this.#options.files.events, MOST_NOTES);
    const notes = notesOf(await this.#events.all());
    const lines = this.arrivedLines(0);
    return Promise.all(
      notes.map(async ({ offset, ...note }) => ({ ...note, afterLine: await lines.startingBefore(offset) })),
    );
  }

  /** Lines that come before this time (µs since 1970) are all known and stay as they are. */
  async settledUntil(): Promise<number> {
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

  #grow(bytes: number): void {
    this.#known = Math.max(this.#known, bytes);
    if (this.#closed || this.#pumping !== undefined) return;
    this.#pumping = this.#pump()
      .catch((error: unknown) => {
        // What cannot be read is given up; trying again at once would only fail again.
        this.#known = this.#index.bytes;
        this.#over = true;
        this.#options.onError(error);
      })
      .finally(() => {
        this.#pumping = undefined;
        // Something came while the last piece was being finished.
        if (this.#index.bytes < this.#known || (this.#ended && !this.#over)) this.#grow(this.#known);
      });
  }

  async #pump(): Promise<void> {
    clearTimeout(this.#silence);
    while (this.#index.bytes < this.#known && !this.#closed) {
      const handle = await this.#open();
      const wanted = Math.min(PIECE, this.#known - this.#index.bytes);
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, this.#index.bytes);
      if (bytesRead === 0) {
        if (await this.#reopen()) continue;
        // Shorter than told: somebody cut the file. What is gone can't be read.
        this.#known = this.#index.bytes;
        break;
      }
      const piece = buffer.subarray(0, bytesRead);
      const before = { bytes: this.#index.bytes, lines: this.#index.newlines };
      if (before.bytes >= this.#past) this.#lookForTriggers(piece);
      this.#index.push(piece);
      if (before.bytes >= this.#past) this.#options.onRead?.(this.#index.bytes, before);
      this.#book.take(this.#reader.push(piece));
      this.#tellProgress();
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

  #lookForTriggers(piece: Buffer): void {
    const needles = this.#options.needles?.() ?? [];
    const { bytes, newlines } = this.#index;
    for (const printed of this.#triggers.push(piece, bytes, newlines, needles)) this.#options.onPrinted?.(printed);
  }

  /** A deleted capture is put back by the console host as another file. @returns whether that one has what is missing */
  async #reopen(): Promise<boolean> {
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
