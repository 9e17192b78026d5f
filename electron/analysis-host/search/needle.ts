/** What a search looks for, made ready for looking through many lines at once. */
import type { SearchQuery } from '../../../shared/contract/ipc.ts';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** Hits told of one line. */
const MOST_HITS = 100;

/**
 * Could a match of this pattern go over the end of a line? Negated classes, white space and the like could; such a
 * pattern is tried on each line by itself, all others on many lines at once, which is much faster.
 */
const CROSSES_LINES = /\[\^|\[[^\]]*\\|\\[sSWDnrtvfcxupP0]|\(\?(?!:)|\[[^\]]*[\0-\x1f]/;

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);

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

export class Needle {
  readonly #literal: Buffer | undefined;
  readonly #many: RegExp;
  readonly #one: RegExp;
  readonly #crosses: boolean;
  readonly #encoding: 'latin1' | 'utf8';

  /** @throws SyntaxError when the pattern is not one */
  constructor(query: SearchQuery) {
    this.#many = regexOf(query, 'gm');
    this.#one = regexOf(query, 'g');
    const isAscii = /^[\0-\x7f]*$/.test(query.text);
    // Bytes and characters are the same for an ASCII pattern that doesn't count or name others.
    this.#encoding = isAscii && (!query.isRegex || !/[.\\[]/.test(query.text)) ? 'latin1' : 'utf8';
    this.#crosses = query.isRegex && CROSSES_LINES.test(query.text);
    this.#literal = !query.isRegex && query.matchCase ? Buffer.from(query.text) : undefined;
  }

  /**
   * Look through whole lines.
   * @param piece ends with a newline, or where the file ends
   * @returns lines in it
   */
  scan(piece: Buffer, onLine: OnLine): number {
    if (this.#literal !== undefined) return scanLiteral(piece, this.#literal, onLine);
    const text = piece.toString(this.#encoding);
    return this.#crosses ? scanEach(text, this.#one, onLine) : scanMany(text, this.#many, onLine);
  }

  /** Where the pattern is in the text of a row. */
  hits(text: string): Hit[] {
    const hits: Hit[] = [];
    for (const match of text.matchAll(this.#one)) {
      if (match[0].length > 0) hits.push({ from: match.index, to: match.index + match[0].length });
      if (hits.length === MOST_HITS) break;
    }
    return hits;
  }
}

function scanLiteral(piece: Buffer, literal: Buffer, onLine: OnLine): number {
  let line = 0;
  let lineStart = 0;
  let hit = piece.indexOf(literal);
  for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, lineStart)) {
    if (hit >= 0 && hit < end) {
      onLine(line);
      hit = piece.indexOf(literal, end + 1);
    }
    line++;
    lineStart = end + 1;
  }
  if (lineStart === piece.length) return line;
  if (hit >= lineStart) onLine(line);
  return line + 1;
}

function scanMany(text: string, pattern: RegExp, onLine: OnLine): number {
  let line = 0;
  let lineStart = 0;
  pattern.lastIndex = 0;
  let hit = pattern.exec(text)?.index ?? -1;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', lineStart)) {
    if (hit >= 0 && hit <= end) {
      onLine(line);
      pattern.lastIndex = end + 1;
      hit = end + 1 < text.length ? (pattern.exec(text)?.index ?? -1) : -1;
    }
    line++;
    lineStart = end + 1;
  }
  if (lineStart === text.length) return line;
  if (hit >= lineStart) onLine(line);
  return line + 1;
}

function scanEach(text: string, pattern: RegExp, onLine: OnLine): number {
  let line = 0;
  for (let start = 0; start < text.length; line++) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 ? text.length : newline;
    const end = newline > start && text.charCodeAt(newline - 1) === CARRIAGE_RETURN ? newline - 1 : next;
    pattern.lastIndex = 0;
    if (pattern.test(text.slice(start, end))) onLine(line);
    start = next + 1;
  }
  return line;
}
