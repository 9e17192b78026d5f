/**
 * The kernel's scenario table (lockdep-format.md, 4; lockdep.c `print_circular_lock_scenario`,
 * `print_deadlock_scenario`, `print_usage_bug_scenario`, `print_irq_lock_scenario`; from 3.0 on).
 */
import type { ScenarioTable, ScenarioTableStep } from '../contract/report.ts';
import type { Cursor, Draft } from './draft.ts';

const TITLE = /^Possible (?:interrupt )?unsafe locking scenario(?: by crosslock)?:?$/;
const OPERATION = /^(lock|rlock|sync|unlock) ?\((.{0,400})\) ?;?$/;
const OPENED = /^(?:lock|rlock|sync|unlock) ?\(/;

interface Row {
  readonly step: Omit<ScenarioTableStep, 'column'>;
  readonly indent: number;
  readonly line: number;
  readonly lines: number;
}

const indentOf = (text: string): number => text.length - text.trimStart().length;

const readRow = (cursor: Cursor): Row | undefined => {
  const text = cursor.text()!;
  const indent = indentOf(cursor.lines[cursor.at]!.text);
  const row = (step: Row['step'], lines = 1): Row => ({ step, indent, line: cursor.at, lines });
  if (/^<Interrupt>$/i.test(text)) return row({ action: 'interrupt' });
  if (/^local_(?:irq|bh)_disable\(\);?$/.test(text)) return row({ action: 'irq-disable' });
  let whole = text;
  // A long name may have been wrapped by a mailer: "lock(&q->q_usage_counter(io" NL ")#3);"
  for (let k = 1; k <= 3; k++) {
    const match = OPERATION.exec(whole);
    if (match && (whole.endsWith(';') || k > 1 || cursor.text(1) !== ';')) {
      return row({ action: match[1] as ScenarioTableStep['action'], lock: match[2]!.trim() }, k);
    }
    if (!OPENED.test(whole)) return undefined;
    const next = cursor.text(k);
    if (next === undefined || next === '' || OPENED.test(next) || next.startsWith('***')) return undefined;
    whole = cursor.append(whole, k);
  }
  return undefined;
};

/** Order of the columns when the layout is lost (4.6). */
const inferColumns = (rows: readonly Row[], irq: boolean): number[] => {
  if (!irq) return rows.map((_row, i) => (i === 0 || i >= 3 ? 0 : 1));
  const disable = rows.findIndex((row) => row.step.action === 'irq-disable');
  const interrupt = rows.findIndex((row) => row.step.action === 'interrupt');
  return rows.map((_row, i) => (disable >= 0 && i >= disable && (interrupt < 0 || i < interrupt) ? 1 : 0));
};

/** Column from the place of the operation, when the layout is whole; undefined when it is lost. */
const columnsFromLayout = (rows: readonly Row[], first: number, second: number): number[] | undefined => {
  if (second - first < 6) return undefined;
  const middle = (first + second) / 2;
  const columns = rows.map((row) => (row.indent > middle ? 1 : 0));
  return columns.includes(1) && columns.includes(0) ? columns : undefined;
};

const HEADER = /^CPU0(?:\s{1,80}CPU1)?$/;

/** Does a table begin with `text`? */
export const isScenarioLine = (text: string): boolean => TITLE.test(text) || HEADER.test(text);

export const readScenario = (draft: Draft, cursor: Cursor): boolean => {
  const text = cursor.text()!;
  const title = TITLE.test(text);
  const header = HEADER.test(text);
  if (!title && !header) return false;
  if (draft.report.scenario !== undefined) return false;
  const start = cursor.at;
  const irq = text.includes('interrupt') || draft.kind === 'irq-unsafe-order' || draft.kind === 'irq-inversion';
  const crosslock = text.includes('crosslock');
  let columns: string[] = [];
  let first = 0;
  let second = 0;
  const rows: Row[] = [];
  let last = start;
  if (title) {
    draft.mark(cursor.at, 'scenario', '/scenario');
    cursor.at++;
  }
  let strangers = 0;
  while (cursor.at < cursor.lines.length && strangers < 12 && rows.length < 16) {
    const line = cursor.text()!;
    const match = /^(CPU\d)(?:(\s{1,80})(CPU\d))?$/.exec(line);
    if (match && rows.length === 0) {
      if (columns.length === 1 && match[1] === 'CPU1') columns.push('CPU1');
      else columns = match[3] === undefined ? [match[1]!] : [match[1]!, match[3]];
      first = indentOf(cursor.lines[cursor.at]!.text);
      second = match[3] === undefined ? 0 : first + 4 + match[2]!.length;
      draft.mark(cursor.at, 'scenario', '/scenario/columns');
      last = cursor.at;
    } else if (/^-{2,6}(?:\s{1,80}-{2,6})?$/.test(line) && rows.length === 0) {
      draft.mark(cursor.at, 'scenario');
      last = cursor.at;
    } else if (line.startsWith('*** DEADLOCK')) {
      draft.mark(cursor.at, 'scenario');
      last = cursor.at;
      cursor.at++;
      break;
    } else if (line === '') {
      draft.mark(cursor.at, 'blank');
      if (rows.length >= 4 && cursor.text(1) !== '') strangers += 2;
    } else {
      const row = readRow(cursor);
      if (row) {
        draft.mark(cursor.at, 'scenario', `/scenario/steps/${rows.length}`, row.lines);
        rows.push(row);
        last = cursor.at + row.lines - 1;
        cursor.at += row.lines - 1;
      } else if (
        (start !== cursor.at && TITLE.test(line)) ||
        /^(?:\d{1,4} locks? held by|no locks held|stack backtrace|other info|\d{1,3} locks? on stack|May be due|the (?:shortest )?dependencies|CPU: \d|-> ?#?)/.test(
          line,
        )
      ) {
        break;
      } else {
        strangers++;
      }
    }
    cursor.at++;
  }
  if (rows.length === 0) {
    // A drawing of somebody's own, or the log ends here.
    cursor.at = start + (title ? 1 : 0);
    return title;
  }
  if (cursor.at > last + 1) cursor.at = last + 1;
  draft.sink = undefined;
  draft.slot = undefined;
  draft.evidence++;
  draft.report.scenario = makeTable(draft, rows, columns, { first, second, irq, crosslock });
  return true;
};

const makeTable = (
  draft: Draft,
  rows: readonly Row[],
  printed: readonly string[],
  layout: { readonly first: number; readonly second: number; readonly irq: boolean; readonly crosslock: boolean },
): ScenarioTable => {
  const irq =
    layout.irq ||
    (rows.some((row) => row.step.action === 'irq-disable') && rows.some((row) => row.step.action === 'interrupt'));
  // A table of four operations of a circular report has two columns even when the heading lost "CPU1".
  const wide =
    printed.length > 1 || irq || ((draft.kind === 'circular' || draft.report.chain !== undefined) && rows.length > 2);
  if (!wide) {
    return {
      columns: printed.length > 0 ? [...printed] : ['CPU0'],
      columnsInferred: false,
      steps: rows.map((row) => ({ column: 0, ...row.step })),
    };
  }
  const expected = layout.crosslock ? rows.map((_row, i) => (i < 2 ? 0 : 1)) : inferColumns(rows, irq);
  const seen = printed.length > 1 ? columnsFromLayout(rows, layout.first, layout.second) : undefined;
  // Positions that contradict the kernel's fixed order were damaged on the way.
  const trusted = seen !== undefined && (rows.length < 4 || seen.every((column, i) => column === expected[i]));
  const columns = trusted ? seen : expected;
  return {
    columns: ['CPU0', 'CPU1'],
    columnsInferred: !trusted,
    steps: rows.map((row, i) => ({ column: columns[i]!, ...row.step })),
  };
};
