/** What a search looks for, made ready for looking through many lines at once. */
import { isAscii } from 'node:buffer';
import { regexOf } from '../../../shared/console-log/query-pattern.ts';
import type { SearchQuery } from '../../../shared/contract/ipc.ts';
import { ByteNeedle, inScanMemory, type GatheredLines } from '../scan/scan-memory.ts';
import { patternForLines, requiredText } from './line-pattern.ts';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** Hits told of one line. */
const MOST_HITS = 100;
/** Where more than this share of a piece is left after sifting, it was not worth it, nor in so many pieces to come. */
const USELESS = 0.6;
const UNSIFTED = 31;

const isAsciiText = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

export interface Hit {
  readonly from: number;
  readonly to: number;
}

/** Called for each line that matches, with its number counted from 0 at the start of the buffer. */
export type OnLine = (line: number) => void;
/** Called once for each line that matches, with the offset of one of its bytes (its line end included) in the buffer. */
export type OnHit = (at: number) => void;

export class Needle {
  /** The lines that match are those that hold these bytes. */
  readonly #literal: ByteNeedle | undefined;
  /** Every line that matches holds these bytes. */
  readonly #required: ByteNeedle | undefined;
  /** Pieces to come whose lines are not sifted by `#required`, as most of them hold it. */
  #unsifted = 0;
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
    // V8 takes no other character for a letter of ASCII, so bytes are enough for those in any case.
    const isOfBytes = matchCase || isAsciiText(text);
    this.#literal = !isRegex && isOfBytes ? new ByteNeedle(Buffer.from(text), !matchCase) : undefined;
    this.overlap = isRegex ? 0 : Buffer.byteLength(text) - 1;
    const required = isRegex ? requiredText(text) : undefined;
    if (required !== undefined && (matchCase || isAsciiText(required))) {
      this.#required = new ByteNeedle(Buffer.from(required), !matchCase);
    }
  }

  /**
   * Look through whole lines.
   * @param piece ends with a newline, or where the file ends
   */
  find(piece: Buffer, onHit: OnHit): void {
    const wanted = this.#literal ?? this.#required;
    if (wanted === undefined) {
      this.#findMany(piece, onHit);
      return;
    }
    if (this.#literal === undefined && this.#unsifted > 0) {
      this.#unsifted--;
      this.#findMany(piece, onHit);
      return;
    }
    const { memory, piece: bytes } = inScanMemory(piece);
    if (this.#literal !== undefined) {
      memory.find(bytes, wanted, onHit);
      return;
    }
    let gathered = 0;
    memory.gather(bytes, wanted, (lines) => {
      gathered += lines.text.length;
      this.#findMany(lines.text, hitsOf(lines, onHit));
    });
    if (gathered > piece.length * USELESS) this.#unsifted = UNSIFTED;
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

  #findMany(piece: Buffer, onHit: OnHit): void {
    const isByBytes = this.#isByBytes || isAscii(piece);
    const text = piece.toString(isByBytes ? 'latin1' : 'utf8');
    // What is told are bytes; where characters have several, lines are counted in both.
    const told = isByBytes || text.length === piece.length ? onHit : inBytes(text, piece, onHit);
    if (this.#many === undefined) findEach(text, this.#one, told);
    else findInLines(text, this.#many, this.#one, told);
  }
}

/** Tells hits in gathered lines, which ascend, as offsets in the piece the lines are from. */
function hitsOf({ starts, hitOf }: GatheredLines, onHit: OnHit): OnHit {
  let line = 0;
  return (at) => {
    while (line + 1 < starts.length && starts[line + 1]! <= at) line++;
    onHit(hitOf(line));
  };
}

/** The text of a line as rows show it. */
const shown = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

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
function inBytes(text: string, piece: Buffer, onHit: OnHit): OnHit {
  let inText = 0;
  let start = 0;
  return (at) => {
    for (let end = text.indexOf('\n', inText); end >= 0 && end < at; end = text.indexOf('\n', inText)) {
      inText = end + 1;
      start = piece.indexOf(NEWLINE, start) + 1;
    }
    onHit(start);
  };
}
