/** What a search looks for, made ready for looking through many lines at once. */
import { isAscii } from 'node:buffer';
import type { SearchQuery } from '../../../shared/contract/ipc.ts';
import { patternForLines, requiredText } from './line-pattern.ts';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** Hits told of one line. */
const MOST_HITS = 100;
/** How far the end of a line is looked for byte by byte; a call costs as much. */
const NEAR = 64;
/** With more candidate lines than one in so many bytes, it is faster to look at everything. */
const BYTES_PER_CANDIDATE = 1024;

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
const isAsciiText = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

/** @throws SyntaxError with the engine's words when the pattern is not one */
export function regexOf({ text, isRegex, matchCase }: SearchQuery, flags: string): RegExp {
  return new RegExp(isRegex ? text : escaped(text), `${flags}${matchCase ? '' : 'i'}`);
}

export interface Hit {
  readonly from: number;
  readonly to: number;
}

/** Called for each line that matches, with its number counted from 0 at the start of the buffer. */
export type OnLine = (line: number) => void;
/** Called once for each line that matches, with the offset of one of its bytes (its line end included) in the buffer. */
export type OnHit = (at: number) => void;

export class Needle {
  /** Where characters are what counts, not patterns. */
  readonly #literal: Buffer | undefined;
  /** Every line that matches holds these bytes. */
  readonly #required: Buffer | undefined;
  /** For many lines at once; undefined when the pattern has to be tried on each by itself. */
  readonly #many: RegExp | undefined;
  /** For one line. */
  readonly #one: RegExp;
  readonly #hits: RegExp;
  /** Bytes may be taken for characters: an ASCII text means the same in both. */
  readonly #isByBytes: boolean;
  /** Bytes of a line that was cut in two that have to be looked at again with the second part. */
  readonly overlap: number;

  /** @throws SyntaxError when the pattern is not one */
  constructor(query: SearchQuery) {
    const { text, isRegex, matchCase } = query;
    this.#one = regexOf(query, 'm');
    this.#hits = regexOf(query, 'g');
    const pattern = isRegex ? patternForLines(text) : text;
    this.#many = pattern === undefined ? undefined : regexOf({ ...query, text: pattern }, 'gm');
    this.#isByBytes = !isRegex && isAsciiText(text);
    this.#literal = !isRegex && matchCase ? Buffer.from(text) : undefined;
    this.overlap = isRegex ? 0 : Buffer.byteLength(text) - 1;
    const required = isRegex && matchCase ? requiredText(text) : undefined;
    this.#required = required === undefined ? undefined : Buffer.from(required);
  }

  /**
   * Look through whole lines.
   * @param piece ends with a newline, or where the file ends
   */
  find(piece: Buffer, onHit: OnHit): void {
    if (this.#literal !== undefined) findBytes(piece, this.#literal, onHit);
    else if (this.#required === undefined) this.#findMany(piece, 0, onHit);
    else this.#findAround(piece, this.#required, onHit);
  }

  /**
   * Look through whole lines.
   * @param piece ends with a newline, or where the file ends
   * @returns lines in it
   */
  scan(piece: Buffer, onLine: OnLine): number {
    let line = 0;
    let start = 0;
    const passLinesBefore = (at: number): void => {
      for (let end = piece.indexOf(NEWLINE, start); end >= 0 && end < at; end = piece.indexOf(NEWLINE, start)) {
        line++;
        start = end + 1;
      }
    };
    this.find(piece, (at) => {
      passLinesBefore(at);
      onLine(line);
    });
    passLinesBefore(piece.length);
    return start < piece.length ? line + 1 : line;
  }

  /** Where the pattern is in the text of a row. */
  hits(text: string): Hit[] {
    const hits: Hit[] = [];
    for (const match of text.matchAll(this.#hits)) {
      if (match[0].length > 0) hits.push({ from: match.index, to: match.index + match[0].length });
      if (hits.length === MOST_HITS) break;
    }
    return hits;
  }

  /** Only the lines that hold what every match holds. */
  #findAround(piece: Buffer, required: Buffer, onHit: OnHit): void {
    let left = Math.ceil(piece.length / BYTES_PER_CANDIDATE);
    for (let at = piece.indexOf(required); at >= 0; left--) {
      const start = at === 0 ? 0 : piece.lastIndexOf(NEWLINE, at - 1) + 1;
      if (left === 0) {
        this.#findMany(piece.subarray(start), start, onHit);
        return;
      }
      const end = lineEnd(piece, at);
      if (this.#one.test(shown(piece.subarray(start, end).toString()))) onHit(at);
      at = end < piece.length ? piece.indexOf(required, end + 1) : -1;
    }
  }

  /** @param base added to the offsets that are told */
  #findMany(piece: Buffer, base: number, onHit: OnHit): void {
    const isByBytes = this.#isByBytes || isAscii(piece);
    const text = piece.toString(isByBytes ? 'latin1' : 'utf8');
    // What is told are bytes; where characters have several, lines are counted in both.
    const told =
      isByBytes || text.length === piece.length ? (at: number) => onHit(base + at) : inBytes(text, piece, base, onHit);
    if (this.#many === undefined) findEach(text, this.#one, told);
    else findInLines(text, this.#many, this.#one, told);
  }
}

/** The text of a line as rows show it. */
const shown = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

/** Where the line that holds the byte `at` ends: its newline, or the end of the piece. */
function lineEnd(piece: Buffer, at: number): number {
  const near = Math.min(piece.length, at + NEAR);
  for (let end = at; end < near; end++) if (piece[end] === NEWLINE) return end;
  const end = near === piece.length ? -1 : piece.indexOf(NEWLINE, near);
  return end < 0 ? piece.length : end;
}

function findBytes(piece: Buffer, literal: Buffer, onHit: OnHit): void {
  for (let at = piece.indexOf(literal); at >= 0;) {
    onHit(at);
    const end = lineEnd(piece, at);
    if (end >= piece.length) return;
    at = piece.indexOf(literal, end + 1);
  }
}

function findInLines(text: string, pattern: RegExp, one: RegExp, onHit: OnHit): void {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const at = match.index;
    // After the last line end there is no line, but an empty match.
    if (at === text.length && (at === 0 || text.endsWith('\n'))) return;
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    // Between a carriage return and its newline there is nothing in the row, so nothing may be found there.
    const isBehindRow = at === end && text.charCodeAt(at - 1) === CARRIAGE_RETURN;
    if (!isBehindRow || one.test(text.slice(text.lastIndexOf('\n', at - 1) + 1, at - 1))) onHit(at);
    if (newline < 0) return;
    pattern.lastIndex = end + 1;
  }
}

function findEach(text: string, pattern: RegExp, onHit: OnHit): void {
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    if (pattern.test(shown(text.slice(start, end)))) onHit(start);
    start = end + 1;
  }
}

/** Tells hits in a text as offsets in the bytes it was decoded from: the start of their line. */
function inBytes(text: string, piece: Buffer, base: number, onHit: OnHit): OnHit {
  let inText = 0;
  let start = 0;
  return (at) => {
    for (let end = text.indexOf('\n', inText); end >= 0 && end < at; end = text.indexOf('\n', inText)) {
      inText = end + 1;
      start = piece.indexOf(NEWLINE, start) + 1;
    }
    onHit(base + start);
  };
}
