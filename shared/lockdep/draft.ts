/** What is known of a report while its lines are read, and the cursor over these lines. */
import type { LogLine } from '../console-text/lines.ts';
import type { LineFacts } from './facts.ts';
import type { Frame, HeldLock, LockRef, Report, ReportKind, ReportLine, TaskRef } from '../contract/report.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export type Element = ReportLine['element'];

/** The parts of a report that a lock line can go to. */
export type LockSlot =
  'acquiring' | 'holding' | 'otherLock' | 'safeLock' | 'unsafeLock' | 'releasing' | 'notHolding' | 'newDependency';

/** Where the next stack frames go. */
export interface FrameSink {
  readonly frames: Frame[];
  /** JSON pointer of `frames`. */
  readonly pointer: string;
  readonly backtrace: boolean;
}

export interface HeldHead {
  readonly task: TaskRef;
  /** Number in the heading. */
  readonly announced: number;
  seen: number;
}

/** Report under construction. Fields as in the contract, mutable. */
export type ReportDraft = Partial<Mutable<Omit<Report, 'schema' | 'source' | 'signature' | 'completeness' | 'kind'>>>;

export interface Mark {
  readonly element: Element;
  readonly pointer?: string;
}

export class Draft {
  readonly report: ReportDraft = {};
  kind: ReportKind | undefined;
  /** True when a headline was read; false for a report whose beginning is lost. */
  hasHeadline = false;
  readonly marks: (Mark | undefined)[] = [];
  /** Index of the last line that belongs to the report. */
  last = 0;
  slot: LockSlot | undefined;
  /** The next stack line is the call site of this lock. */
  siteFor: LockSlot | undefined;
  /** DEPT: an out-of-tree tool with reports of its own form. */
  isDept = false;
  deptContext: string | undefined;
  deptDetail = false;
  sink: FrameSink | undefined;
  readonly heldHeads: HeldHead[] = [];
  held: HeldHead | undefined;
  /** The lock line read last: an inlined repetition of it replaces its site. */
  lastLock: { readonly lock: LockRef; readonly replace: (lock: LockRef) => void; readonly pointer: string } | undefined;
  /** Lines of the report that were put together from pieces which other output had torn apart. */
  torn = 0;
  /** Set when a line shows that the report has ended. */
  over = false;
  /** Things that showed that this is more than a quoted line: sentences, terms, rulers. */
  evidence = 0;
  sawBacktraceHeading = false;
  sawCpuLine = false;
  sawCallTrace = false;
  /** The stack ends here: `</TASK>` or the user's registers were seen. */
  stackDone = false;

  mark(index: number, element: Element, pointer?: string, count = 1): void {
    for (let i = index; i < index + count; i++)
      this.marks[i] ??= pointer === undefined ? { element } : { element, pointer };
    if (element !== 'foreign' && element !== 'unknown' && element !== 'blank')
      this.last = Math.max(this.last, index + count - 1);
  }

  note(text: string): void {
    (this.report.notes ??= []).push(text);
  }

  setLock(slot: LockSlot, lock: LockRef): void {
    if (slot !== 'newDependency') this.report[slot] = lock;
    this.evidence++;
  }

  addHeld(held: HeldLock): number {
    return (this.report.heldLocks ??= []).push(held) - 1;
  }
}

/** A line, and what it may be. */
export interface KnownLine extends LogLine {
  readonly facts: LineFacts;
}

export class Cursor {
  readonly lines: KnownLine[];
  /** Which lines a merged line was made of. */
  readonly origins = new Map<KnownLine, readonly KnownLine[]>();
  private readonly factsOf: (text: string) => LineFacts;
  at = 0;

  constructor(lines: readonly KnownLine[], factsOf: (text: string) => LineFacts) {
    this.lines = [...lines];
    this.factsOf = factsOf;
  }

  /** Put the present line and the next one together as one. */
  merge(text: string): void {
    const a = this.lines[this.at]!;
    const b = this.lines[this.at + 1]!;
    const merged: KnownLine = {
      ...a,
      text,
      facts: this.factsOf(text.trim()),
      raw: { ...a.raw, text, lastLine: b.raw.lastLine, lastByte: b.raw.lastByte },
    };
    this.origins.set(merged, [...(this.origins.get(a) ?? [a]), ...(this.origins.get(b) ?? [b])]);
    this.lines.splice(this.at, 2, merged);
  }

  /** The present line is two that a mailer glued together. */
  split(first: string, second: string): void {
    const line = this.lines[this.at]!;
    const halves = [first, second].map((text): KnownLine => ({ ...line, text, facts: this.factsOf(text.trim()) }));
    for (const half of halves) this.origins.set(half, this.origins.get(line) ?? [line]);
    this.lines.splice(this.at, 1, ...halves);
  }

  /**
   * `soFar` with the line `ahead` lines further behind it: with a blank where a mailer broke the line at one, without
   * where the break was inside a name.
   */
  append(soFar: string, ahead: number): string {
    const next = this.text(ahead) ?? '';
    // "&q-" NL ">q_usage_counter": the sign of the arrow was taken for a quote.
    if (soFar.endsWith('-') && (this.lines[this.at + ahead]?.quote ?? 0) > (this.lines[this.at]?.quote ?? 0))
      return `${soFar}>${next}`;
    const tight =
      soFar === '' ||
      /[([>&]$/.test(soFar) ||
      /^[)\]{},:/#.]/.test(next) ||
      (soFar.endsWith('-') && /^[>{]/.test(next)) ||
      soFar.endsWith('=');
    return tight ? `${soFar.endsWith('=') ? soFar.slice(0, -1) : soFar}${next}` : `${soFar} ${next}`;
  }

  /** Text of the line `ahead` lines further, without blanks around it; undefined after the last line. */
  text(ahead = 0): string | undefined {
    return this.lines[this.at + ahead]?.facts.text;
  }

  /** What the present line may be. */
  get facts(): LineFacts {
    return this.lines[this.at]!.facts;
  }
}

/** `comm/pid`: the pid is what follows the last slash (comm may hold slashes, colons and blanks). */
export const parseTask = (text: string): TaskRef | undefined => {
  const slash = text.lastIndexOf('/');
  const pid = text.slice(slash + 1);
  const comm = text.slice(0, slash).trim();
  if (slash < 1 || !/^\d{1,10}$/.test(pid) || comm === '' || comm.length > 32) return undefined;
  return { comm, pid: Number(pid) };
};
