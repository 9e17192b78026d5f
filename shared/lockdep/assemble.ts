/** From the lines of one report (transport undone) to the report object and what each line is to it. */
import type { LogLine } from '../console-text/lines.ts';
import { REPORT_SCHEMA, type Report, type ReportKind, type ReportLine } from '../contract/report.ts';
import { byteOffset, lineNumber, seconds } from '../contract/units.ts';
import { isBacktraceHeading, readBacktrace, readFrame, readFurniture } from './backtrace.ts';
import { readChain, readDependency } from './chain.ts';
import { readDependencyDump, settleDepths } from './dependency-dump.ts';
import { readDept } from './dept.ts';
import { Cursor, Draft, parseTask, type LockSlot, type Mark } from './draft.ts';
import { parseHeadline, type Headline } from './headline.ts';
import { isHeldHead, missingHeld, readHeldList } from './held-list.ts';
import { isLastIrqLine, readIrq } from './irq.ts';
import { joinedHeld } from './join.ts';
import { allPrompts, grammars } from './kinds/index.ts';
import type { AnyReport } from './kinds/grammar.ts';
import { parseNewDependency } from './kinds/irq-unsafe-order.ts';
import { parseColonTask } from './kinds/notices.ts';
import { parseFrame } from './frame.ts';
import { parseLockName } from './lock-term.ts';
import { readScenario } from './scenario-table.ts';
import { signatureOf } from './signature.ts';
import { isRuler, parseKernel } from './skeleton.ts';
import { waitTypeScale } from './usage.ts';

export interface Assembled {
  readonly report: Report;
  readonly lines: readonly ReportLine[];
  /** Lines of the same speaker behind the last one that was understood. */
  readonly behind: number;
}

