/**
 * Lock names and lock terms (lockdep-format.md, 2.1 and 2.2; kernel/locking/lockdep.c `__print_lock_name`,
 * `print_lock_name`, `print_lock`, 2.6.32 - 7.x).
 */
import type { Frame, LockRef } from '../contract/report.ts';
import { parseFrame } from './frame.ts';

// {class->name} [#{version}]? [/{subclass}]?
const NAME = /^(.*?)(?:#(\d{1,6}))?(?:\/(\d))?$/;

/** A class name as printed, cut into its parts. */
export const parseLockName = (text: string): LockRef => {
  const full = text.trim();
  const match = NAME.exec(full);
  const lock: { class: string; name: string; version?: number; subclass?: number } = {
    class: full,
    name: match?.[1] !== undefined && match[1] !== '' ? match[1] : full,
  };
  if (match?.[1] !== undefined && match[1] !== '') {
    const version = match[2] === undefined ? 0 : Number(match[2]);
    if (version > 0) lock.version = version;
    if (match[3] !== undefined) lock.subclass = Number(match[3]);
  }
  return lock;
};

// ){+.+.}-{3:3}     the anchor from which a term is read to the left: names may hold anything
const ANCHOR = /\)\{([.+?-]{4,10})\}(?:-\{(\d:\d)\})?/g;
// ffff888106a71958 | 0000000097f06d5d | (____ptrval____)
const POINTER = /^(?:0x)?([0-9a-f]{8}|[0-9a-f]{16}|\(_+ptrval_+\))\s*$/;

export interface LockTerm {
  readonly lock: LockRef;
  /** Text before the opening parenthesis and pointer. */
  readonly before: string;
  /** Text behind the closing brace. */
  readonly after: string;
}

const openingParenthesis = (text: string, close: number): number => {
  let depth = 0;
  for (let i = close; i >= 0; i--) {
    if (text[i] === ')') depth++;
    else if (text[i] === '(' && --depth === 0) return i;
  }
  return -1;
};

/**
 * The first lock term in `text`: `[PTR ](NAME){USAGE}[-{O:I}]`. Delimited from the right, with a parenthesis counter.
 * Undefined when there is none.
 */
export const findLockTerm = (text: string): LockTerm | undefined => {
  if (!text.includes('){')) return undefined;
  for (const match of text.matchAll(ANCHOR)) {
    let open = openingParenthesis(text, match.index);
    // A name whose parentheses do not balance was damaged on the way: take what stands behind the first one.
    if (open < 0) open = text.indexOf('(');
    if (open < 0 || open >= match.index) continue;
    const name = text.slice(open + 1, match.index);
    if (name.trim() === '') continue;
    let before = text.slice(0, open);
    const lock: { -readonly [K in keyof LockRef]: LockRef[K] } = parseLockName(name);
    const word = before.trimEnd();
    const pointer = POINTER.exec(word.slice(word.lastIndexOf(' ') + 1));
    if (pointer && (before === '' || /\s$/.test(before) || pointer[1] !== undefined)) {
      if (/^[0-9a-f]/.test(pointer[1]!)) lock.address = pointer[1]!;
      before = word.slice(0, word.length - pointer[0].length);
    }
    lock.usage = match[1]!;
    if (match[2] !== undefined) lock.waitType = `{${match[2]}}`;
    return { lock, before, after: text.slice(match.index + match[0].length) };
  }
  return undefined;
};

export interface HeldTerm {
  readonly lock: LockRef;
  /** False when the line ends before the site: more of it may be on the next line. */
  readonly whole: boolean;
}

// , at: {site}
const AT = /^,? *at: */;

/** `[PTR ]TERM[, at: SITE]` filling the whole of `text`, or undefined. */
export const parseHeldTerm = (text: string): HeldTerm | undefined => {
  const term = findLockTerm(text.trim());
  if (term?.before.trim() !== '') return undefined;
  const at = AT.exec(term.after);
  if (!at) {
    const rest = term.after.trim();
    return rest === '' || rest === ',' || rest === ', at' || rest === 'at' || rest === ':'
      ? { lock: term.lock, whole: false }
      : undefined;
  }
  const site = term.after.slice(at[0].length);
  const frame: Frame | undefined = parseFrame(site) ?? bareSite(site);
  if (frame) return { lock: { ...term.lock, at: frame }, whole: true };
  // A terminal cut the line: "at: xf4", "at: 4".
  if (/^[\w.+/]{1,60}$/.test(site.trim())) return { lock: term.lock, whole: true };
  return site.trim() === '' || /^\[<[0-9a-f]+>?\]? *$/.test(site.trim())
    ? { lock: term.lock, whole: false }
    : undefined;
};

// A site whose offset is lost or cut: "at: rtnl_lock" or "at: [<ffffffff81055862>] "
const bareSite = (site: string): Frame | undefined => {
  const word = site.trim();
  const cut = /^([A-Za-z_][\w.$]{2,200})(?:\+0x?[0-9a-f]{0,8}(?:\/0?x?[0-9a-f]{0,8})?)?$/.exec(word);
  return cut ? { symbol: cut[1]!, reliable: true } : undefined;
};
