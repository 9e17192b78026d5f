/**
 * Undo what carried a kernel line here: mail quoting, syslog, printk prefixes, terminal noise (lockdep-format.md, 0.2).
 * Sources of the prefix forms: kernel/printk/printk.c `info_print_prefix` (2.6.32 - 7.x), util-linux dmesg, journald,
 * rsyslog, Android logcat.
 */
import type { LogLine, RawLine } from './lines.ts';

// "> ", ">> ", "> > ", "| ": one sign at a time, at most one blank after it belongs to the quoting.
const QUOTE = / {0,3}(?:>|\|(?= |$)) ?/y;
// <4>  (syslog(2), netconsole, dmesg -r)
const LEVEL = / *<\d{1,3}>/y;
// kern  :warn  :   (dmesg -x)
const FACILITY = / *(?:kern|user|daemon|syslog|auth|local\d) *: ?(?:emerg|alert|crit|err|warn|notice|info|debug) *: ?/y;
// [   25.645493]   printk time, seconds since boot
const TIME = / *\[ *(\d{1,9}\.\d{3,9})\]/y;
// [  +0.000531]  [<    0.000531>]   dmesg -d, -e
const DELTA = / *\[ *[<+] *\d{1,9}[.,]\d{1,9}>? *\]/y;
// [Wed Dec 16 13:30:45 2020]   dmesg -T ;  [Dec16 13:30]   dmesg -e
const CLOCK = / *\[(?:[A-Z][a-z]{2} +)?[A-Z][a-z]{2} {0,3}\d{1,2} +\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?: +\d{4})?\]/y;
// Jul 29 18:27:12
const SYSLOG = / *[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d(?:[.,]\d{1,9})? /y;
// 2020-12-16T13:30:45,123456+01:00
const ISO = / *\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?Z| ?[+-]\d\d:?\d\d)?\]?:? /y;
// testnode1 kernel:
const HOST = / *[^\s:[\]()]{1,64} kernel(?:\[\d{1,7}\])?: ?/y;
const KERNEL = / *kernel(?:\[\d{1,7}\])?: ?/y;
// 01-01 00:00:05.123     0     0 W         :   (logcat -b kernel)
const LOGCAT = / *\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,6} +(?:\S{1,16} +)?\d{1,7} +\d{1,7} [VDIWEF] [^:]{0,30}: ?/y;
//  c0      1   (Android vendor kernels: CPU and pid behind the time)
const VENDOR = / *c\d{1,3} +\d{1,7} /y;
// [ T1043]  [    C0]   CONFIG_PRINTK_CALLER; util-linux >= 2.41 puts a blank before it
const CALLER = / ?\[ *([TC]\d{1,8})\]/y;
// A printk time behind something else on the line (a boot message without newline, a host name).
const LATE_TIME = /\[ {0,5}\d{1,9}\.\d{6}\]/;

