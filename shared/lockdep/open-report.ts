/** A report that is being printed: its lines so far, and when it is over. */
import type { KnownLine } from './draft.ts';
import { assembleReport, progressOf, readReport, type Assembled, type Reading } from './assemble.ts';

/** A report that goes on longer than this is cut: memory stays constant whatever comes in. */
const MAX_LINES = 20_000;
const MAX_UNITS = 4_000_000;
/** Lines behind the last understood one after which a report that has all its parts, or lacks some, is over. */
const PATIENCE_WHOLE = 16;
const PATIENCE = 160;
/** What ends the stack of a task, the last part of most kinds. */
const END_OF_STACK = '</TASK>';
/** So many of them, and so many lines behind each, are looked at closely: the work stays linear. */
const MAX_ENDS = 3;
const LINES_BEHIND_END = 4;
/** Lines of other tasks (known by caller id) that may come in between. */
const MAX_FOREIGN = 2000;

export class OpenReport {
  /** Caller id of the opening line. */
  readonly caller: string | undefined;
  /** Order of the opening lines. */
  readonly sequence: number;
  readonly lines: KnownLine[] = [];
  number: number | undefined;
  /** It went on when it had become too long. */
  private cut = false;
  private units = 0;
  private own = 0;
  private foreign = 0;
  private checkAt = 2 * PATIENCE_WHOLE;
  private ends = 0;
  /** Lines that are still looked at one by one. */
  private close = 0;
  private shownAt = 0;
  private readAt = -1;
  private reading: Reading | undefined;
  private assembled: { readonly report: Assembled | undefined } | undefined;

  constructor(caller: string | undefined, sequence: number) {
    this.caller = caller;
    this.sequence = sequence;
  }

  /** Add a line. True when the report is certainly over and more lines can't belong to it. */
  add(line: KnownLine): boolean {
    this.lines.push(line);
    this.units += line.text.length + 64;
    if (this.lines.length > MAX_LINES || this.units > MAX_UNITS) {
      this.cut = true;
      return true;
    }
    const isForeign = this.caller !== undefined && line.caller !== undefined && line.caller !== this.caller;
    if (isForeign) this.foreign++;
    // A line of our own: look whether the report goes on, ever more rarely, so that the work stays linear.
    else this.own++;
    if (!isForeign && line.facts.text === END_OF_STACK && this.ends++ < MAX_ENDS) this.close = LINES_BEHIND_END;
    // On a console that is never silent, the line behind its end ends it.
    else if (this.close > 0 && this.close-- > 0 && line.facts.text !== '' && this.isBehindEnd(isForeign)) return true;
    if (this.own + this.foreign / 16 < this.checkAt) return this.foreign > MAX_FOREIGN;
    // In the middle of a stack there is no question.
    if (line.text.includes('+0x')) return false;
    this.checkAt = this.own + this.foreign / 16 + Math.max(PATIENCE_WHOLE, this.own < 512 ? this.own / 2 : this.own);
    return this.isOver();
  }

  private isOver(): boolean {
    const progress = progressOf(this.read());
    if (!progress) return this.own > PATIENCE;
    if (this.foreign > MAX_FOREIGN) return true;
    return progress.behind >= (progress.whole ? PATIENCE_WHOLE : PATIENCE);
  }

  private isBehindEnd(isForeign: boolean): boolean {
    const progress = progressOf(this.read());
    return progress?.ended === true && (isForeign || progress.behind > 0);
  }

  private read(): Reading {
    if (this.readAt !== this.lines.length || this.reading === undefined) {
      this.reading = readReport(this.lines, this.caller);
      this.assembled = undefined;
      this.readAt = this.lines.length;
    }
    return this.reading;
  }

  /** The report as far as it is known. */
  assemble(sourceName: string): Assembled | undefined {
    const reading = this.read();
    this.assembled ??= { report: assembleReport(reading, sourceName, this.cut) };
    return this.assembled.report;
  }

  /**
   * True when enough is new that the report is worth assembling again: at least a line, and a twentieth of what is
   * there, so that the work stays linear in the length.
   */
  worthShowing(): boolean {
    if (this.lines.length < this.shownAt + Math.max(1, this.shownAt / 20)) return false;
    this.shownAt = this.lines.length;
    return true;
  }

  /** True when all parts are there and something else has come behind them. */
  isBehind(): boolean {
    const progress = progressOf(this.read());
    return progress?.whole === true && progress.behind > 0;
  }

  /** True when its end was printed: a short silence then ends the report. */
  hasEnded(): boolean {
    return progressOf(this.read())?.ended === true;
  }

  /** True when the last expected part is there: the stream's silence then ends the report. */
  looksWhole(): boolean {
    return progressOf(this.read())?.whole === true;
  }
}
