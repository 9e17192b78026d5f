/** A report that is being printed: its lines so far, and when it is over. */
import type { LogLine } from '../console-text/lines.ts';
import { assembleReport, type Assembled } from './assemble.ts';

/** A report that goes on longer than this is cut: memory stays constant whatever comes in. */
const MAX_LINES = 20_000;
const MAX_UNITS = 4_000_000;
/** This many lines in a row that no report has end it; other tasks' lines count less. */
const MAX_STRANGERS = 64;
const MAX_FOREIGN = 4000;

// Cheap signs that a line belongs to a report or to the stack in it.
const FAMILIAR =
  /\+0x[0-9a-f]+\/0x|\)\{[.+?-]{4}|locks? held by|^ *#\d+:|lock ?\(|\block\b|^ *CPU|^ *[-=]{4,}|\*\*\*|registered at|last +(?:en|dis)abled|dependenc|context|^ *\}|^ *->| at:|Call Trace|backtrace|^ *<|^ *(?:R[A-Z0-9]{1,2}|Code|Hardware name|Workqueue|Tainted|pc|lr|sp|x\d+)\b|:\d+ \[inline\]|^ *\[[<SWE]|rcu_|RCU|task:/;

export class OpenReport {
  /** Caller id of the opening line. */
  readonly caller: string | undefined;
  readonly lines: LogLine[] = [];
  number: number | undefined;
  private units = 0;
  private strangers = 0;
  private foreign = 0;
  private shownAt = 0;
  private assembledAt = -1;
  private assembled: Assembled | undefined;

  constructor(caller: string | undefined) {
    this.caller = caller;
  }

  /** Add a line. True when the report is certainly over and more lines can't belong to it. */
  add(line: LogLine): boolean {
    this.lines.push(line);
    this.units += line.text.length + 64;
    if (this.lines.length > MAX_LINES || this.units > MAX_UNITS) return true;
    if (this.caller !== undefined && line.caller !== undefined && line.caller !== this.caller)
      return ++this.foreign > MAX_FOREIGN;
    if (line.text.trim() === '') return false;
    this.strangers = FAMILIAR.test(line.text) ? 0 : this.strangers + 1;
    return this.strangers > MAX_STRANGERS;
  }

  /** The report as far as it is known. */
  assemble(sourceName: string): Assembled | undefined {
    if (this.assembledAt !== this.lines.length) {
      this.assembled = assembleReport(this.lines, sourceName, this.caller);
      this.assembledAt = this.lines.length;
    }
    return this.assembled;
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

  /** True when the last expected part is there: the stream's silence then ends the report. */
  looksWhole(sourceName: string): boolean {
    const report = this.assemble(sourceName)?.report;
    if (!report) return false;
    if (report.kind === 'locks-held-in-user') return (report.heldLocks?.length ?? 0) > 0;
    if (report.kind === 'held-locks-dump' && report.title.startsWith('Showing')) return report.heldLocks !== undefined;
    return (report.backtrace?.length ?? 0) > 0;
  }
}
