/**
 * What can be put into a notebook as evidence: readonly values with everything a reader needs when the capture is long
 * gone. How they look on the page is `evidence-markdown.ts`; where they lead back to is `placeOfEvidence`.
 *
 * Every string that came from a kernel log is hostile here; the Markdown form takes care of it.
 */
import type { LogRow, ReportView } from '../contract/ipc.ts';
import type { ReportKind } from '../contract/report.ts';
import {
  lineNumber,
  type ByteOffset,
  type EpochMilliseconds,
  type LineNumber,
  type Seconds,
} from '../contract/units.ts';
import type { Place } from './place.ts';

/** A stretch of a capture. */
export interface CaptureRange {
  readonly consoleId: string;
  /** As shown in the Consoles list. */
  readonly consoleName: string;
  readonly firstByte: ByteOffset;
  /** Exclusive. */
  readonly lastByte: ByteOffset;
  /** Of exactly these bytes, hex digits; absent when nobody computed it. */
  readonly sha256?: string;
}

/** Which report, in words and by identity: part of everything that belongs to one. */
export interface ReportIdentity {
  /** What conflicts with what, one sentence. */
  readonly sentence: string;
  readonly kind: ReportKind;
  readonly kernel?: string;
  /** `insmod/42`. */
  readonly task?: string;
  /** printk time of the headline. */
  readonly printkTime?: Seconds;
  /** When the headline's bytes arrived here. */
  readonly arrivedAt?: EpochMilliseconds;
  readonly capture: CaptureRange;
  readonly signature: string;
}

export interface ReportEvidence extends ReportIdentity {
  readonly evidence: 'report';
  readonly firstLine: LineNumber;
  readonly lastLine: LineNumber;
  /** What the log does not have of this kind of report; empty when it is complete. */
  readonly missing: readonly string[];
  /** The report's text as printed, or its beginning. Machine text, any number of lines. */
  readonly text?: string;
  /** Lines of the report after `text`. */
  readonly linesLeftOut?: number;
}

/** One thread of the replay at one step, in words. */
export interface ThreadState {
  /** `T0 rcu_torture_sta/109`, `T1 earlier: cpu_down`. */
  readonly thread: string;
  readonly holds: readonly string[];
  readonly waitsFor?: string;
}

export interface ReplayStepEvidence {
  readonly evidence: 'replay-step';
  readonly report: ReportIdentity;
  /** From 0 (nothing has happened yet). */
  readonly step: number;
  /** The last step's number. */
  readonly steps: number;
  /** What this step does, one sentence: "T0 waits for cpu_hotplug_lock, held by T1". */
  readonly sentence: string;
  readonly threads: readonly ThreadState[];
  /** The circle of waiting threads, when this step is the deadlock: ['T0', 'T1']. */
  readonly deadlock?: readonly string[];
  /** Names the schedule when it is not the replay of the report as it was printed, e.g. "what if: one more gate lock". */
  readonly variant?: string;
  /** The run and the changes it is a step of, as in its place. */
  readonly schedule?: string;
  readonly whatIf?: string;
}

/** What changes to a scenario would change. */
export interface WhatIfEvidence {
  readonly evidence: 'what-if';
  /** The report's sentence, or the scenario's title. */
  readonly subject: string;
  /** In words, in order. */
  readonly changes: readonly string[];
  /** Without the changes and with them: is a deadlock reachable, would lockdep complain? */
  readonly before: string;
  readonly after: string;
  /** Both compared, one sentence. */
  readonly verdict: string;
  /** The changed scenario. */
  readonly place: Place;
}

export interface SourceLineEvidence {
  readonly evidence: 'source-line';
  /** Path inside the source tree, e.g. mm/slub.c. */
  readonly file: string;
  readonly line: number;
  /** Kernel version of the tree. */
  readonly version?: string;
  /** The line, or a few lines around it, as in the file. */
  readonly text: string;
  /** Line of the first line of `text`; `line` when absent. */
  readonly firstLine?: number;
  /** The function it is in, as printed in the log. */
  readonly symbol?: string;
  /** 'function': the definition found by name, not the line of the call. */
  readonly precision: 'line' | 'function';
}

