/**
 * The dumps of the irq kinds (lockdep-format.md, 5.4/5.5; lockdep.c `print_lock_class_header`,
 * `print_shortest_lock_dependencies`):
 *     {d}"->" TERM [" ops: {n}"]? " {" NL ( {d}"   " USAGE " at:" NL TRACE )* {d}" }" NL
 *     {d}" ... key      at: [<{addr}>] {symbol}" NL {d}" ... acquired at:" NL TRACE
 */
import type { DependencyDump, DependencyEntry } from '../contract/report.ts';
import type { Cursor, Draft } from './draft.ts';
import { parseFrame } from './frame.ts';
import { findLockTerm } from './lock-term.ts';

const TITLE =
  /^(the (?:shortest )?dependencies between .{1,120}|the (?:first|second) lock's dependencies|and .{1,20}-irq-unsafe lock):?$/;
const USAGE =
  /^((?:IN|in|INITIAL|initial|HARDIRQ|hardirq|SOFTIRQ|softirq|RECLAIM_FS|reclaim_fs|LOCK|lock)[A-Za-z_ -]{0,30}?) {0,4}at:$/;
const KEY = /^\.\.\. key {1,8}at: ?(.{0,500})$/;
const OPS = /^(?: ops: (\d{1,15}))? ?\{?$/;

type DraftEntry = { -readonly [K in keyof DependencyEntry]: DependencyEntry[K] };

const current = (
  draft: Draft,
): { dump: DependencyDump; entry: DraftEntry | undefined; pointer: string } | undefined => {
  const dumps = draft.report.dependencies;
  const dump = dumps?.at(-1);
  if (!dumps || !dump) return undefined;
  const pointer = `/dependencies/${dumps.length - 1}/entries/${dump.entries.length - 1}`;
  return { dump, entry: dump.entries.at(-1), pointer };
};

/** May `text` be a line of ours? */
export const isDumpLine = (text: string): boolean =>
  text === '}' ||
  text.startsWith('->') ||
  text.startsWith('... ') ||
  USAGE.test(text) ||
  TITLE.test(text.replace(/:$/, ''));

export const readDependencyDump = (draft: Draft, cursor: Cursor): boolean => {
  const text = cursor.text()!;
  const title = TITLE.exec(text.replace(/:$/, ''));
  if (title) {
    // "the dependencies between the lock to be acquired" NL " and {X}-irq-unsafe lock:" are two records.
    const known = draft.report.dependencies;
    const last = known?.at(-1);
    if (text.startsWith('and ')) {
      if (!known || last?.entries.length !== 0) return false;
      known[known.length - 1] = { title: `${last.title} ${title[1]!}`, entries: [] };
    } else {
      (draft.report.dependencies ??= []).push({ title: title[1]!, entries: [] });
    }
    const dumps = draft.report.dependencies!;
    draft.sink = undefined;
    draft.slot = undefined;
    draft.mark(cursor.at, 'prose', `/dependencies/${dumps.length - 1}`);
    cursor.at++;
    return true;
  }
  if (draft.report.dependencies === undefined) return false;
  if (/^-> ?\(|^-> ?[^#]/.test(text)) {
    const term = findLockTerm(text.slice(2));
    const ops = term === undefined ? null : OPS.exec(term.after.trimEnd());
    if (term?.before.trim() !== '' || !ops) return false;
    const indent = cursor.lines[cursor.at]!.text.length - cursor.lines[cursor.at]!.text.trimStart().length;
    const entry: DraftEntry = { depth: indent, lock: term.lock, usages: [] };
    if (ops[1] !== undefined) entry.ops = Number(ops[1]);
    const dumps = draft.report.dependencies;
    const n = dumps.at(-1)!.entries.push(entry) - 1;
    draft.sink = undefined;
    draft.mark(cursor.at, 'dependency', `/dependencies/${dumps.length - 1}/entries/${n}`);
    cursor.at++;
    return true;
  }
  const where = current(draft);
  if (!where?.entry) return false;
  const { entry, pointer } = where;
  const usage = USAGE.exec(text);
  if (usage) {
    const frames: DependencyEntry['usages'][number]['frames'] = [];
    const n = entry.usages.push({ usage: usage[1]!.trim(), frames }) - 1;
    draft.sink = { frames, pointer: `${pointer}/usages/${n}/frames`, backtrace: false };
    draft.mark(cursor.at, 'detail', `${pointer}/usages/${n}`);
    cursor.at++;
    return true;
  }
  if (text === '}') {
    draft.sink = undefined;
    draft.mark(cursor.at, 'detail');
    cursor.at++;
    return true;
  }
  const key = KEY.exec(text);
  if (key) {
    const frame = parseFrame(key[1]!);
    if (frame) entry.key = frame;
    draft.sink = undefined;
    draft.mark(cursor.at, 'detail', `${pointer}/key`);
    cursor.at++;
    return true;
  }
  if (/^\.\.\. acquired at:/.test(text)) {
    entry.acquiredAt = [];
    draft.sink = { frames: entry.acquiredAt, pointer: `${pointer}/acquiredAt`, backtrace: false };
    draft.mark(cursor.at, 'detail', `${pointer}/acquiredAt`);
    cursor.at++;
    return true;
  }
  return false;
};

/** Depths from indentation, which mail may have collapsed: the kernel's are counted 0, 1, 2 ... from the left. */
export const settleDepths = (draft: Draft): void => {
  for (const [d, dump] of (draft.report.dependencies ?? []).entries()) {
    const lowest = Math.min(...dump.entries.map((entry) => entry.depth));
    const entries = dump.entries.map((entry) => ({ ...entry, depth: entry.depth - lowest }));
    draft.report.dependencies![d] = { ...dump, entries };
  }
};
