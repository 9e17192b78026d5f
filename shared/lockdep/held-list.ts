/**
 * Held locks (lockdep-format.md, 2.3; lockdep.c `lockdep_print_held_locks`):
 *     "{n} lock[s]? held by {comm}/{pid}:" NL ( " #{i}: " HELD NL ){n}   |   "no locks held by {comm}/{pid}." NL
 */
import { parseTask, type Cursor, type Draft } from './draft.ts';
import { joinedHeld } from './join.ts';

const HEAD = /^(\d{1,4}) locks? held by (.{1,64}?\/\d{1,10})(?: \(pid.{0,20}\))?:?$/;
const NONE = /^no locks held by (.{1,64}?\/\d{1,10})\.?$/;
const ENTRY = /^# ?(\d{1,3}):(?: |$)/;

export const isHeldHead = (text: string): boolean => HEAD.test(text) || NONE.test(text);
export const isHeldEntry = (text: string): boolean => ENTRY.test(text);

/** May `text` be a line of ours? */
export const isHeldLine = (text: string): boolean => isHeldHead(text) || isHeldEntry(text);

export const readHeldList = (draft: Draft, cursor: Cursor): boolean => {
  const text = cursor.text()!;
  const head = HEAD.exec(text);
  if (head) {
    const task = parseTask(head[2]!);
    if (!task) return false;
    if (draft.kind === 'suspicious-rcu') draft.report.task ??= task;
    draft.held = { task, announced: Number(head[1]), seen: 0 };
    draft.heldHeads.push(draft.held);
    draft.report.heldLocks ??= [];
    draft.mark(cursor.at, 'held-head');
    draft.evidence++;
    draft.sink = undefined;
    draft.slot = undefined;
    draft.lastLock = undefined;
    cursor.at++;
    return true;
  }
  const none = NONE.exec(text);
  if (none) {
    const task = parseTask(none[1]!);
    if (!task) return false;
    if (draft.kind === 'suspicious-rcu') draft.report.task ??= task;
    draft.heldHeads.push({ task, announced: 0, seen: 0 });
    draft.report.heldLocks ??= [];
    draft.held = undefined;
    draft.mark(cursor.at, 'held-head', '/heldLocks');
    draft.evidence++;
    draft.sink = undefined;
    draft.slot = undefined;
    cursor.at++;
    return true;
  }
  const entry = ENTRY.exec(text);
  if (!entry) return false;
  const index = Number(entry[1]);
  if (text.slice(entry[0].length).trim() === '<RELEASED>') {
    if (draft.held) draft.held.seen++;
    draft.mark(cursor.at, 'held');
    cursor.at++;
    return true;
  }
  const held = joinedHeld(cursor, entry[0].length);
  if (!held) return false;
  const task = draft.held?.task ?? draft.report.task;
  draft.mark(cursor.at, 'held', undefined, held.lines);
  if (!task) {
    cursor.at += held.lines;
    return true;
  }
  const list = (draft.report.heldLocks ??= []);
  const last = list.at(-1);
  // A decoded log repeats the entry for each inlined caller; the last one has the real frame.
  if (
    last?.index === index &&
    last.task === task &&
    last.lock.class === held.lock.class &&
    last.lock.address === held.lock.address
  ) {
    list[list.length - 1] = { ...last, lock: held.lock };
  } else {
    list.push({ task, index, lock: held.lock });
    if (draft.held) draft.held.seen++;
  }
  for (let i = 0; i < held.lines; i++) {
    const foreign = held.foreign?.includes(i) === true;
    draft.marks[cursor.at + i] = foreign
      ? { element: 'foreign' }
      : { element: 'held', pointer: `/heldLocks/${list.length - 1}` };
  }
  draft.torn += held.torn;
  draft.evidence++;
  cursor.at += held.lines;
  return true;
};

/** Held locks that a heading announced and the log does not have, in words. */
export const missingHeld = (draft: Draft): string[] =>
  draft.heldHeads
    .filter((head) => head.seen > 0 && head.seen < head.announced)
    .map(
      (head) => `${head.announced - head.seen} of ${head.announced} held locks of ${head.task.comm}/${head.task.pid}`,
    );
