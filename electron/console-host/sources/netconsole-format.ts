/**
 * Netconsole's extended format, that of /dev/kmsg (Documentation/ABI/testing/dev-kmsg, Documentation/networking/
 * netconsole.rst): `6,416,1758426,-;text`, before it the kernel's release with `netconsole.r=1`, behind the flags
 * `ncfrag=<offset>/<length>` for a part of a message that did not fit into one datagram.
 */

export interface ExtendedMessage {
  readonly sequence: number;
  /** The message as `dmesg -r` shows it, or a later part of it as it came. */
  readonly line: Uint8Array;
  /** A part that is not the first: has the sequence number of the one before. */
  readonly isContinued: boolean;
}

//                   release,            level,   seq,     µs,    flags, key=value pairs
const HEADER = /^(?:[0-9][^,;\n]{0,80},)?(\d{1,10}),(\d{1,20}),(\d{1,20}),([-c+])((?:,[^;\n]{0,200})?);/;
const FRAGMENT = /,ncfrag=(\d{1,9})\/(\d{1,9})/;
const LONGEST_HEADER = 400;
const SEMICOLON = 0x3b;
const NEWLINE = 0x0a;

/** @returns undefined for a plain message */
export function extendedMessage(datagram: Uint8Array): ExtendedMessage | undefined {
  const end = datagram.indexOf(SEMICOLON);
  if (end < 0 || end > LONGEST_HEADER) return undefined;
  const match = HEADER.exec(Buffer.from(datagram.buffer, datagram.byteOffset, end + 1).toString('latin1'));
  if (match === null) return undefined;
  const [, level = '', sequence = '', microseconds = '', , pairs = ''] = match;
  const fragment = FRAGMENT.exec(pairs);
  const from = Number(fragment?.[1] ?? 0);
  const body = datagram.subarray(end + 1);
  const isLast = fragment === null || from + body.length >= Number(fragment[2]);
  const text = isLast ? withNewline(withoutDictionary(body)) : body;
  const isContinued = from > 0;
  const time = `${microseconds.slice(0, -6).padStart(5)}.${microseconds.slice(-6).padStart(6, '0')}`;
  const seconds = microseconds.length <= 6 ? `    0.${microseconds.padStart(6, '0')}` : time;
  const line = isContinued ? text : Buffer.concat([Buffer.from(`<${level}>[${seconds}] `), text]);
  return { sequence: Number(sequence), line, isContinued };
}

/** Lines that begin with a blank after the first are `KEY=value` pairs of the message, not its text. */
function withoutDictionary(body: Uint8Array): Uint8Array {
  for (let at = body.indexOf(NEWLINE); at >= 0 && at + 1 < body.length; at = body.indexOf(NEWLINE, at + 1)) {
    if (body[at + 1] === 0x20) return body.subarray(0, at + 1);
  }
  return body;
}

const withNewline = (body: Uint8Array): Uint8Array =>
  body.at(-1) === NEWLINE ? body : Buffer.concat([body, Uint8Array.of(NEWLINE)]);

/** The sequence of one sender. */
export interface Sequence {
  next: number | undefined;
}

/** A step back further than this is a new boot, a smaller one a datagram that was overtaken. */
const REORDERED = 64;

/** Follow the numbers. @returns what is missing or out of order, in words */
export function followSequence(state: Sequence, { sequence, isContinued }: ExtendedMessage): string | undefined {
  const expected = state.next;
  if (isContinued && expected === sequence + 1) return undefined;
  if (expected !== undefined && sequence < expected && expected - sequence <= REORDERED && sequence > 0) {
    return `message ${sequence} came late`;
  }
  state.next = sequence + 1;
  if (expected === undefined || sequence <= expected) return undefined;
  const count = sequence - expected;
  return count === 1
    ? `1 message lost (sequence ${expected})`
    : `${count} messages lost (sequence ${expected} to ${sequence - 1})`;
}