export interface LogLinesEvidence {
  readonly evidence: 'log-lines';
  readonly capture: CaptureRange;
  readonly firstLine: LineNumber;
  readonly lastLine: LineNumber;
  /** The lines as printed. */
  readonly text: string;
  readonly kernel?: string;
}

export type Evidence = ReportEvidence | ReplayStepEvidence | WhatIfEvidence | SourceLineEvidence | LogLinesEvidence;

/** Who a report is, from what the analysis host tells about it. */
export function identityOf({ summary, report }: ReportView): ReportIdentity {
  return {
    sentence: summary.sentence,
    kind: summary.kind,
    kernel: summary.kernel,
    task: summary.task === undefined ? undefined : `${summary.task.comm}/${summary.task.pid}`,
    printkTime: summary.printkTime,
    arrivedAt: summary.arrivedAt,
    capture: {
      consoleId: summary.consoleId,
      consoleName: summary.consoleName,
      firstByte: report.source.firstByte,
      lastByte: report.source.lastByte,
    },
    signature: summary.signature,
  };
}

/** Lines of a report worth quoting when its chain isn't: headline, task, the two locks. */
const OPENING_LINES = 24;

/** Elements that say something by themselves; rulers, blank lines and "which lock already depends …" don't end a quote. */
const SAYING: ReadonlySet<string> = new Set(['headline', 'kernel', 'lock', 'detail', 'held']);

/**
 * The lines that open a report, before its chain and stacks begin: enough to recognise it and short enough to be read.
 * @returns first and last line of the capture, last included
 */
export function openingOf({ report, lines }: ReportView): { readonly first: LineNumber; readonly last: LineNumber } {
  const { firstLine, lastLine } = report.source;
  const chain = lines.find(({ element }) => element === 'chain-head' || element === 'backtrace')?.line ?? Infinity;
  const limit = Math.min(lastLine, firstLine + OPENING_LINES - 1, chain - 1);
  const saying = lines.filter(({ line, element }) => line <= limit && SAYING.has(element)).map(({ line }) => line);
  return { first: firstLine, last: lineNumber(Math.max(firstLine, saying.at(-1) ?? limit)) };
}

/**
 * A report as evidence.
 * @param rows lines of its capture, from the report's first line on (see `openingOf`); none is fine
 */
export function reportEvidence(view: ReportView, rows: readonly LogRow[] = []): ReportEvidence {
  const { firstLine, lastLine } = view.report.source;
  const own = rows.filter(({ line }) => line >= firstLine && line <= lastLine);
  const text = own
    .map((row) => row.text)
    .join('\n')
    .trimEnd();
  const lastQuoted = own.at(-1)?.line;
  return {
    evidence: 'report',
    ...identityOf(view),
    firstLine,
    lastLine,
    missing: view.report.completeness.missing,
    text: text === '' ? undefined : text,
    linesLeftOut: lastQuoted === undefined ? undefined : lastLine - lastQuoted,
  };
}

/** Where a piece of evidence is opened again. */
export function placeOfEvidence(evidence: Evidence): Place {
  switch (evidence.evidence) {
    case 'report':
      return placeOfReport(evidence);
    case 'replay-step':
      return {
        ...placeOfReport(evidence.report),
        step: evidence.step,
        ...(evidence.schedule === undefined ? {} : { schedule: evidence.schedule }),
        ...(evidence.whatIf === undefined ? {} : { whatIf: evidence.whatIf }),
      };
    case 'what-if':
      return evidence.place;
    case 'source-line':
      return { at: 'code', file: evidence.file, line: evidence.line, version: evidence.version };
    case 'log-lines':
      return { at: 'console', consoleId: evidence.capture.consoleId, line: evidence.firstLine };
  }
}

function placeOfReport({ capture, signature }: ReportIdentity): Place & { readonly at: 'report' } {
  return { at: 'report', consoleId: capture.consoleId, firstByte: capture.firstByte, signature };
}
