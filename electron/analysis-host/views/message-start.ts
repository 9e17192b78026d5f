/**
 * Where the message of a line begins: after what says when and by whom it was printed, so that equal messages are seen to
 * be equal. Works on bytes, as it looks at every line of a capture.
 *
 * kernel/printk/printk.c `info_print_prefix`: `<4>[   12.345678][    T1] message`, `<4>[   12.345678] message`
 * util-linux dmesg -T: `[Thu Nov 26 12:04:09 2026] message`
 */

const SPACE = 0x20;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const LESS = 0x3c;
const GREATER = 0x3e;
/** Longest of the brackets above. */
const LONGEST = 28;

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/**
 * @param start of the line
 * @param end of the line, without its line end
 * @returns offset of the first byte of the message
 */
export function messageStart(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  if (bytes[at] === LESS) {
    let to = at + 1;
    while (to < end && to - at <= 3 && isDigit(bytes[to]!)) to++;
    if (to > at + 1 && to < end && bytes[to] === GREATER) at = to + 1;
  }
  for (let brackets = 0; brackets < 2; brackets++) {
    // util-linux from 2.41 on puts a blank before the caller.
    const open = brackets > 0 && bytes[at] === SPACE && bytes[at + 1] === OPEN ? at + 1 : at;
    if (open >= end || bytes[open] !== OPEN) break;
    let to = open + 1;
    while (to < end && to - open <= LONGEST && bytes[to] !== CLOSE) to++;
    if (to >= end || bytes[to] !== CLOSE || !saysWhen(bytes, open + 1, to)) break;
    at = to + 1;
  }
  return at > start && at < end && bytes[at] === SPACE ? at + 1 : at;
}

/** The printk level of a line, 0 to 7; -1 when it has none. */
export function levelAt(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== LESS) return -1;
  let level = 0;
  let at = start + 1;
  for (; at < end && at - start <= 3 && isDigit(bytes[at]!); at++) level = level * 10 + bytes[at]! - 0x30;
  return at > start + 1 && at < end && bytes[at] === GREATER ? level & 7 : -1;
}

/** A number for who printed a line, the same for the same caller: even for tasks, odd for CPUs; -1 when it isn't said. */
export function callerAt(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  if (bytes[at] === LESS) {
    if (levelAt(bytes, start, end) < 0) return -1;
    while (bytes[at] !== GREATER) at++;
    at++;
  }
  for (let brackets = 0; brackets < 2; brackets++) {
    if (brackets > 0 && bytes[at] === SPACE) at++;
    if (at >= end || bytes[at] !== OPEN) return -1;
    let to = at + 1;
    while (to < end && bytes[to] === SPACE) to++;
    const kind = bytes[to];
    if (kind === 0x54 || kind === 0x43) {
      let number = 0;
      const first = ++to;
      for (; to < end && to - first < 10 && isDigit(bytes[to]!); to++) number = number * 10 + bytes[to]! - 0x30;
      return to > first && bytes[to] === CLOSE ? number * 2 + (kind === 0x43 ? 1 : 0) : -1;
    }
    // A time, once.
    if (brackets > 0 || to >= end || !isDigit(bytes[to]!)) return -1;
    while (to < end && to - at <= LONGEST && bytes[to] !== CLOSE) to++;
    if (bytes[to] !== CLOSE || !saysWhen(bytes, at + 1, to)) return -1;
    at = to + 1;
  }
  return -1;
}

/** `   12.345678`, `    T1`, `   C0`, `Thu Nov 26 12:04:09 2026` */
function saysWhen(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  while (at < to && bytes[at] === SPACE) at++;
  if (at === to) return false;
  const first = bytes[at]!;
  if (first === 0x54 || first === 0x43) {
    let digits = at + 1;
    while (digits < to && isDigit(bytes[digits]!)) digits++;
    if (digits === to && digits > at + 1) return true;
  }
  if (!isDigit(first)) return to - from === 24 && isDate(bytes, from);
  let dots = 0;
  for (; at < to; at++) {
    if (bytes[at] === 0x2e) dots++;
    else if (!isDigit(bytes[at]!)) return false;
  }
  return dots === 1;
}

/** The blanks and colons of `Thu Nov 26 12:04:09 2026`. */
const isDate = (bytes: Uint8Array, from: number): boolean =>
  bytes[from + 3] === SPACE &&
  bytes[from + 7] === SPACE &&
  bytes[from + 10] === SPACE &&
  bytes[from + 13] === 0x3a &&
  bytes[from + 16] === 0x3a &&
  bytes[from + 19] === SPACE;
