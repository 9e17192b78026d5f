/**
 * Lock lines that were cut: by a mailer at about 72 columns, or by printk, whose KERN_CONT pieces became lines of
 * their own when another CPU printed in between (lockdep-format.md, 0.1).
 */
import type { LockRef } from '../contract/report.ts';
import type { Cursor } from './draft.ts';
import { parseFrame } from './frame.ts';
import { findLockTerm, parseHeldTerm, type LockTerm } from './lock-term.ts';

export interface Joined {
  readonly lock: LockRef;
  /** Lines it took. */
  readonly lines: number;
  /** Pieces that had to be put together because printk's were torn apart. */
  readonly torn: number;
  /** Lines in between that belong to somebody else, counted from the current one. */
  readonly foreign?: readonly number[];
}

const MAX_LINES = 9;
/** With other output in between, pieces can be further apart. */
const MAX_TORN_LINES = 28;
/** Where torn pieces certainly end. */
const STOPS = /^(?:#\d{1,3}: |-> ?#\d|stack backtrace|\d{1,4} locks? held|no locks held|other info|\*\*\* |={6}|-{6})/;

// A new element begins here, so an unfinished one before it stays unfinished.
const STARTS =
  /^(?:#\d{1,3}: \S|-> ?#?\S|CPU: |Call Trace|stack backtrace|but (?:task|this)|which lock|other info|\*\*\* |Possible |\d{1,4} locks? held|no locks held|={6}|-{6}|Hardware name)/;

/** Pieces of a lock line, one printk each: "(", "&vcpu->mutex", "){+.+.+.}", ", at: ", "[<ffffffff81055862>] vcpu_load+0x22/0x70". */
const isPiece = (text: string): boolean =>
  /^(?:\(|\)\{|, at:|\[<[0-9a-f]+>\] \S|#\d{1,2}:?$|->|[.+?-]{4,6}$|\}|:$|\/\d$|#\d+$)/.test(text);

/** A complete frame in the middle of torn pieces is another CPU's stack; "[<...>] f+.." after ", at:" is ours. */
const isForeignPiece = (text: string, soFar: string): boolean => {
  if (text === '') return true;
  if (/at: *$/.test(soFar)) return parseFrame(text) === undefined || text.startsWith('? ');
  if (text.startsWith('(') || text.startsWith(')') || text.startsWith(',')) return false;
  // A name has no colon with words behind it, and is no sentence.
  if (/: \w+ \w/.test(text) || text.split(' ').length > 4) return true;
  return parseFrame(text) !== undefined || /^[A-Z][\w ]*:/.test(text);
};

/**
 * A line with a printk prefix of its own behind a name that has begun is no part of it unless a printk of
 * `__print_lock_name` and its callers begins so: "#2", "/1", "){+.+.}", ", at: ". Mailers' cuts have no prefix.
 */
const isForeignRecord = (cursor: Cursor, k: number, soFar: string): boolean =>
  cursor.lines[cursor.at + k]?.prefixed === true &&
  /\(\s*[^\s()]/.test(soFar) &&
  !soFar.includes('){') &&
  !/^(?:#\d|\/\d|\)|->|$)/.test(cursor.text(k) ?? '');

/** "at: blkg_" NL "conf_start+0x116/0x190", "at: set_work_data" NL "kernel/workqueue.c:615 [inline]": the site was cut. */
const cutSite = (cursor: Cursor, lock: LockRef, lines: number): Joined | undefined => {
  if (lock.at === undefined || lock.at.offset !== undefined || lock.at.file !== undefined) return undefined;
  let site = lock.at.symbol;
  for (let k = 0; k < 3; k++) {
    const next = cursor.text(lines + k);
    if (next === undefined || cursor.lines[cursor.at + lines + k]?.prefixed === true) return undefined;
    const place = /^\(?[\w./-]{1,300}\.[chS]:(?:\d|\?)/.test(next);
    if (!place && (k > 0 || !/^[\w.]{1,200}\+0x/.test(next))) return undefined;
    site += place ? ` ${next}` : next;
    const at = parseFrame(site);
    if (at) return { lock: { ...lock, at }, lines: lines + k + 1, torn: 0 };
  }
  return undefined;
};

/** A held-lock line (`[PTR ]TERM[, at: SITE]`) beginning `skip` units into the current line. */
export const joinedHeld = (cursor: Cursor, skip = 0): Joined | undefined => {
  const first = cursor.text()!.slice(skip).trim();
  if (first.length === 0 || /^[A-Za-z]{3,} [a-z]/.test(first)) {
    if (first.length > 0) return undefined;
  }
  const whole = parseHeldTerm(first);
  if (whole?.whole) return cutSite(cursor, whole.lock, 1) ?? { lock: whole.lock, lines: 1, torn: 0 };
  let best: Joined | undefined = whole ? { lock: whole.lock, lines: 1, torn: 0 } : undefined;
  // Without an opening parenthesis or a pointer this is no beginning of a lock line.
  if (!/^(?:(?:0x)?[0-9a-f]{8,16} *)?(?:\(|$)/.test(first) && best === undefined) return undefined;
  let spaced = first;
  let torn = first.length < 4 || first.endsWith('(') ? 1 : 0;
  const foreign: number[] = [];
  for (let k = 1; k < (torn > 0 ? MAX_TORN_LINES : MAX_LINES); k++) {
    const next = cursor.text(k);
    if (next === undefined || ((torn > 0 ? STOPS : STARTS).test(next) && !isPiece(next))) break;
    if (isForeignRecord(cursor, k, spaced)) {
      torn = Math.max(torn, 1);
      foreign.push(k);
      continue;
    }
    if (torn > 0 && isForeignPiece(next, spaced)) {
      foreign.push(k);
      continue;
    }
    if (torn === 0 && next === '') {
      // Unless the rest of the line comes right behind it.
      if (![1, 2].some((n) => /^(?:, at:|\)\{)/.test(cursor.text(k + n) ?? ''))) break;
      torn = 1;
      foreign.push(k);
      continue;
    }
    if (isPiece(next) && !next.startsWith('[<') && cursor.lines[cursor.at + k]?.prefixed === true) torn++;
    spaced = cursor.append(spaced, k);
    const held = parseHeldTerm(spaced);
    if (held?.whole) return cutSite(cursor, held.lock, k + 1) ?? { lock: held.lock, lines: k + 1, torn, foreign };
    if (held) best ??= { lock: held.lock, lines: k + 1, torn };
    if (spaced.length > 600) break;
  }
  return best;
};

/** A chain head's term (`TERM:`) beginning `skip` units into the current line; `known` is the one in that line. */
export const joinedTerm = (cursor: Cursor, skip: number, known: LockTerm | undefined): Joined | undefined => {
  let text = cursor.text()!.slice(skip).trim();
  let torn = text.length < 3 ? 1 : 0;
  const foreign: number[] = [];
  for (let k = 1; k <= (torn > 0 ? MAX_TORN_LINES : MAX_LINES); k++) {
    const term = k === 1 ? known : findLockTerm(text);
    if (term?.before.trim() === '' && /^:?$/.test(term.after.trim())) {
      const colon = torn > 0 && term.after.trim() === '' && cursor.text(k) === ':' ? 1 : 0;
      return { lock: term.lock, lines: k + colon, torn, foreign };
    }
    // Decoded logs and mails put more behind a chain head now and then.
    if (term?.before.trim() === '' && k === 1 && term.after.startsWith(':')) return { lock: term.lock, lines: 1, torn };
    const next = cursor.text(k);
    if (next === undefined || (STARTS.test(next) && !isPiece(next)) || text.length > 600) return undefined;
    if (isForeignRecord(cursor, k, text) || (torn > 0 && isForeignPiece(next, text))) {
      torn = Math.max(torn, 1);
      foreign.push(k);
      continue;
    }
    if (next === '') return undefined;
    if (isPiece(next) && cursor.lines[cursor.at + k]?.prefixed === true) torn++;
    text = cursor.append(text, k);
  }
  return undefined;
};