// Sentences without content of their own.
const PROSE =
  /^(?:other info that might help us debug this:?|May be due to missing lock nesting notation|\*{3} DEADLOCK \*{3}|(?:the )?code is fine but needs lockdep annotation.{0,30}|you didn't initialize this object before use\?|turning off the locking correctness validator\.?|\d{1,3} locks? on stack by .{1,60}|\(Note that .{1,80}|INFO: lockdep is turned off\.?|no locks? held at .{1,40}|\.{3}|which lock already depends on the new lock.?)$/;
const MAX_STRANGERS = 60;

/** Put the lock that `slot` waits for from the current line(s), if it is there. */
const readSlot = (draft: Draft, cursor: Cursor, slot: LockSlot): boolean => {
  const text = cursor.text()!;
  const place = (lines: number): true => {
    draft.mark(cursor.at, 'lock', `/${slot}`, lines);
    draft.slot = undefined;
    cursor.at += lines;
    return true;
  };
  if (slot === 'newDependency') {
    let joined = text;
    for (let lines = 1; lines <= 3; lines++) {
      const pair = parseNewDependency(joined);
      if (pair) {
        draft.report.newDependency = pair;
        draft.evidence++;
        return place(lines);
      }
      joined += ` ${cursor.text(lines) ?? ''}`;
    }
    return false;
  }
  const held = joinedHeld(cursor);
  if (held) {
    const target = slot;
    const first = draft.report[target] === undefined;
    draft.setLock(target, first ? held.lock : { ...held.lock });
    draft.lastLock = { lock: held.lock, replace: (lock) => (draft.report[target] = lock), pointer: `/${target}` };
    draft.torn += held.torn;
    return place(held.lines);
  }
  // "but this task is not holding:" is followed by a bare name.
  if (slot === 'notHolding' && text !== '' && text.length < 300 && !isRuler(text)) {
    draft.setLock(slot, parseLockName(text));
    return place(1);
  }
  return false;
};

/** A decoded log repeats a lock line for each inlined caller: the last one has the real site. */
const readRepeatedLock = (draft: Draft, cursor: Cursor): boolean => {
  const last = draft.lastLock;
  if (!last) return false;
  const held = joinedHeld(cursor);
  if (held?.lock.class !== last.lock.class || held.lock.address !== last.lock.address) return false;
  last.replace(held.lock);
  draft.mark(cursor.at, 'lock', last.pointer, held.lines);
  cursor.at += held.lines;
  return true;
};

const readPrompt = (draft: Draft, cursor: Cursor): boolean => {
  const text = cursor.text()!;
  if (text.length > 500) return false;
  for (const prompt of allPrompts) {
    const match = prompt.pattern.exec(text);
    if (!match) continue;
    const before = draft.slot;
    const sink = draft.sink;
    if (prompt.apply(match, draft) === false) {
      draft.slot = before;
      draft.sink = sink;
      continue;
    }
    const slot = draft.slot;
    if (slot !== undefined && slot !== before && draft.report[slot] !== undefined) {
      // The same sentence again: the next report, whose headline is lost.
      draft.slot = before;
      draft.over = true;
      return false;
    }
    draft.evidence++;
    draft.mark(cursor.at, 'prose');
    cursor.at++;
    return true;
  }
  return false;
};

const readSite = (draft: Draft, cursor: Cursor): boolean => {
  const slot = draft.siteFor;
  if (slot === undefined || slot === 'newDependency') return false;
  const frame = parseFrame(cursor.text()!);
  const lock = draft.report[slot];
  if (!frame || !lock) return false;
  draft.report[slot] = { ...lock, at: frame };
  draft.mark(cursor.at, 'lock', `/${slot}/at`);
  cursor.at++;
  return true;
};

const applyHeadline = (draft: Draft, headline: Headline): void => {
  draft.kind = headline.kind;
  draft.hasHeadline = true;
  draft.report.title = headline.title;
  const words = headline.match;
  if (headline.kind === 'locks-held-at-exit' && words[1] !== undefined) draft.report.task = parseTask(words[1]);
  if (headline.kind === 'lockdep-limit') draft.report.limit = words[1]!;
  if (headline.kind === 'cpuhp-instances-left') draft.report.cpuhpState = Number(words[1]);
  if (headline.kind === 'irq-unsafe-order') draft.report.irqState = words[1]!;
  if (headline.kind === 'hung-task') {
    const task = parseColonTask(words[1]!);
    if (task) {
      draft.report.task = task;
      draft.report.hungTask = { task, seconds: Number(words[2]) };
    }
  }
  if (headline.title === 'Circular dependency has been detected') draft.isDept = true;
  if (headline.title.startsWith('Showing all locks')) draft.evidence++;
};

const inferKind = (draft: Draft): ReportKind | undefined => {
  const report = draft.report;
  if (report.usageConflict) return 'inconsistent-state';
  if (report.newDependency ?? report.safeLock ?? report.unsafeLock) return 'irq-unsafe-order';
  if (report.otherLock) return 'irq-inversion';
  if (report.waitContext !== undefined) return 'invalid-wait-context';
  if (report.notHolding) return 'nested-lock-not-taken';
  if (report.releasing) return 'bad-unlock-balance';
  if (report.freed) return 'held-lock-freed';
  if (report.chain && report.chain.length > 0) return 'circular';
  if (report.rcu?.message !== undefined) return 'suspicious-rcu';
  if (report.scenario && report.scenario.steps.length > 1) {
    if (report.scenario.steps.some((step) => step.action === 'irq-disable')) return 'irq-inversion';
    if (report.scenario.steps.some((step) => step.action === 'interrupt')) return 'inconsistent-state';
    return report.scenario.columns.length > 1 ? 'circular' : 'recursive';
  }
  if (report.acquiring && report.holding)
    return report.acquiring.class === report.holding.class ? 'recursive' : 'circular';
  return undefined;
};

const DEFAULT_TITLES: Partial<Record<ReportKind, string>> = {
  circular: 'possible circular locking dependency detected',
  recursive: 'possible recursive locking detected',
  'inconsistent-state': 'inconsistent lock state',
  'irq-unsafe-order': 'irq-safe -> irq-unsafe lock order detected',
  'irq-inversion': 'possible irq lock inversion dependency detected',
  'invalid-wait-context': 'Invalid wait context',
  'nested-lock-not-taken': 'Nested lock was not taken',
  'bad-unlock-balance': 'bad unlock balance detected!',
  'held-lock-freed': 'held lock freed!',
  'suspicious-rcu': 'suspicious RCU usage',
};

const readHeadline = (draft: Draft, cursor: Cursor, headlineAt: number): boolean => {
  const text = cursor.text()!;
  const headline = parseHeadline(text);
  if (!headline) return false;
  if (!draft.hasHeadline && cursor.at <= headlineAt) {
    applyHeadline(draft, headline);
    draft.mark(cursor.at, 'headline', '/title');
    cursor.at++;
    return true;
  }
  // The list of all held locks belongs to the hung task or the limit printed before it.
  if (
    headline.title.startsWith('Showing all locks') &&
    (draft.kind === 'hung-task' || draft.kind === 'lockdep-limit')
  ) {
    draft.sink = undefined;
    draft.stackDone = false;
    draft.mark(cursor.at, 'held-head');
    cursor.at++;
    return true;
  }
  draft.over = true;
  return false;
};

const HELD_AFTER_STACK: ReadonlySet<ReportKind> = new Set([
  'nested-lock-not-taken',
  'hung-task',
  'lockdep-limit',
  'held-locks-dump',
  'locks-held-at-exit',
]);

/** One step: consume at least a line, or set `draft.over`. */
const step = (draft: Draft, cursor: Cursor, headlineAt: number): boolean => {
  const text = cursor.text()!;
  const inStack = draft.sink?.backtrace === true && draft.sink.frames.length > 0;
  if (text === '') {
    draft.mark(cursor.at, 'blank');
    cursor.at++;
    return true;
  }
  if (isRuler(text)) {
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
  for (const read of [readPrompt, readIrq, readChain, readDependency, readScenario, readHeldList, readDependencyDump]) {
    if (read(draft, cursor)) return true;
    if (draft.over) return false;
  }
  if (inStack && !isBacktraceHeading(text) && /^Call [Tt]race:/.test(text) && draft.sawCallTrace) {
    draft.over = true;
    return false;
  }
  if (readBacktrace(draft, cursor)) {
    if (/^Call [Tt]race:/.test(text)) draft.sawCallTrace = true;
    return true;
  }
  if (readRepeatedLock(draft, cursor) || readFurniture(draft, cursor)) return true;
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

/** Everything said about locks, for the scale of the wait types. */
const allLocks = (report: AnyReport): NonNullable<AnyReport['acquiring']>[] =>
  [
    report.acquiring,
    report.holding,
    ...(report.chain ?? []).map((entry) => entry.lock),
    ...(report.heldLocks ?? []).map((held) => held.lock),
  ].filter((lock) => lock !== undefined);

/** Would the line be understood? Only asked for lines that were put together on trial. */
const wouldUnderstand = (text: string, draft: Draft): boolean =>
  (draft.sink !== undefined && parseFrame(text) !== undefined) ||
  isLastIrqLine(text) ||
  allPrompts.some((prompt) => prompt.pattern.test(text)) ||
  (draft.siteFor !== undefined && parseFrame(text) !== undefined);

/** A mailer cut the line at about 72 columns: put it and the next one together when that makes sense. */
const mergeWrapped = (cursor: Cursor, draft: Draft): boolean => {
  const text = cursor.text()!;
  if (text.length > 400) return false;
  let joined = text;
  for (let k = 1; k <= 4; k++) {
    const next = cursor.text(k);
    if (next === undefined || next === '' || next.length > 400) return false;
    // Two lines with a prefix each are two lines. Except that a printk may end in the middle:
    // "file.c:57" NL "suspicious usage!"
    if (
      cursor.lines[cursor.at + k]!.prefixed &&
      cursor.lines[cursor.at]!.prefixed &&
      !/^\S{1,300}\.[chS]:\d{1,6}$/.test(text)
    )
      return false;
    // What makes sense by itself is no second half.
    if (wouldUnderstand(next, draft)) return false;
    joined = cursor.append(joined, k);
    if (wouldUnderstand(joined, draft)) {
      for (let n = 1; n < k; n++) cursor.merge(text);
      cursor.merge(joined);
      return true;
    }
    // Only an open parenthesis, as of a decoded frame, goes over more than two lines.
    if (!/ \([^)]*$/.test(joined)) return false;
  }
  return false;
};

/** The end of a wrapped line that says nothing to us: "BIOS 1.12.0-1 04/01/2014", a module list. */
const isWrappedTail = (draft: Draft, cursor: Cursor): boolean => {
  const before = cursor.lines[cursor.at - 1];
  if (before === undefined || draft.marks[cursor.at - 1] === undefined) return false;
  const text = cursor.text()!;
  if (/^(?:Hardware name|Workqueue|CPU|Tainted): /.test(before.text.trim())) {
    return !cursor.lines[cursor.at]!.prefixed && (before.prefixed || /BIOS|\d\d\/\d\d\/\d{4}|#\d+/.test(text));
  }
  return false;
};

/**
 * Read one report from the beginning of `lines`; `caller` is the printk caller id of its headline. Undefined when the
 * lines hold no report: a quoted headline alone is none.
 */
export const assembleReport = (
  lines: readonly LogLine[],
  sourceName: string,
  caller: string | undefined,
): Assembled | undefined => {
  // De-interleave: with caller ids, only the headline's task speaks here. Lines without an id are kept.
  const own =
    caller === undefined ? lines : lines.filter((line) => line.caller === undefined || line.caller === caller);
  const draft = new Draft();
  const cursor = new Cursor(own);
  const all = lines;
  let headlineAt = own.findIndex((line) => parseHeadline(line.text.trim()) !== undefined);
  if (headlineAt < 0 || headlineAt > 6) headlineAt = 0;
  let strangers = 0;
  let blank = false;
  while (cursor.at < cursor.lines.length && !draft.over) {
    const at = cursor.at;
    const inStack = draft.sink?.backtrace === true && draft.sink.frames.length > 0;
    if (step(draft, cursor, headlineAt)) {
      if (cursor.at === at) break;
      if (cursor.lines[at]!.text.trim() === '') blank = true;
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
  return finish(draft, cursor, all, sourceName);
};

const isReport = (draft: Draft, kind: ReportKind): boolean => {
  const report = draft.report;
  if (draft.hasHeadline) {
    if (draft.evidence > 0)
      return kind !== 'held-locks-dump' || report.heldLocks !== undefined || (report.backtrace?.length ?? 0) > 0;
    return (report.backtrace?.length ?? 0) > 0;
  }
  const frames = report.chain?.some((entry) => entry.frames.length > 0) ?? false;
  if (kind === 'circular' && frames) return true;
  return (
    draft.evidence >= 3 && (allLocks({ ...report, kind } as AnyReport).length > 0 || report.scenario !== undefined)
  );
};

const finish = (draft: Draft, cursor: Cursor, all: readonly LogLine[], sourceName: string): Assembled | undefined => {
  const own = cursor.lines;
  const kind = draft.kind ?? inferKind(draft);
  if (kind === undefined || own.length === 0 || !isReport(draft, kind)) return undefined;
  settleDepths(draft);
  const firstAt = Math.max(
    0,
    draft.marks.findIndex((mark) => mark !== undefined && mark.element !== 'blank'),
  );
  const first = own[firstAt]!;
  const last = own[Math.max(draft.last, firstAt)]!;
  const headline = own[draft.marks.findIndex((mark) => mark?.element === 'headline')] ?? first;
  const grammar = grammars[kind];
  const body: AnyReport = {
    schema: REPORT_SCHEMA,
    kind,
    ...draft.report,
    title: draft.report.title ?? DEFAULT_TITLES[kind] ?? kind,
    source: {
      name: sourceName,
      firstLine: lineNumber(first.raw.line),
      lastLine: lineNumber(last.raw.lastLine),
      firstByte: byteOffset(first.raw.firstByte),
      lastByte: byteOffset(last.raw.lastByte),
    },
  };
  if (draft.hasHeadline && headline.time !== undefined) body.printkTime = seconds(headline.time);
  const scale = waitTypeScale(allLocks(body), body.waitContext);
  if (scale) body.waitTypeScale = scale;
  if (body.task !== undefined) settleTask(body, draft);
  const core = [...(draft.hasHeadline ? [] : ['headline']), ...grammar.core(body), ...missingHeld(draft)];
  const missing = [...core, ...grammar.rest(body).filter((part) => !core.includes(part))];
  const state = draft.torn > 0 && missing.length > 0 ? 'interleaved' : core.length > 0 ? 'truncated' : 'complete';
  const report: Report = { ...body, completeness: { state, missing }, signature: signatureOf(body) };
  return {
    report: ordered(report),
    lines: marksOf(draft, cursor, all, first, last),
    behind: own.length - 1 - draft.last,
  };
};

/** The task's CPU is only known from the stack dump; held locks of the same task carry the same reference. */
const settleTask = (body: AnyReport, draft: Draft): void => {
  for (const head of draft.heldHeads) {
    if (head.task.pid === body.task!.pid && body.task!.comm === '') body.task = { ...body.task!, comm: head.task.comm };
  }
};

/** Keys in the order of the contract, absent ones left out. */
const ordered = (report: Report): Report => {
  const entries = Object.entries(report).filter(([, value]) => value !== undefined);
  const rank = (key: string): number => {
    const at = KEY_ORDER.indexOf(key);
    return at < 0 ? KEY_ORDER.length : at;
  };
  return Object.fromEntries(entries.sort(([a], [b]) => rank(a) - rank(b))) as Report;
};
const KEY_ORDER = [
  'schema',
  'kind',
  'title',
  'source',
  'printkTime',
  'kernel',
  'task',
  'acquiring',
  'holding',
  'chain',
  'dependency',
  'scenario',
  'heldLocks',
  'backtrace',
];

const marksOf = (
  draft: Draft,
  cursor: Cursor,
  all: readonly LogLine[],
  first: LogLine,
  last: LogLine,
): ReportLine[] => {
  const mine = new Map<LogLine, Mark>();
  for (const [i, line] of cursor.lines.entries()) {
    for (const origin of cursor.origins.get(line) ?? [line]) mine.set(origin, draft.marks[i] ?? { element: 'unknown' });
  }
  const start = cursor.origins.get(first)?.[0] ?? first;
  const stop = cursor.origins.get(last)?.at(-1) ?? last;
  const lines: ReportLine[] = [];
  for (let i = all.indexOf(start); i < all.length; i++) {
    const line = all[i]!;
    const mark = mine.get(line) ?? { element: 'foreign' };
    const before = lines.at(-1);
    // Several pieces of one line (`#012`): the first one that says something counts.
    if (before !== undefined && before.line >= line.raw.line) {
      if (before.element === 'blank' || before.element === 'unknown') {
        lines[lines.length - 1] = { line: before.line, ...mark };
      }
    } else {
      for (let n = line.raw.line; n <= line.raw.lastLine; n++) lines.push({ line: lineNumber(n), ...mark });
    }
    if (line === stop) break;
  }
  return lines;
};
