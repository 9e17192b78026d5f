/**
 * Telnet around a console: RFC 854 (commands), 855 (options), 856 (binary), 857 (echo), 858 (suppress go ahead) and 2217
 * (COM port control). The commands are answered and taken out, so that what is left are the console's own bytes.
 */
import type { SerialLine } from '../../../shared/contract/ipc.ts';

/** What a connection speaks beside the console's bytes. */
export interface LineProtocol {
  /** The connection is there. */
  opened(): void;
  /** @returns the console's own bytes in what came */
  received(chunk: Uint8Array): Uint8Array;
  /** @returns what to send for typed text */
  encode(text: string): Uint8Array;
  sendBreak(): Promise<undefined>;
}

export interface TelnetOptions {
  readonly send: (bytes: Uint8Array) => void;
  readonly notice: (text: string) => void;
  /** Present: ask for RFC 2217; `line`: how to set the far side's serial line, absent: leave it. */
  readonly comPort?: { readonly line?: SerialLine | undefined } | undefined;
  /** How long a BREAK lasts over RFC 2217, in milliseconds. */
  readonly breakFor?: number;
}

const IAC = 255;
const [DONT, DO, WONT, WILL, SB, BRK, SE] = [254, 253, 252, 251, 250, 243, 240] as const;
const [BINARY, ECHO, SUPPRESS_GO_AHEAD, COM_PORT] = [0, 1, 3, 44] as const;
const CR = 13;
const NUL = 0;

/** What they may do (we answer their WILL with DO), and what we do when they ask (their DO with WILL). */
const THEIRS: ReadonlySet<number> = new Set([BINARY, ECHO, SUPPRESS_GO_AHEAD]);
const OURS: ReadonlySet<number> = new Set([BINARY, SUPPRESS_GO_AHEAD]);

/** RFC 2217, client to access server; the answers are these plus 100. */
const [SET_BAUDRATE, SET_DATASIZE, SET_PARITY, SET_STOPSIZE, SET_CONTROL] = [1, 2, 3, 4, 5] as const;
const PARITY = { none: 1, odd: 2, even: 3, mark: 4, space: 5 } as const;
const FLOW = { none: 1, software: 2, hardware: 3 } as const;
const [BREAK_ON, BREAK_OFF] = [5, 6] as const;
/** Longest sub-negotiation kept; a hostile one is cut. */
const MAX_SUB = 512;
/** Default of `breakFor`: long enough for 300 baud, short of what hangs up a line. */
const BREAK_FOR = 250;

type Expect = 'data' | 'cr' | 'command' | 'option' | 'sub' | 'sub-iac';

