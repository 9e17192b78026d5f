/** The lines that name the locks of the headline sentence, and the sentences that announce them. */
import { isRuler } from './skeleton.ts';
import type { Cursor, Draft, LockSlot } from './draft.ts';
import { parseFrame } from './frame.ts';
import { joinedHeld, type Joined } from './join.ts';
import { parseNewDependency } from './kinds/irq-unsafe-order.ts';
import { findLockTerm, parseLockName } from './lock-term.ts';

// {HELD} {A} state was registered at:      glued together by a mailer
const GLUED = /^(.{4,400}?\S) (\{[A-Z_ -]{2,40}\} state was registered at:?)$/i;
// (NAME) at SITE      shortened by the person who wrote the mail
const SHORTENED = /^(?:[0-9a-f]{8,16} )?\(([^{}]{2,200})\),? at:? (\S.{0,300})$/;

/** A lock line that lost its end or its usage on the way: its name is still known. */
const damagedHeld = (text: string): Joined | undefined => {
  const short = SHORTENED.exec(text);
  const at = short ? parseFrame(short[2]!) : undefined;
  if (short && at) return { lock: { ...parseLockName(short[1]!), at }, lines: 1, torn: 0 };
  const term = findLockTerm(text);
  return term?.before.trim() === '' && term.after.startsWith(',') ? { lock: term.lock, lines: 1, torn: 0 } : undefined;
};

/** Put the lock that `slot` waits for from the current line(s), if it is there. */
export const readSlot = (draft: Draft, cursor: Cursor, slot: LockSlot): boolean => {
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
  const glued = GLUED.exec(text);
  if (glued) cursor.split(glued[1]!, glued[2]!);
  const held = joinedHeld(cursor) ?? damagedHeld(cursor.text()!);
  if (held) {
    const target = slot;
    const first = draft.report[target] === undefined;
    draft.setLock(target, first ? held.lock : { ...held.lock });
    draft.lastLock = { lock: held.lock, replace: (lock) => (draft.report[target] = lock), pointer: `/${target}` };
    draft.torn += held.torn;
    for (const ahead of held.foreign ?? []) draft.marks[cursor.at + ahead] = { element: 'foreign' };
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
export const readRepeatedLock = (draft: Draft, cursor: Cursor): boolean => {
  const last = draft.lastLock;
  if (!last) return false;
  const held = joinedHeld(cursor);
  if (held?.lock.class !== last.lock.class || held.lock.address !== last.lock.address) return false;
  last.replace(held.lock);
  draft.mark(cursor.at, 'lock', last.pointer, held.lines);
  cursor.at += held.lines;
  return true;
};

export const readPrompt = (draft: Draft, cursor: Cursor): boolean => {
  const text = cursor.text()!;
  if (text.length > 500) return false;
  for (const { prompt, match } of cursor.facts.prompts) {
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

export const readSite = (draft: Draft, cursor: Cursor): boolean => {
  const slot = draft.siteFor;
  if (slot === undefined || slot === 'newDependency') return false;
  const frame = cursor.facts.frame;
  const lock = draft.report[slot];
  if (!frame || !lock) return false;
  draft.report[slot] = { ...lock, at: frame };
  draft.mark(cursor.at, 'lock', `/${slot}/at`);
  cursor.at++;
  return true;
};
