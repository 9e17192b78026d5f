/** From the lines of one report (transport undone) to the report object and what each line is to it. */
import type { ReportKind } from '../contract/report.ts';
import { HAS_HEADING, isBacktraceHeading, readBacktrace, readFrame, readFurniture } from './backtrace.ts';
import { readChain, readDependency } from './chain.ts';
import { readDependencyDump } from './dependency-dump.ts';
import { readDept } from './dept.ts';
import { Cursor, Draft, type KnownLine } from './draft.ts';
import { finish, kindOf, type Assembled } from './finish-report.ts';
import { readHeadline } from './headline-line.ts';
import { factsOf, MAY_BE } from './facts.ts';
import { isHeldHead, readHeldList } from './held-list.ts';
import { readIrq } from './irq.ts';
import { readPrompt, readRepeatedLock, readSite, readSlot } from './lock-lines.ts';
import { readScenario } from './scenario-table.ts';
import { parseKernel } from './skeleton.ts';
import { isWrappedTail, mergeWrapped } from './wrapped-lines.ts';

export type { Assembled };

/** What the lines of a report say, before it is made an object. */
export interface Reading {
  readonly draft: Draft;
  readonly cursor: Cursor;
  /** The lines before de-interleaving. */
  readonly all: readonly KnownLine[];
}

