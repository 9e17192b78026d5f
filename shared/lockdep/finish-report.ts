/** From what was read to the report object: positions, completeness, signature, and what each line is to it. */
import { REPORT_SCHEMA, type Report, type ReportKind, type ReportLine } from '../contract/report.ts';
import { byteOffset, lineNumber, seconds } from '../contract/units.ts';
import { settleDepths } from './dependency-dump.ts';
import type { Cursor, Draft, KnownLine, Mark } from './draft.ts';
import { missingHeld } from './held-list.ts';
import { DEFAULT_TITLES, inferKind, isReport } from './infer-kind.ts';
import type { AnyReport } from './kinds/grammar.ts';
import { grammars } from './kinds/index.ts';
import { signatureOf } from './signature.ts';
import { waitTypeScale } from './usage.ts';

export interface Assembled {
  readonly report: Report;
  readonly lines: readonly ReportLine[];
}

/** Everything said about locks, for the scale of the wait types. */
const allLocks = (report: AnyReport): NonNullable<AnyReport['acquiring']>[] =>
  [
    report.acquiring,
    report.holding,
    ...(report.chain ?? []).map((entry) => entry.lock),
    ...(report.heldLocks ?? []).map((held) => held.lock),
  ].filter((lock) => lock !== undefined);

/** What kind of report the lines are, or undefined when they are none. */
export const kindOf = (draft: Draft, cursor: Cursor): ReportKind | undefined => {
  const kind = draft.kind ?? inferKind(draft);
  return kind !== undefined && cursor.lines.length > 0 && isReport(draft, kind) ? kind : undefined;
};

/**
 * The finished report, or undefined when what was read is none. `all` are the lines before de-interleaving; `cut`: it
 * went on behind them.
 */
export const finish = (
  draft: Draft,
  cursor: Cursor,
  all: readonly KnownLine[],
  sourceName: string,
  cut: boolean,
): Assembled | undefined => {
  const own = cursor.lines;
  const kind = kindOf(draft, cursor);
  if (kind === undefined) return undefined;
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
  // Unless it was over before: then only somebody else's lines were cut.
  if (cut && !draft.over && own.length - 1 - draft.last < 16) core.push(`lines behind the first ${all.length}`);
  const missing = [...core, ...grammar.rest(body).filter((part) => !core.includes(part))];
  const state = draft.torn > 0 && missing.length > 0 ? 'interleaved' : core.length > 0 ? 'truncated' : 'complete';
  const report: Report = { ...body, completeness: { state, missing }, signature: signatureOf(body) };
  return {
    report: ordered(report),
    lines: marksOf(draft, cursor, all, first, last),
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
  all: readonly KnownLine[],
  first: KnownLine,
  last: KnownLine,
): ReportLine[] => {
  const mine = new Map<KnownLine, Mark>();
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
