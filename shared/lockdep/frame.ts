/**
 * One line of a kernel stack (lockdep-format.md, 2.4). Forms: `%pS`/`%pB` of lib/vsprintf.c, the architectures'
 * dump_stack, scripts/decode_stacktrace.sh and syzkaller's symbolizer.
 */
import type { Frame } from '../contract/report.ts';

// [<ffffffff811061a6>]   saved traces up to 4.13, hashed in 4.15; "[< (null)>]"
const BRACKET = /^\(?\[< *([0-9a-f]{4,16})>\]\)? */;
// [c000000001] [c00000000]   powerpc: stack pointer and return address
const POWERPC = /^\[[0-9a-f]{8,16}\] \[([0-9a-f]{8,16})\] */;
// func+0x41/0x80
const OFFSET = /^([^\s+()[\]{},;"'`]{1,400})\+0x([0-9a-f]{1,8})\/0x([0-9a-f]{1,8})(?=$|[\s)])/;
// path/file.c:123   with an optional column or discriminator
const LOCATION =
  /^(\.{0,2}\/?[^\s:()[\]]{1,400}\.(?:[chSs]|cc|cpp|rs|inc|lds)|\?\?):(-?\d{1,7}|\?)(?::\d{1,5})?(?=$|[\s)])/;
const MODULE = /^\[([A-Za-z0-9_-]{1,64})(?: [0-9a-f]{6,40})?\]/;
const FLAGS = /^\((?:[A-Z?]{1,6}|unreliable)\)/;
const SYMBOL = /^[A-Za-z_$.][\w$.<>:~-]{0,400}$/;
const BARE = /^(?:0x[0-9a-f]{4,16}|[0-9a-f]{16})$/;

type Draft = { -readonly [K in keyof Frame]: Frame[K] };

/** "??" and "file.c:?" stand for what the decoder did not know. */
const setLocation = (frame: Draft, place: RegExpExecArray): void => {
  if (frame.file !== undefined && frame.line !== undefined) return;
  if (place[1] === '??') return;
  if (place[2] === '?' || Number(place[2]) < 1) {
    frame.file ??= place[1]!;
    return;
  }
  frame.file = place[1]!;
  frame.line = Math.max(1, Number(place[2]));
};

const readRest = (frame: Draft, text: string): boolean => {
  let rest = text;
  for (;;) {
    rest = rest.trimStart();
    if (rest === '') return true;
    let match = MODULE.exec(rest);
    if (match && match[1] !== 'inline') {
      frame.module = match[1];
      rest = rest.slice(match[0].length);
      continue;
    }
    if (rest.startsWith('[inline]')) {
      frame.inline = true;
      rest = rest.slice(8);
      continue;
    }
    match = FLAGS.exec(rest);
    if (match) {
      if (match[0] === '(unreliable)') frame.reliable = false;
      rest = rest.slice(match[0].length);
      continue;
    }
    match = LOCATION.exec(rest);
    if (match) {
      setLocation(frame, match);
      rest = rest.slice(match[0].length);
      continue;
    }
    if (rest.startsWith('(discriminator')) {
      const end = rest.indexOf(')');
      if (end < 0) return false;
      rest = rest.slice(end + 1);
      continue;
    }
    // (path:line path:line (discriminator 3)) module     decode_stacktrace.sh: the first is the innermost
    if (rest.startsWith('(')) {
      if (!LOCATION.test(rest.slice(1))) return false;
      const end = matchingParenthesis(rest);
      // Unfinished: the rest is on the next line.
      if (end < 0) return false;
      for (const place of rest.slice(1, end).split(' ')) {
        const inside = LOCATION.exec(place);
        if (inside && frame.line === undefined) setLocation(frame, inside);
      }
      rest = rest.slice(end + 1);
      const behind = /^ ([A-Za-z_][\w-]{0,63})$/.exec(rest);
      if (behind) {
        frame.module = behind[1];
        return true;
      }
      continue;
    }
    // A remark of the person who mailed it: "<- got the lock", "* here".
    return rest === ')' || /^(?:<-|\*|\/\*|\/\/|<=|<<)/.test(rest);
  }
};

const matchingParenthesis = (text: string): number => {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  return -1;
};

// What every frame has somewhere: an offset, a bare address, or a place in a file.
const PLAUSIBLE = /\+0x|^[^ ]*[0-9a-f]{4}|[?:]/;

/**
 * A frame from the text of one line, or undefined when it is none. `text` may have blanks around it.
 * A bare number is a frame too: the kernel prints it where kallsyms knows no name.
 */
export const parseFrame = (text: string): Frame | undefined => {
  let rest = text.trim();
  if (rest.length < 4 || rest.length > 1500 || !PLAUSIBLE.test(rest)) return undefined;
  let address: string | undefined;
  let match = BRACKET.exec(rest) ?? POWERPC.exec(rest);
  if (match) {
    address = match[1]!;
    rest = rest.slice(match[0].length);
    if (rest === '') return { symbol: `0x${address}`, reliable: true, address };
    // arm32: [<80de0078>] (dump_backtrace) from [<80de0574>] (show_stack+0x28/0x2c)
    const arm = /^\([^\s()]{1,200}\) from \[<([0-9a-f]{8})>\] \(([^\s()]{1,200})\)/.exec(rest);
    if (arm) {
      address = arm[1]!;
      rest = arm[2]!;
    } else if (rest.startsWith('(') && rest.endsWith(')')) {
      rest = rest.slice(1, -1);
    }
  } else {
    // arm32 from 5.17:  dump_backtrace from show_stack+0x10/0x14
    match = /^[\w.$]{1,200} from (?=\S{1,200}\+0x)/.exec(rest);
    if (match) rest = rest.slice(match[0].length);
    // s390:  ([<0000000000112ba6>] show_stack+0xb4/0xd0)
    if (rest.startsWith('([<') && rest.endsWith(')')) {
      const inner = BRACKET.exec(rest.slice(1));
      if (inner) return parseFrame(rest.slice(1, -1));
    }
  }
  let reliable = true;
  if (rest.startsWith('? ')) {
    reliable = false;
    rest = rest.slice(2).trimStart();
  }
  const make = (symbol: string): Draft => {
    const frame: Draft = { symbol, reliable };
    if (address !== undefined && !/^0+$/.test(address)) frame.address = address;
    return frame;
  };
  match = OFFSET.exec(rest);
  if (match) {
    const frame = make(match[1]!);
    frame.offset = Number.parseInt(match[2]!, 16);
    frame.size = Number.parseInt(match[3]!, 16);
    // Something unknown behind the offset (a mailer's addition) does not make it another thing than a frame,
    // as long as no prose follows.
    if (readRest(frame, rest.slice(match[0].length))) return frame;
    return undefined;
  }
  const blank = rest.indexOf(' ');
  if (blank < 0) {
    if (BARE.test(rest)) {
      const frame = make(rest);
      if (!rest.startsWith('0x') && address === undefined) frame.address = rest;
      return frame;
    }
    return undefined;
  }
  // (inlined by) do_exit at kernel/exit.c:826     eu-addr2line, llvm-symbolizer
  const inlined = rest.startsWith('(inlined by) ');
  if (inlined) rest = rest.slice(13);
  const end = inlined ? rest.indexOf(' ') : blank;
  const symbol = rest.slice(0, end);
  if (!SYMBOL.test(symbol)) return undefined;
  let behind = rest.slice(end + 1).trimStart();
  if (behind.startsWith('at ')) behind = behind.slice(3).trimStart();
  // func path:line [inline]   |   func (path:line path:line) module
  const located = LOCATION.test(behind) || (behind.startsWith('(') && LOCATION.test(behind.slice(1)));
  if (!located) return undefined;
  const frame = make(symbol);
  if (inlined) frame.inline = true;
  return readRest(frame, behind) ? frame : undefined;
};
