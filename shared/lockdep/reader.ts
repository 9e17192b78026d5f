/**
 * The incremental reader: bytes in, reports out. Bytes are searched for the words that open a report (byte-scan.ts);
 * lines are decoded and looked at only around them. Memory: the open reports (bounded) and one unfinished line.
 */
import {
  countNewlines,
  createWordFinder,
  NEWLINE,
  plainByteSearch,
  type ByteSearch,
} from '../console-text/byte-scan.ts';
import { decodeUtf8 } from '../console-text/decode.ts';
import { MAX_LINE, type LogLine, type RawLine } from '../console-text/lines.ts';
import { createMailDecoder, looksLikeMail, type MailDecoder } from '../console-text/mail.ts';
import { undoTransport } from '../console-text/transport.ts';
import { byteOffset, lineNumber } from '../contract/units.ts';
import type { Assembled } from './assemble.ts';
import type { KnownLine } from './draft.ts';
import { factsOf, type LineFacts } from './facts.ts';
import { OpenReport } from './open-report.ts';
import { bootBanner, OPENING_WORDS } from './opening.ts';
import type { ReaderEvent, ReaderOptions, ReportReader } from './reader-types.ts';

/** A line without end is taken in pieces of this size: memory stays constant. */
const MAX_CARRY = 65_536;
const MAX_OPEN = 4;
const HASH = 35;

const words = createWordFinder(OPENING_WORDS);
const mailBorders = createWordFinder(['\nFrom ']);
const partBorders = createWordFinder(['\nFrom ', '\n--']);
const EMPTY = new Uint8Array(0);

const withRaw = (line: LogLine, raw: RawLine, facts: LineFacts): KnownLine => ({
  raw,
  text: line.text,
  time: line.time,
  caller: line.caller,
  prefixed: line.prefixed,
  quote: line.quote,
  facts,
});
const known = (line: LogLine): KnownLine => withRaw(line, line.raw, factsOf(line.text.trim()));

class Reader implements ReportReader {
  private readonly name: string;
  private readonly live: boolean;
  private readonly search: ByteSearch;
  /** Bytes of the unfinished last line. */
  private carry: Uint8Array = EMPTY;
  /** The rest of an over-long line is skipped up to its newline. */
  private skipping = false;
  /** Position of `carry[0]` in the stream. */
  private offset = 0;
  private line = 1;
  private readonly open: OpenReport[] = [];
  private number = 0;
  private sequence = 0;
  private ready: { readonly sequence: number; readonly assembled: Assembled }[] = [];
  /** The lines before the present one, for the ruler above a headline. */
  private before: KnownLine[] = [];
  /** What became of the line before. */
  private latest: { readonly text: string | undefined; readonly lines: readonly KnownLine[] } = {
    text: undefined,
    lines: [],
  };
  private mail: MailDecoder | undefined;
  private started = false;
  private events: ReaderEvent[] = [];

  constructor(options: ReaderOptions & { readonly search?: ByteSearch }) {
    this.name = options.sourceName;
    this.live = options.live ?? true;
    this.search = options.search ?? plainByteSearch;
  }

  push(chunk: Uint8Array): readonly ReaderEvent[] {
    if (chunk.length === 0) return [];
    this.take(chunk, false);
    if (this.live) this.showGrowing();
    return this.flush();
  }

  isSettled(): boolean {
    return this.open.length > 0 && this.carry.length === 0 && this.open.every((report) => report.hasEnded());
  }

  idle(): readonly ReaderEvent[] {
    for (const report of [...this.open]) if (report.looksWhole()) this.close(report);
    if (this.live) this.showGrowing();
    return this.flush();
  }

  end(): readonly ReaderEvent[] {
    this.take(EMPTY, true);
    if (this.mail) for (const line of this.mail.end()) this.readLine(line);
    for (const report of [...this.open]) this.close(report);
    return this.flush();
  }

  private flush(): readonly ReaderEvent[] {
    const events = this.events;
    this.events = [];
    return events;
  }

  /** Read all complete lines of `carry + chunk`; at the end also the last one. */
  private take(chunk: Uint8Array, last: boolean): void {
    let bytes = chunk;
    if (this.skipping) {
      const end = this.search.indexOf(bytes, NEWLINE, 0);
      const skip = end < 0 ? bytes.length : end + 1;
      this.offset += skip;
      if (end >= 0) {
        this.line++;
        this.skipping = false;
      }
      bytes = bytes.subarray(skip);
    }
    if (this.carry.length > 0) {
      const joined = new Uint8Array(this.carry.length + bytes.length);
      joined.set(this.carry);
      joined.set(bytes, this.carry.length);
      bytes = joined;
    }
    if (!this.started && (last || bytes.length >= 512 || bytes.includes(NEWLINE))) {
      this.started = true;
      if (looksLikeMail(decodeUtf8(bytes, 0, Math.min(bytes.length, 4096)))) this.mail = createMailDecoder();
    }
    let end = last ? bytes.length : bytes.lastIndexOf(NEWLINE) + 1;
    if (!this.started) end = 0;
    if (end > 0) this.scan(bytes, end);
    const rest = bytes.subarray(end);
    this.offset += end;
    if (rest.length > MAX_CARRY) {
      this.readLine(this.rawLine(rest, 0, rest.length));
      this.offset += rest.length;
      this.carry = EMPTY;
      this.skipping = true;
    } else {
      // A copy: a Buffer's own slice() would be a view of what the caller reads into again.
      this.carry = rest.length > 0 ? new Uint8Array(rest) : EMPTY;
    }
  }