// Sentences without content of their own.
const PROSE =
  /^(?:other info that might help us debug this:?|May be due to missing lock nesting notation|\*{3} DEADLOCK \*{3}|(?:the )?code is fine but needs lockdep annotation.{0,30}|you didn't initialize this object before use\?|turning off the locking correctness validator\.?|\d{1,3} locks? on stack by .{1,60}|\(Note that .{1,80}|INFO: lockdep is turned off\.?|no locks? held at .{1,40}|\.{3}|which lock already depends on the new lock.?)$/;
const MAX_STRANGERS = 60;

const HELD_AFTER_STACK: ReadonlySet<ReportKind> = new Set([
  'nested-lock-not-taken',
  'hung-task',
  'lockdep-limit',
  'held-locks-dump',
  'locks-held-at-exit',
]);

const ELEMENTS = [
  { bit: MAY_BE.prompt, read: readPrompt },
  { bit: MAY_BE.irq, read: readIrq },
  { bit: MAY_BE.chain, read: readChain },
  { bit: MAY_BE.dependency, read: readDependency },
  { bit: MAY_BE.scenario, read: readScenario },
  { bit: MAY_BE.held, read: readHeldList },
  { bit: MAY_BE.dump, read: readDependencyDump },
];

/** One step: consume at least a line, or set `draft.over`. */
const step = (draft: Draft, cursor: Cursor, headlineAt: number): boolean => {
  const facts = cursor.facts;
  const text = facts.text;
  const inStack = draft.sink?.backtrace === true && draft.sink.frames.length > 0;
  if (text === '') {
    draft.mark(cursor.at, 'blank');
    cursor.at++;
    return true;
  }
  if (facts.ruler) {
    if (draft.kind === 'held-locks-dump' && draft.report.heldLocks !== undefined && text.startsWith('=')) {
      draft.mark(cursor.at, 'ruler');
      cursor.at++;
      draft.over = true;
      return true;
    }
    // A ruler behind the stack belongs to whatever comes next.
    if (text.startsWith('=') && (inStack || draft.stackDone) && draft.kind !== 'hung-task') {
      draft.over = true;
      return false;
    }
    if (cursor.at <= headlineAt + 3) draft.evidence++;
    draft.mark(cursor.at, 'ruler');
    cursor.at++;
    return true;
  }
  if (readHeadline(draft, cursor, headlineAt)) return true;
  if (draft.over) return false;
  if (draft.report.kernel === undefined && cursor.at <= headlineAt + 8 && draft.hasHeadline) {
    const kernel = parseKernel(text, false) ?? parseKernel(`${text} ${cursor.text(1) ?? ''}`.trim(), true);
    if (kernel && draft.report.acquiring === undefined) {
      draft.report.kernel = kernel;
      draft.evidence++;
      const lines = parseKernel(text, false) ? 1 : 2;
      draft.mark(cursor.at, 'kernel', '/kernel', lines);
      cursor.at += lines;
      return true;
    }
  }
  if (draft.slot !== undefined && readSlot(draft, cursor, draft.slot)) return true;
  if (inStack && isHeldHead(text) && draft.kind !== undefined && !HELD_AFTER_STACK.has(draft.kind)) {
    draft.over = true;
    return false;
  }
  if (draft.isDept && readDept(draft, cursor)) return true;
  if (readSite(draft, cursor) || readFrame(draft, cursor)) return true;
  const elements = facts.elements;
  if (elements !== 0) {
    for (const { bit, read } of ELEMENTS) {
      if ((elements & bit) === 0) continue;
      if (read(draft, cursor)) return true;
      if (draft.over) return false;
    }
  }
  if (inStack && !isBacktraceHeading(text) && /^Call [Tt]race:/.test(text) && draft.sawCallTrace) {
    draft.over = true;
    return false;
  }
  if (facts.stack && readBacktrace(draft, cursor)) {
    if (/^Call [Tt]race:/.test(text)) draft.sawCallTrace = true;
    return true;
  }
  if (readRepeatedLock(draft, cursor) || (facts.stack && readFurniture(draft, cursor))) return true;
  if (PROSE.test(text)) {
    if (text.startsWith('INFO: lockdep is turned off')) {
      draft.note('lockdep is turned off');
      draft.held = undefined;
    }
    draft.mark(cursor.at, 'prose');
    if (!text.startsWith('...')) draft.evidence++;
    cursor.at++;
    return true;
  }
  return false;
};

/** Read one report from the beginning of `lines`; `caller` is the printk caller id of its headline. */
export const readReport = (lines: readonly KnownLine[], caller: string | undefined): Reading => {
  // De-interleave: with caller ids, only the headline's task speaks here. Lines without an id are kept.
  const own =
    caller === undefined ? lines : lines.filter((line) => line.caller === undefined || line.caller === caller);
  const draft = new Draft();
  const cursor = new Cursor(own, factsOf);
  let headlineAt = own.slice(0, 7).findIndex((line) => line.facts.headline !== undefined);
  if (headlineAt < 0) headlineAt = 0;
  let strangers = 0;
  let blank = false;
  while (cursor.at < cursor.lines.length && !draft.over) {
    const at = cursor.at;
    const inStack = draft.sink?.backtrace === true && draft.sink.frames.length > 0;
    if (step(draft, cursor, headlineAt)) {
      if (cursor.at === at) break;
      if (cursor.lines[at]!.facts.text === '') blank = true;
      else {
        strangers = 0;
        blank = false;
      }
      continue;
    }
    if (draft.over) break;
    if (mergeWrapped(cursor, draft)) continue;
    if (isWrappedTail(draft, cursor)) {
      draft.mark(cursor.at, 'detail');
      cursor.at++;
      continue;
    }
    // Not understood. Inside a stack a few such lines may be another CPU's; behind one they end the report.
    strangers++;
    if (draft.stackDone || (inStack && (blank || caller !== undefined || strangers > 6))) break;
    if (strangers > MAX_STRANGERS) break;
    cursor.at++;
  }
  return { draft, cursor, all: lines };
};

/** Undefined when the lines hold no report: a quoted headline alone is none. `cut`: there were more lines than are kept. */
export const assembleReport = (
  { draft, cursor, all }: Reading,
  sourceName: string,
  cut: boolean,
): Assembled | undefined => finish(draft, cursor, all, sourceName, cut);

/** How far a report that is being printed has come. */
export interface Progress {
  /** Lines behind the last one that belongs to it. */
  readonly behind: number;
  /** The last part that the kind prints is there; more of it may follow. */
  readonly whole: boolean;
  /** … and its end was printed (`</TASK>`): only furniture may follow. */
  readonly ended: boolean;
}

/** Undefined when the lines hold no report. */
export const progressOf = ({ draft, cursor }: Reading): Progress | undefined => {
  const kind = kindOf(draft, cursor);
  if (kind === undefined) return undefined;
  const whole = looksWhole(draft, kind);
  const ended = whole && draft.stackDone && HAS_HEADING.has(kind) && draft.sink?.backtrace === true;
  return { behind: cursor.lines.length - 1 - draft.last, whole, ended };
};

/** True when the last part that the kind prints is there. */
const looksWhole = (draft: Draft, kind: ReportKind): boolean => {
  const report = draft.report;
  if (kind === 'locks-held-in-user') return (report.heldLocks?.length ?? 0) > 0;
  if (kind === 'held-locks-dump' && report.title?.startsWith('Showing') === true) return report.heldLocks !== undefined;
  return (report.backtrace?.length ?? 0) > 0;
};
