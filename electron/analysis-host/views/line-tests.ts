/** Which lines of a piece of a capture pass a filter. */
import type { LeastSeverity, LogLens } from '../../../shared/contract/ipc.ts';
import { linePrefix } from '../../../shared/console-log/line-prefix.ts';
import { isAsBadAs, severityOf, severityOfLevel, wordsOf } from '../../../shared/console-log/severity.ts';
import { Needle } from '../search/needle.ts';
import { callerAt, levelAt, messageStart } from './message-start.ts';

const NEWLINE = 0x0a;
const LESS = 0x3c;
/** Of a longer line, severity is told by this much of its start. */
const LONG = 4096;

/** What was found in a line so far; long lines are looked at in parts. */
const ONLY = 1;
const WITHOUT = 2;
const SEVERE = 4;
const CALLER = 8;

/** Starts of the lines of a piece; one more where its last line ends. */
export interface Lines {
  readonly starts: Int32Array;
  readonly count: number;
}

let starts = new Int32Array(16_384);

/**
 * @param isRest the piece begins inside a line, of which nothing may be left
 * @returns a view that is valid until the next call
 */
export function linesOf(piece: Buffer, isRest = false): Lines {
  let count = 0;
  let start = 0;
  while (start < piece.length || (isRest && count === 0)) {
    if (count + 2 > starts.length) {
      const larger = new Int32Array(starts.length * 2);
      larger.set(starts);
      starts = larger;
    }
    starts[count++] = start;
    const newline = piece.indexOf(NEWLINE, start);
    start = newline < 0 ? piece.length : newline + 1;
  }
  starts[count] = start;
  return { starts, count };
}

export class LineTests {
  readonly #only: readonly Needle[];
  readonly #without: readonly Needle[];
  /** As `callerAt` tells them. */
  readonly #callers: ReadonlySet<number>;
  readonly #least: LeastSeverity | undefined;
  readonly #words: RegExp | undefined;
  readonly #onRule: (index: number) => void;

  /**
   * @param onRule told which rule is tried next, as one may hang
   * @throws SyntaxError when a pattern is not one
   */
  constructor({ rules, callers, least }: LogLens, onRule: (index: number) => void = () => undefined) {
    const needles = (wanted: 'only' | 'without'): readonly Needle[] =>
      rules.filter(({ keep }) => keep === wanted).map(({ query }) => new Needle(query));
    this.#only = needles('only');
    this.#without = needles('without');
    this.#callers = new Set(callers.map((id) => callerAt(Buffer.from(`[${id}]`), 0, id.length + 2)));
    this.#least = least;
    this.#words = least === undefined ? undefined : new RegExp(wordsOf(least), 'g');
    this.#onRule = onRule;
  }

  /**
   * Add to `found` what is in each line of a piece.
   * @param isRest the piece begins inside a line
   */
  look(piece: Buffer, { starts: at, count }: Lines, found: Uint8Array, isRest: boolean): void {
    let rule = 0;
    for (const needle of this.#only) {
      this.#onRule(rule++);
      needle.scan(piece, (line) => (found[line]! |= ONLY));
    }
    for (const needle of this.#without) {
      this.#onRule(rule++);
      needle.scan(piece, (line) => (found[line]! |= WITHOUT));
    }
    this.#onRule(-1);
    if (this.#least !== undefined) this.#lookForSeverity(piece, { starts: at, count }, found, isRest);
    if (this.#callers.size === 0) return;
    for (let line = isRest ? 1 : 0; line < count; line++) {
      if (this.#callers.has(callerAt(piece, at[line]!, at[line + 1]!))) found[line]! |= CALLER;
    }
  }

  /** Whether a line with this in it is shown. */
  passes(found: number): boolean {
    if ((found & WITHOUT) !== 0) return false;
    if (this.#only.length > 0 && (found & ONLY) === 0) return false;
    if (this.#least !== undefined && (found & SEVERE) === 0) return false;
    return this.#callers.size === 0 || (found & CALLER) !== 0;
  }

  /** By the level of a line that has one; of the others, only those with a telling word are looked at closely. */
  #lookForSeverity(piece: Buffer, { starts: at, count }: Lines, found: Uint8Array, isRest: boolean): void {
    const words = this.#words!;
    const least = this.#least!;
    const text = piece.toString('latin1');
    /** Whether a line is severe in which a telling word stands at an offset of the piece. */
    const isSevere = (line: number, hit: number): boolean => {
      const start = at[line]!;
      const end = Math.min(start + LONG, at[line + 1]!);
      if (levelAt(piece, start, end) >= 0) return false;
      if (hit >= messageStart(piece, start, end)) return true;
      const whole = text.slice(start, end);
      return isAsBadAs(severityOf(whole, linePrefix(whole)), least);
    };
    let hasLong = false;
    for (let line = 0; line < count; line++) {
      if (at[line + 1]! - at[line]! > LONG) hasLong = true;
      if (piece[at[line]!] !== LESS || (line === 0 && isRest)) continue;
      const level = levelAt(piece, at[line]!, at[line + 1]!);
      if (level >= 0 && isAsBadAs(severityOfLevel(level), least)) found[line]! |= SEVERE;
    }
    if (hasLong) {
      for (let line = isRest ? 1 : 0; line < count; line++) {
        words.lastIndex = 0;
        const hit = words.exec(text.slice(at[line], Math.min(at[line]! + LONG, at[line + 1]!)));
        if (hit !== null && isSevere(line, at[line]! + hit.index)) found[line]! |= SEVERE;
      }
      return;
    }
    words.lastIndex = 0;
    let line = 0;
    for (let hit = words.exec(text); hit !== null; hit = words.exec(text)) {
      while (at[line + 1]! <= hit.index) line++;
      if ((line > 0 || !isRest) && isSevere(line, hit.index)) found[line]! |= SEVERE;
      words.lastIndex = at[line + 1]!;
      if (words.lastIndex >= text.length) break;
    }
  }
}