  private rawLine(bytes: Uint8Array, from: number, to: number): RawLine {
    let end = to;
    while (end > from && (bytes[end - 1] === NEWLINE || bytes[end - 1] === 13)) end--;
    return {
      text: decodeUtf8(bytes, from, Math.min(end, from + MAX_LINE)),
      line: this.line,
      lastLine: this.line,
      firstByte: this.offset + from,
      lastByte: this.offset + to,
    };
  }

  /** Next place in `bytes` where a report or a boot may begin. */
  private candidate(bytes: Uint8Array, from: number, to: number, known: { word: number; hash: number }): number {
    if (known.word < from) {
      const found = words.find(bytes, from, to);
      known.word = found < 0 ? to : found;
    }
    // "-> #": a chain head whose headline is lost
    while (known.hash < from) {
      let at = this.search.indexOf(bytes, HASH, Math.max(from, known.hash + 1));
      while (at >= 0 && at < to && !(at >= 2 && bytes[at - 1] === 32 && bytes[at - 2] === 62))
        at = this.search.indexOf(bytes, HASH, at + 1);
      known.hash = at < 0 || at >= to ? to : at;
    }
    return Math.min(known.word, known.hash);
  }

  /** Read the complete lines in `bytes[0, end)`. */
  private scan(bytes: Uint8Array, end: number): void {
    const known = { word: -1, hash: -1, border: -1 };
    let at = 0;
    while (at < end) {
      const passable = this.open.length > 0 ? 'no' : (this.mail?.passable() ?? 'text');
      if (passable !== 'no') {
        let found = this.candidate(bytes, at, end, known);
        if (this.mail) {
          if (known.border < at) known.border = this.border(bytes, at, end, this.mail, passable === 'flowed');
          found = Math.min(found, known.border);
        }
        const start = found >= end ? end : found === 0 ? 0 : bytes.lastIndexOf(NEWLINE, found - 1) + 1;
        if (start > at) {
          this.remember(bytes, at, start);
          this.mail?.passed(isEmptyLine(bytes, start));
          at = start;
        }
        if (at >= end) break;
      }
      const next = this.lineEnd(bytes, at, end);
      const line = this.rawLine(bytes, at, next);
      if (this.mail) this.readMail(this.mail, line);
      else this.readLine(line);
      this.line++;
      at = next;
    }
  }

  /** Next line, as the place of its first byte, from `from` on that the mail decoder has to see; `from` is a line's begin. */
  private border(bytes: Uint8Array, from: number, to: number, mail: MailDecoder, flowed: boolean): number {
    const start = Math.max(0, from - 1);
    const found = (mail.nested() ? partBorders : mailBorders).find(bytes, start, to);
    // At the very beginning there is no newline before it.
    const border = from === 0 ? 0 : found < 0 ? to : found + 1;
    return flowed ? nextSoftLine(bytes, from, border) : border;
  }

  /** First place behind the line that begins at `from`, at most `to`. Most lines are short: no call is worth it. */
  private lineEnd(bytes: Uint8Array, from: number, to: number): number {
    const near = Math.min(to, from + 160);
    for (let at = from; at < near; at++) if (bytes[at] === NEWLINE) return at + 1;
    if (near === to) return to;
    const newline = this.search.indexOf(bytes, NEWLINE, near);
    return newline < 0 || newline >= to ? to : newline + 1;
  }

  /** Pass over `bytes[from, to)`, whole lines, keeping the last two of them for the ruler above a headline. */
  private remember(bytes: Uint8Array, from: number, to: number): void {
    let start = to;
    for (let i = 0; i < 2 && start > from; i++) start = start < 2 ? 0 : bytes.lastIndexOf(NEWLINE, start - 2) + 1;
    start = Math.max(start, from);
    this.line += this.search.countNewlines?.(bytes, from, start) ?? countNewlines(bytes, from, start);
    this.before = [];
    while (start < to) {
      const next = this.lineEnd(bytes, start, to);
      this.before.push(...undoTransport(this.rawLine(bytes, start, next)).map(known));
      this.line++;
      start = next;
    }
  }

