/**
 * The dependency chain of a circular report (lockdep-format.md, 3):
 *     "-> #{k}" TERM ":" NL TRACE(6)
 *     "Chain exists of:" NL "  " NAME " --> " NAME " --> " NAME
 */
import type { Draft, Cursor } from './draft.ts';
import { joinedTerm } from './join.ts';

const HEAD = /^-> ?#(\d{1,3})(?: |$)/;

/** True for a chain head; the dump of the kinds with irqs has "-> (NAME" without a number. */
export const isChainHead = (text: string): boolean => HEAD.test(text);

/** Units up to the lock term of a chain head; 0 for any other line. */
export const chainHeadLength = (text: string): number => HEAD.exec(text)?.[0].length ?? 0;

export const readChain = (draft: Draft, cursor: Cursor): boolean => {
  const text = cursor.text()!;
  const head = HEAD.exec(text);
  if (!head) return false;
  const index = Number(head[1]);
  const term = joinedTerm(cursor, head[0].length, cursor.facts.chainTerm);
  if (!term) return false;
  const chain = (draft.report.chain ??= []);
  draft.slot = undefined;
  const last = chain.at(-1);
  if (last?.index === index && last.frames.length === 0) {
    // A repetition for an inlined caller.
    draft.mark(cursor.at, 'chain-head', `/chain/${chain.length - 1}`, term.lines);
    cursor.at += term.lines;
    return true;
  }
  // Numbers only go down; another order means that this is another report.
  if (last !== undefined && index >= last.index) {
    draft.over = true;
    return false;
  }
  const entry = { index, lock: term.lock, frames: [] };
  const pointer = `/chain/${chain.push(entry) - 1}`;
  for (const ahead of term.foreign ?? []) draft.marks[cursor.at + ahead] = { element: 'foreign' };
  draft.mark(cursor.at, 'chain-head', pointer, term.lines);
  draft.evidence++;
  draft.torn += term.torn;
  draft.sink = { frames: entry.frames, pointer: `${pointer}/frames`, backtrace: false };
  draft.lastLock = undefined;
  cursor.at += term.lines;
  return true;
};

export const isDependencyLine = (text: string): boolean => text.startsWith('Chain exists of:');

/** "Chain exists of:" and the line below it, which mailers may have cut in up to three. */
export const readDependency = (draft: Draft, cursor: Cursor): boolean => {
  const text = cursor.text()!;
  if (!isDependencyLine(text)) return false;
  draft.sink = undefined;
  draft.slot = undefined;
  let line = text.slice('Chain exists of:'.length).trim();
  let lines = 1;
  while (lines < 8 && line.split(' --> ').length < 3) {
    const next = cursor.text(lines);
    if (next === undefined || /^(?:Possible |CPU\d|\*\*\* )/.test(next)) break;
    if (next !== '') line = line === '' ? next : `${line} ${next}`;
    lines++;
  }
  const names = line.split(/ ?--> ?/).map((name) => name.trim());
  if (names.length < 2 || names.some((name) => name === '')) {
    draft.mark(cursor.at, 'dependency');
    cursor.at++;
    return true;
  }
  draft.report.dependency ??= names;
  draft.mark(cursor.at, 'dependency', '/dependency', lines);
  draft.evidence++;
  cursor.at += lines;
  return true;
};