const ANSI = /\u001b\[[0-9;?]*[A-Za-z]|\u001b[@-Z\\-_c]/g;
const NOISE = /[\u0000-\u0008\u000b-\u001f\u007f]|\u200b|\u200c|\u200d|\u2060|\ufeff/g;
// U+FFFD: a no-break space whose character set was lost on the way.
const SPACES = /[\u00a0\u2002-\u200a\u202f\ufffd]/g;
const MOJIBAKE = /\u00c2[\u00a0 ]?/g;
const MARKDOWN_LINK = /\[#(\d{1,7})\]\(https?:\/\/[^\s()]{1,200}\)/g;
const BARE_LINK =
  /https?:\/\/(?:github\.com\/[\w.-]{1,80}\/[\w.-]{1,100}\/(?:pull|issues)\/|bugzilla\.[\w.-]{1,80}\/show_bug\.cgi\?id=)(\d{1,7})(?![\w/])/g;
const ENTITY = /&(gt|lt|amp|quot|nbsp|#39|#x27|#62|#60);/g;
const ENTITIES: Readonly<Record<string, string>> = {
  gt: '>',
  lt: '<',
  amp: '&',
  quot: '"',
  nbsp: ' ',
  '#39': "'",
  '#x27': "'",
  '#62': '>',
  '#60': '<',
};

/** Terminal colours, control characters, no-break spaces and their mojibake, HTML entities, tabs: gone. */
export const cleanText = (text: string): string => {
  let clean = text;
  // A line of printable ASCII, the usual case, needs none of this.
  if (/[^\u0020-\u007e]/.test(clean)) {
    clean = clean.replace(ANSI, '').replace(SPACES, ' ').replace(MOJIBAKE, ' ').replace(NOISE, '');
    if (clean.includes('\t')) clean = expandTabs(clean);
  }
  if (clean.includes('&')) clean = unescapeEntities(clean);
  return clean.includes('://') ? unlinkNumbers(clean) : clean;
};

/** "[#4](https://github.com/o/r/pull/4)", "https://bugzilla.kernel.org/show_bug.cgi?id=4": it was `#4` once. */
const unlinkNumbers = (text: string): string => text.replace(MARKDOWN_LINK, '#$1').replace(BARE_LINK, '#$1');

const unescapeEntities = (text: string): string => text.replace(ENTITY, (all, name: string) => ENTITIES[name] ?? all);

const expandTabs = (text: string): string => {
  const parts: string[] = [];
  let column = 0;
  for (const [i, piece] of text.split('\t').entries()) {
    if (i > 0) {
      const blanks = 8 - (column % 8);
      parts.push(' '.repeat(blanks));
      column += blanks;
    }
    parts.push(piece);
    column += piece.length;
  }
  return parts.join('');
};

/** Read `pattern` (sticky) at `at`; the end of the match, or -1. */
const eat = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
};

const PREFIXES: readonly RegExp[] = [LEVEL, FACILITY, DELTA, CLOCK, ISO, SYSLOG, LOGCAT, KERNEL];

interface Prefix {
  readonly end: number;
  readonly quote: number;
  readonly prefixed: boolean;
  readonly time?: number;
  readonly caller?: string;
}

const readPrefix = (text: string, start: number): Prefix => {
  let at = start;
  let quote = 0;
  let prefixed = false;
  let time: number | undefined;
  let caller: string | undefined;
  for (let round = 0; round < 64; round++) {
    const end = eat(QUOTE, text, at);
    if (end < 0) break;
    at = end;
    quote++;
  }
  for (let round = 0; round < 8; round++) {
    TIME.lastIndex = at;
    const stamp = TIME.exec(text);
    if (stamp) {
      at = TIME.lastIndex;
      time = Number(stamp[1]);
      prefixed = true;
      CALLER.lastIndex = at;
      const who = CALLER.exec(text);
      if (who) {
        at = CALLER.lastIndex;
        caller = who[1];
      } else {
        const vendor = eat(VENDOR, text, at);
        if (vendor >= 0) at = vendor - 1;
      }
      continue;
    }
    let next = -1;
    if (!prefixed && round === 0) {
      // [T79] without a time: somebody shortened the prefixes.
      CALLER.lastIndex = at;
      const bare = CALLER.exec(text);
      if (bare) {
        at = CALLER.lastIndex;
        caller = bare[1];
        prefixed = true;
        break;
      }
    }
    for (const pattern of PREFIXES) {
      next = eat(pattern, text, at);
      if (next >= 0) break;
    }
    if (next < 0 && prefixed) next = eat(HOST, text, at);
    if (next < 0) break;
    at = next;
    prefixed = true;
    if (caller === undefined) {
      CALLER.lastIndex = at;
      const who = CALLER.exec(text);
      if (who) {
        at = CALLER.lastIndex;
        caller = who[1];
      }
    }
  }
  // The one blank between prefix and text.
  if (prefixed && text[at] === ' ' && text[at - 1] === ']') at++;
  return { end: at, quote, prefixed, time, caller };
};

/**
 * One line without its transport. `#012` and `\x0a` (newlines escaped by rsyslog and journald) and headers that were
 * joined on one line give several. Leading blanks of the kernel's text are kept.
 */
export const undoTransport = (raw: RawLine): readonly LogLine[] => {
  const text = cleanText(raw.text);
  let prefix = readPrefix(text, 0);
  if (!prefix.prefixed && text.includes(']')) {
    const late = LATE_TIME.exec(text.slice(0, 400));
    if (late && late.index > prefix.end) {
      const again = readPrefix(text, late.index);
      prefix = { ...again, quote: prefix.quote };
    }
  }
  let body = text.slice(prefix.end);
  // A terminal's status far behind a stack line: "15:20:28 [177/6052]".
  const site = body.indexOf('+0x');
  const gap = site < 0 ? -1 : body.indexOf(' '.repeat(12), site);
  if (gap > 0) body = body.slice(0, gap);
  const line = (part: string): LogLine => ({
    raw,
    text: part,
    time: prefix.time,
    caller: prefix.caller,
    prefixed: prefix.prefixed,
    quote: prefix.quote,
  });
  if (body.includes('#012') || body.includes('\\x0a')) {
    // Each piece may repeat the prefix.
    return body.split(/#012|\\x0a/).map((piece) => line(piece.slice(readPrefix(piece, 0).end)));
  }
  // A mailer that took "#0" for something else.
  if (/^012(?:[a-z]| \*|-> |$)/.test(body)) return [line(body.slice(3))];
  const joined = splitRulers(body);
  return joined.length > 1 ? joined.map(line) : [line(body)];
};

const RULER = /={20,}|-{20,}/g;
// "WARNING: possible ... detected 6.12.0 #1 Not tainted": headline and kernel on one line
const HEADLINE_AND_KERNEL =
  /^ ?((?:\[ )?(?:WARNING|INFO|BUG): .{8,100}?) (\S{1,100} #\d{1,9}\S{0,20} (?:Not tainted|Tainted: .{1,60}))$/;
// Sentences behind which, or before which, a line was joined.
const JOINTS =
  / +(?=but task is already holding lock:|which lock already depends on|the existing dependency chain|-> #\d{1,3} \(|other info that might help|stack backtrace:|\d{1,3} locks? held by )|(?<=acquire lock:|holding lock:|is trying to lock:) +(?=\S)/g;

/** "===== WARNING: ... ----- a/1 is trying ..." on one line (pasted into GitHub): cut at the rulers and sentences. */
const splitRulers = (text: string): readonly string[] => {
  if (text.length < 60) return [text];
  const ruled = text.includes('====================') || text.includes('--------------------');
  if (!ruled && !/(?:acquire|holding) lock: \S/.test(text)) return [text];
  const parts: string[] = [];
  const add = (part: string): void => {
    if (part.trim() === '') return;
    const both = HEADLINE_AND_KERNEL.exec(part.trim());
    if (both) parts.push(both[1]!, both[2]!);
    else parts.push(...part.split(JOINTS));
  };
  let at = 0;
  for (const match of text.matchAll(RULER)) {
    add(text.slice(at, match.index));
    parts.push(match[0]);
    at = match.index + match[0].length;
  }
  add(text.slice(at));
  return parts;
};