  private readMail(mail: MailDecoder, line: RawLine): void {
    const parts = mail.parts();
    const lines = mail.push(line);
    for (const decoded of lines) this.readLine(decoded);
    if (mail.parts() !== parts) for (const report of [...this.open]) this.close(report);
  }

  private readLine(raw: RawLine): void {
    // The same line again, as in a log full of one complaint: its transport was undone already.
    if (raw.text !== this.latest.text) this.latest = { text: raw.text, lines: undoTransport(raw).map(known) };
    for (const line of this.latest.lines) this.readLogLine(line.raw === raw ? line : withRaw(line, raw, line.facts));
  }

  private readLogLine(line: KnownLine): void {
    const text = line.facts.text;
    const banner = bootBanner(text);
    if (banner !== undefined) {
      for (const report of [...this.open]) this.close(report);
      this.events.push({ type: 'boot', line: lineNumber(line.raw.line), byte: byteOffset(line.raw.firstByte), banner });
    }
    const opening = line.facts.opening;
    if (opening === 'headline') {
      // The same speaker begins another report: what it had begun is over.
      const mine = this.open.filter(
        (report) => report.caller === undefined || line.caller === undefined || report.caller === line.caller,
      );
      for (const report of [...this.open]) if (!mine.includes(report) && report.isBehind()) this.close(report);
      const goesOn = mine.some((report) => continues(report, text));
      if (!goesOn) {
        for (const report of mine) {
          // Its ruler is already among the lines of the old report, which does not take it for its own.
          this.before = report.lines.slice(-2);
          this.close(report);
        }
        this.start(line);
        return;
      }
    }
    if (this.open.length > 0) {
      for (const report of [...this.open]) if (report.add(line)) this.close(report);
    } else if (opening === 'body') {
      this.start(line);
      return;
    }
    this.before.push(line);
    if (this.before.length > 4) this.before.shift();
  }

  private start(line: KnownLine): void {
    if (this.open.length >= MAX_OPEN) this.close(this.open[0]!);
    const report = new OpenReport(line.caller, this.sequence++);
    const above = this.before.filter((one) => one.caller === line.caller).at(-1);
    if (above && above.facts.ruler) report.add(above);
    report.add(line);
    this.open.push(report);
    this.before = [];
  }

  private close(report: OpenReport): void {
    const index = this.open.indexOf(report);
    if (index >= 0) this.open.splice(index, 1);
    const assembled = report.assemble(this.name);
    if (assembled) {
      if (this.live) {
        report.number ??= this.number++;
        this.events.push({ type: 'finished', number: report.number, report: assembled.report, lines: assembled.lines });
      } else {
        this.ready.push({ sequence: report.sequence, assembled });
      }
    }
    if (this.live || this.ready.length === 0) return;
    // Without 'growing' events reports come in the order of their headlines: one that began earlier is waited for.
    const earliest = Math.min(...this.open.map((one) => one.sequence));
    this.ready.sort((a, b) => a.sequence - b.sequence);
    while (this.ready.length > 0 && this.ready[0]!.sequence < earliest) {
      const one = this.ready.shift()!.assembled;
      this.events.push({ type: 'finished', number: this.number++, report: one.report, lines: one.lines });
    }
  }

  private showGrowing(): void {
    for (const report of this.open) {
      if (!report.worthShowing()) continue;
      const assembled = report.assemble(this.name);
      if (!assembled) continue;
      report.number ??= this.number++;
      this.events.push({ type: 'growing', number: report.number, report: assembled.report, lines: assembled.lines });
    }
  }
}

/** Is the line that ends before `end` empty? */
const isEmptyLine = (bytes: Uint8Array, end: number): boolean => {
  const before = bytes[end - 2] === 13 ? end - 3 : end - 2;
  return before < 0 || bytes[before] === NEWLINE;
};

/** First line in `bytes[from, to)` that ends with a blank: in format=flowed, the next one continues it. */
const nextSoftLine = (bytes: Uint8Array, from: number, to: number): number => {
  for (let at = from; at < to; at++) {
    if (bytes[at] !== NEWLINE || at === 0) continue;
    const last = bytes[at - 1] === 13 && at > 1 ? at - 2 : at - 1;
    if (bytes[last] === 32 && last >= from) return bytes.lastIndexOf(NEWLINE, last) + 1;
  }
  return to;
};

/** Headlines that continue the report before them: the list of all locks behind a hung task. */
const continues = (report: OpenReport, text: string): boolean =>
  text.startsWith('Showing all locks') &&
  report.lines.some((line) => /blocked (?:on .{1,60} )?for more than|^BUG: MAX_LOCK/.test(line.text));

/**
 * A reader for one byte stream (a console, a log, a mail or a mailbox). `search` may bring a faster byte search, such
 * as Node's `Buffer.indexOf`. Nothing throws, whatever the bytes are.
 */
export const createReportReader = (options: ReaderOptions & { readonly search?: ByteSearch }): ReportReader =>
  new Reader(options);
