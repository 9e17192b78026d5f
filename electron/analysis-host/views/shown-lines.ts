/**
 * Which lines of a log are shown: those that pass the filter and don't repeat others, with what the user unfolded. One
 * bit a line each for passing, repeating and being shown.
 */
import type { Repeat, ViewPlace } from '../../../shared/contract/ipc.ts';
import { lineNumber, type LineNumber } from '../../../shared/contract/units.ts';
import { LineBits } from './line-bits.ts';
import type { Run } from './repeat-finder.ts';
import { RunTable } from './run-table.ts';
import type { FromViewThread } from './view-messages.ts';

interface Span {
  readonly from: number;
  readonly to: number;
}

export interface ShownRow {
  readonly line: number;
  readonly gap: number;
  readonly isExtra: boolean;
  readonly repeat: Repeat | undefined;
}

export class ShownLines {
  readonly #passed = new LineBits();
  readonly #repeats = new LineBits();
  readonly #shown = new LineBits();
  readonly #runs = new RunTable();
  /** Lines shown although they don't pass. */
  #extra: readonly Span[] = [];
  /** First lines of the runs that are unfolded. */
  readonly #open = new Set<number>();
  #settled = 0;

  /** Lines looked at. */
  get lines(): number {
    return this.#shown.lines;
  }

  get shown(): number {
    return this.#shown.size;
  }

  get passed(): number {
    return this.#passed.size;
  }

  /** Lines of which it is decided whether they are shown. */
  get settled(): number {
    return Math.min(this.#settled, this.lines);
  }

  /** Rows that stay as they are while the log grows. */
  get settledRows(): number {
    return this.#shown.before(this.#settled + 1);
  }

  /** Take in what the thread found. */
  take({ from, passed, unhide, hide, runsFrom, runs, runsStay, settled }: FromViewThread): void {
    this.#runs.replace(runsFrom, runs, runsStay);
    for (const bits of [this.#passed, this.#repeats, this.#shown]) bits.cut(from - 1);
    for (const one of passed) {
      this.#passed.push(one === 1);
      this.#repeats.push(false);
      this.#shown.push(one === 1);
    }
    const { lines } = this.#shown;
    for (const line of unhide) if (line <= lines) this.#repeat(line, false);
    for (const line of hide) if (line <= lines) this.#repeat(line, true);
    for (const span of this.#extra) {
      for (let line = Math.max(from, span.from); line <= Math.min(lines, span.to); line++) this.#shown.set(line, true);
    }
    this.#settled = settled;
  }

  /** Rows of the list, from an index on. */
  rows(first: number, count: number): readonly ShownRow[] {
    const rows: ShownRow[] = [];
    let before = first === 0 ? 0 : this.#shown.at(first - 1);
    const end = Math.min(this.shown, first + count);
    for (let index = first; index < end; index++) {
      const line = this.#shown.at(index);
      rows.push({ line, gap: this.leftOut(before + 1, line - 1), ...this.row(line) });
      before = line;
    }
    return rows;
  }

  /** What is to be said of a line that is shown. */
  row(line: number): Pick<ShownRow, 'isExtra' | 'repeat'> {
    return { isExtra: !this.#passed.has(line), repeat: this.repeatOf(line) };
  }

  /** Lines of these that don't pass, among those looked at. */
  leftOut(from: number, to: number): number {
    const last = Math.min(to, this.lines);
    return last < from ? 0 : last - from + 1 - (this.#passed.before(last + 1) - this.#passed.before(from));
  }

  /** The line of a row, from 0; 0 when there is none. */
  lineOf(index: number): number {
    return this.#shown.at(index);
  }

  /** Where a line is in the list. */
  placeOf(line: LineNumber): ViewPlace {
    const isShown = this.isShown(line);
    const repeat = this.repeatOf(line);
    const place = { index: this.indexOf(line), isShown, ...(repeat === undefined ? {} : { repeat }) };
    if (isShown) return place;
    if (line > this.lines) return { ...place, hiddenBy: 'unread' };
    return { ...place, hiddenBy: this.passes(line) ? 'repeat' : 'filter' };
  }

  /** Row of a line, or of the first one after it. */
  indexOf(line: number): number {
    return this.#shown.before(line);
  }

  isShown(line: number): boolean {
    return this.#shown.has(line);
  }

  passes(line: number): boolean {
    return this.#passed.has(line);
  }

  /** The run that a line is a part of. */
  repeatOf(line: number): Repeat | undefined {
    const run = this.#runs.around(line);
    if (run === undefined || !this.#passed.has(line)) return undefined;
    return {
      firstLine: lineNumber(run.firstLine),
      lastLine: lineNumber(run.lastLine),
      period: run.period,
      times: run.times,
      at: (this.#passed.before(line) - this.#passed.before(run.firstLine)) % run.period,
      isOpen: this.#open.has(run.firstLine),
      mayGrow: run.mayGrow,
    };
  }

  /** Show lines that don't pass, or no more. */
  unfoldLines(from: number, to: number, isOpen: boolean): void {
    const others = this.#extra.flatMap((span): readonly Span[] => [
      ...(span.from < from ? [{ from: span.from, to: Math.min(span.to, from - 1) }] : []),
      ...(span.to > to ? [{ from: Math.max(span.from, to + 1), to: span.to }] : []),
    ]);
    this.#extra = isOpen ? [...others, { from, to }] : others;
    this.#show(from, to);
  }

  /** Show all lines of the runs that begin in these lines, or no more. */
  unfoldRepeats(from: number, to: number, isOpen: boolean): void {
    for (const run of this.#runs.between(from, to)) {
      if (isOpen) this.#open.add(run.firstLine);
      else this.#open.delete(run.firstLine);
      this.#show(run.firstLine, run.lastLine);
    }
  }

  #repeat(line: number, isRepeat: boolean): void {
    this.#repeats.set(line, isRepeat);
    this.#shown.set(line, this.#wants(line, this.#runs.around(line)));
  }

  #show(from: number, to: number): void {
    for (let line = Math.max(1, from); line <= Math.min(to, this.lines); line++) {
      this.#shown.set(line, this.#wants(line, this.#runs.around(line)));
    }
  }

  #wants(line: number, run: Run | undefined): boolean {
    if (this.#passed.has(line) && (!this.#repeats.has(line) || (run !== undefined && this.#open.has(run.firstLine)))) {
      return true;
    }
    return this.#extra.some((span) => span.from <= line && line <= span.to);
  }
}