export function telnet({ send, notice, comPort, breakFor = BREAK_FOR }: TelnetOptions): LineProtocol {
  let expect: Expect = 'data';
  let verb = 0;
  let sub: number[] = [];
  let theyAreBinary = false;
  let comPortAgreed = false;
  /** Options that are on, and those we have asked for; RFC 854: no answer to what is no change. */
  const theirs = new Set<number>();
  const ours = new Set<number>();
  const asked = new Set<string>();

  const say = (what: number, option: number): void => send(Uint8Array.of(IAC, what, option));
  const ask = (what: typeof DO | typeof WILL, option: number): void => {
    asked.add(`${what} ${option}`);
    say(what, option);
  };
  const sendSub = (command: number, value: readonly number[]): void => {
    const escaped = value.flatMap((byte) => (byte === IAC ? [IAC, IAC] : [byte]));
    send(Uint8Array.of(IAC, SB, COM_PORT, command, ...escaped, IAC, SE));
  };

  const setLine = (line: SerialLine): void => {
    const { baudRate, dataBits, parity, stopBits, flow } = line;
    sendSub(SET_BAUDRATE, [baudRate >>> 24, (baudRate >>> 16) & 255, (baudRate >>> 8) & 255, baudRate & 255]);
    sendSub(SET_DATASIZE, [dataBits]);
    sendSub(SET_PARITY, [PARITY[parity]]);
    sendSub(SET_STOPSIZE, [stopBits]);
    sendSub(SET_CONTROL, [FLOW[flow]]);
  };

  const onOption = (option: number): void => {
    switch (verb) {
      case WILL:
        if (theirs.has(option)) return;
        if (!THEIRS.has(option)) {
          say(DONT, option);
          return;
        }
        theirs.add(option);
        theyAreBinary ||= option === BINARY;
        if (!asked.delete(`${DO} ${option}`)) say(DO, option);
        return;
      case WONT:
        if (option === BINARY) theyAreBinary = false;
        asked.delete(`${DO} ${option}`);
        if (theirs.delete(option)) say(DONT, option);
        return;
      case DO:
        if (ours.has(option)) return;
        if (option === COM_PORT && comPort !== undefined) {
          ours.add(option);
          comPortAgreed = true;
          if (!asked.delete(`${WILL} ${option}`)) say(WILL, option);
          if (comPort.line !== undefined) setLine(comPort.line);
          return;
        }
        if (!OURS.has(option)) {
          say(WONT, option);
          return;
        }
        ours.add(option);
        if (!asked.delete(`${WILL} ${option}`)) say(WILL, option);
        return;
      case DONT:
        if (option === COM_PORT && comPort !== undefined && !comPortAgreed) {
          notice('The other side does not speak RFC 2217: its line is left as it is, and BREAK is the one of telnet.');
        }
        asked.delete(`${WILL} ${option}`);
        if (ours.delete(option)) say(WONT, option);
    }
  };

  const onSub = (): void => {
    const [option, command, ...value] = sub;
    if (option !== COM_PORT || command !== SET_BAUDRATE + 100 || comPort?.line === undefined) return;
    const baudRate = value.reduce((sum, byte) => sum * 256 + byte, 0);
    if (baudRate !== comPort.line.baudRate) notice(`The other side runs its line at ${baudRate} baud.`);
  };

  /** @returns true when the byte belongs to the console */
  const step = (byte: number): boolean => {
    switch (expect) {
      case 'cr':
        expect = 'data';
        // RFC 854: a carriage return alone is sent as CR NUL.
        if (byte === NUL) return false;
        return step(byte);
      case 'data':
        if (byte === IAC) {
          expect = 'command';
          return false;
        }
        if (byte === CR && !theyAreBinary) expect = 'cr';
        return true;
      case 'command':
        expect = 'data';
        if (byte === IAC) return true;
        if (byte >= WILL) {
          verb = byte;
          expect = 'option';
        } else if (byte === SB) {
          sub = [];
          expect = 'sub';
        }
        return false;
      case 'option':
        expect = 'data';
        onOption(byte);
        return false;
      case 'sub':
        if (byte === IAC) expect = 'sub-iac';
        else if (sub.length < MAX_SUB) sub.push(byte);
        return false;
      case 'sub-iac':
        if (byte === IAC) {
          if (sub.length < MAX_SUB) sub.push(byte);
          expect = 'sub';
          return false;
        }
        expect = 'data';
        if (byte === SE) onSub();
        return false;
    }
  };

  return {
    opened() {
      ask(DO, BINARY);
      ask(WILL, BINARY);
      ask(DO, SUPPRESS_GO_AHEAD);
      if (comPort !== undefined) ask(WILL, COM_PORT);
    },
    received(chunk) {
      // Most chunks have none of it; they pass as they are.
      if (expect === 'data' && !chunk.includes(IAC) && (theyAreBinary || !chunk.includes(CR))) return chunk;
      const kept = new Uint8Array(chunk.length);
      let length = 0;
      for (const byte of chunk) if (step(byte)) kept[length++] = byte;
      return kept.subarray(0, length);
    },
    encode(text) {
      const bytes = Buffer.from(text, 'utf8');
      const binary = ours.has(BINARY);
      if (!bytes.includes(IAC) && (binary || !bytes.includes(CR))) return bytes;
      return Uint8Array.from(
        [...bytes].flatMap((byte) => (byte === IAC ? [IAC, IAC] : byte === CR && !binary ? [CR, NUL] : [byte])),
      );
    },
    async sendBreak() {
      if (!comPortAgreed) {
        send(Uint8Array.of(IAC, BRK));
        return undefined;
      }
      sendSub(SET_CONTROL, [BREAK_ON]);
      await new Promise((resolve) => setTimeout(resolve, breakFor));
      sendSub(SET_CONTROL, [BREAK_OFF]);
      return undefined;
    },
  };
}
