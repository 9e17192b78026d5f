/** Lines that a mailer cut and that only make sense together. */
import type { Cursor, Draft } from './draft.ts';
import type { LineFacts } from './facts.ts';
import { parseFrame } from './frame.ts';
import { isLastIrqLine } from './irq.ts';
import { promptsIn } from './kinds/index.ts';

/** Would a line as it is be understood? */
const understood = (facts: LineFacts, draft: Draft): boolean =>
  ((draft.sink !== undefined || draft.siteFor !== undefined) && facts.frame !== undefined) ||
  facts.prompts.length > 0 ||
  isLastIrqLine(facts.text);

/** Would the line be understood? Only asked for lines that were put together on trial. */
const wouldUnderstand = (text: string, draft: Draft): boolean =>
  (draft.sink !== undefined && parseFrame(text) !== undefined) ||
  isLastIrqLine(text) ||
  promptsIn(text).length > 0 ||
  (draft.siteFor !== undefined && parseFrame(text) !== undefined);

/** A mailer cut the line at about 72 columns: put it and the next one together when that makes sense. */
export const mergeWrapped = (cursor: Cursor, draft: Draft): boolean => {
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
    const facts = cursor.lines[cursor.at + k]!.facts;
    if (understood(facts, draft)) return false;
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
export const isWrappedTail = (draft: Draft, cursor: Cursor): boolean => {
  const before = cursor.lines[cursor.at - 1];
  if (before === undefined || draft.marks[cursor.at - 1] === undefined) return false;
  const text = cursor.text()!;
  if (/^(?:Hardware name|Workqueue|CPU|Tainted): /.test(before.text.trim())) {
    return !cursor.lines[cursor.at]!.prefixed && (before.prefixed || /BIOS|\d\d\/\d\d\/\d{4}|#\d+/.test(text));
  }
  return false;
};
