/**
 * Mails as they are stored: one message (.eml) or many (mbox). Undoes MIME line by line, in constant memory, and keeps
 * for every decoded line which lines and bytes of the file it came from. RFC 5322, 2045, 2046, 3676 (format=flowed),
 * 4155 (mbox).
 */
import { decodeUtf8 } from './decode.ts';
import { MAX_LINE, type RawLine } from './lines.ts';

export interface MailDecoder {
  /** Decode the next line; zero or more lines of message text come out. */
  push(line: RawLine): readonly RawLine[];
  /** The file is over. */
  end(): readonly RawLine[];
  /** Number of messages and parts begun so far: a report never goes across such a border. */
  readonly parts: () => number;
  /**
   * How lines may be passed over without pushing them, up to a border (`\nFrom `, or `\n--` within parts): 'text', the
   * lines are the message's text as they are; 'flowed', they are unless one ends with a blank; 'no'.
   */
  readonly passable: () => 'text' | 'flowed' | 'no';
  /** Lines were passed over; `blank`: the last one of them was empty. */
  passed(blank: boolean): void;
  /** Is the text inside of parts, whose borders begin with "--"? */
  readonly nested: () => boolean;
}

const HEADER = /^([A-Za-z][A-Za-z0-9-]{1,60}):(?: |\t|$)/;
const TELLING =
  /^(?:from|to|date|subject|message-id|received|return-path|delivered-to|mime-version|content-type|content-transfer-encoding|cc|list-id|dkim-signature|x-[a-z-]+|archived-at|in-reply-to|references|reply-to|sender)$/i;
// From alice@example.org Thu Jan  1 00:00:00 1970
const MBOX = /^From \S{1,200}(?: +\S{1,10}){3,8}$/;

/** Does a file that begins with `head` hold mails? Two header lines at its very beginning, or an mbox separator. */
export const looksLikeMail = (head: string): boolean => {
  const lines = head.split(/\r?\n/, 40);
  const first = MBOX.test(lines[0] ?? '') ? 1 : 0;
  let telling = 0;
  let headers = 0;
  for (const line of lines.slice(first)) {
    if (line === '') break;
    if (/^[ \t]/.test(line) && headers > 0) continue;
    const match = HEADER.exec(line);
    if (!match) return false;
    headers++;
    if (TELLING.test(match[1]!)) telling++;
  }
  return telling >= 2 || (first === 1 && telling >= 1);
};

interface Part {
  readonly boundary: string | undefined;
  readonly alternative: boolean;
}

interface Leaf {
  readonly encoding: 'plain' | 'quoted-printable' | 'base64' | 'skip';
  readonly latin1: boolean;
  readonly flowed: boolean;
  readonly delsp: boolean;
  readonly html: boolean;
}

const TEXT: Leaf = { encoding: 'plain', latin1: false, flowed: false, delsp: false, html: false };
const SKIP: Leaf = { ...TEXT, encoding: 'skip' };

/** Value of a parameter of a structured header: `boundary="x y"`. */
const parameter = (header: string, name: string): string | undefined => {
  const match = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]{0,200})"|([^\\s;"]{1,200}))`, 'i').exec(header);
  return match?.[1] ?? match?.[2];
};

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE64_VALUES = new Map(Array.from(BASE64, (char, value) => [char, value]));

const latin1 = (bytes: readonly number[]): string => String.fromCharCode(...bytes);
const utf8 = (bytes: readonly number[]): string => decodeUtf8(Uint8Array.from(bytes), 0, bytes.length);

class Decoder implements MailDecoder {
  private inHeaders = true;
  private headers: string[] = [];
  private readonly stack: Part[] = [];
  private leaf: Leaf = TEXT;
  private count = 0;
  private blankBefore = true;
  /** Quoted-printable: the logical line so far. Base64: the bytes of the line so far. */
  private bytes: number[] = [];
  private bits = 0;
  private bitCount = 0;
  /** First raw line of what is pending. */
  private from: RawLine | undefined;
  /** format=flowed: a paragraph that goes on. */
  private flowing: RawLine | undefined;

  readonly parts = (): number => this.count;
  readonly nested = (): boolean => this.stack.length > 0;
  readonly passable = (): 'text' | 'flowed' | 'no' => {
    const leaf = this.leaf;
    if (this.inHeaders || leaf.encoding !== 'plain' || leaf.html || this.flowing !== undefined) return 'no';
    return leaf.flowed ? 'flowed' : 'text';
  };

  passed(blank: boolean): void {
    this.blankBefore = blank;
  }

  push(line: RawLine): readonly RawLine[] {
    const text = line.text;
    if (this.blankBefore && MBOX.test(text)) {
      const rest = this.finishPart(line);
      this.stack.length = 0;
      this.beginHeaders();
      this.blankBefore = false;
      return rest;
    }
    this.blankBefore = text === '';
    if (this.inHeaders) return this.readHeader(text);
    if (text.startsWith('--') && this.stack.length > 0) {
      const at = this.stack.findLastIndex(
        (part) => part.boundary !== undefined && text.startsWith(`--${part.boundary}`),
      );
      if (at >= 0) {
        const rest = this.finishPart(line);
        const closing = text.startsWith(`--${this.stack[at]!.boundary!}--`);
        this.stack.length = closing ? at : at + 1;
        if (closing) this.leaf = SKIP;
        else this.beginHeaders();
        return rest;
      }
    }
    return this.readBody(text.startsWith('>From ') ? { ...line, text: text.slice(1) } : line);
  }

  end(): readonly RawLine[] {
    return this.finishPart(undefined);
  }

  private beginHeaders(): void {
    this.inHeaders = true;
    this.headers = [];
    this.count++;
  }

  private readHeader(text: string): readonly RawLine[] {
    if (text === '') {
      this.inHeaders = false;
      this.leaf = this.leafFromHeaders();
      return [];
    }
    const before = this.headers.at(-1);
    if (/^[ \t]/.test(text) && before !== undefined)
      this.headers[this.headers.length - 1] = `${before} ${text.trim()}`.slice(0, 2000);
    else if (this.headers.length < 500) this.headers.push(text);
    return [];
  }

  private header(name: string): string {
    const prefix = `${name}:`;
    return (
      this.headers
        .find((line) => line.slice(0, prefix.length).toLowerCase() === prefix)
        ?.slice(prefix.length)
        .trim() ?? ''
    );
  }

  private leafFromHeaders(): Leaf {
    const type = this.header('content-type');
    const kind = type.split(';')[0]!.trim().toLowerCase();
    if (kind.startsWith('multipart/')) {
      const boundary = parameter(type, 'boundary');
      if (boundary !== undefined && this.stack.length < 16) {
        this.stack.push({ boundary, alternative: kind === 'multipart/alternative' });
      }
      return SKIP;
    }
    if (kind === 'message/rfc822') {
      this.beginHeaders();
      return SKIP;
    }
    const encoding = this.header('content-transfer-encoding').toLowerCase();
    const html = kind === 'text/html';
    if (html && this.stack.at(-1)?.alternative === true) return SKIP;
    const name = `${parameter(type, 'name') ?? ''} ${parameter(this.header('content-disposition'), 'filename') ?? ''}`;
    const readable =
      kind === '' ||
      kind.startsWith('text/') ||
      (kind === 'application/octet-stream' && /\.(?:txt|log|dmesg|eml)\b|dmesg|console/i.test(name));
    if (!readable) return SKIP;
    return {
      encoding: encoding === 'base64' || encoding === 'quoted-printable' ? encoding : 'plain',
      latin1: /^(?:iso-8859|windows-125|us-ascii)/i.test(parameter(type, 'charset') ?? ''),
      flowed: /^flowed$/i.test(parameter(type, 'format') ?? ''),
      delsp: /^yes$/i.test(parameter(type, 'delsp') ?? ''),
      html,
    };
  }

  private finishPart(next: RawLine | undefined): readonly RawLine[] {
    const lines: RawLine[] = [];
    if (this.bytes.length > 0 && this.from) lines.push(...this.emit(this.decode(), this.from, next ?? this.from));
    this.bytes = [];
    this.bits = 0;
    this.bitCount = 0;
    this.from = undefined;
    if (this.flowing) lines.push(this.flowing);
    this.flowing = undefined;
    return lines;
  }

  private decode(): string {
    return (this.leaf.latin1 ? latin1 : utf8)(this.bytes.slice(0, MAX_LINE));
  }

  private readBody(line: RawLine): readonly RawLine[] {
    switch (this.leaf.encoding) {
      case 'skip':
        return [];
      case 'base64':
        return this.readBase64(line);
      case 'quoted-printable':
        return this.readQuotedPrintable(line);
      case 'plain':
        return this.emit(line.text, line, line);
    }
  }

  private readQuotedPrintable(line: RawLine): readonly RawLine[] {
    this.from ??= line;
    const text = line.text.replace(/[ \t]+$/, '');
    const soft = text.endsWith('=');
    const end = soft ? text.length - 1 : text.length;
    for (let i = 0; i < end; i++) {
      const code = text.charCodeAt(i);
      const hex = code === 61 ? text.slice(i + 1, i + 3) : '';
      if (/^[0-9A-Fa-f]{2}$/.test(hex)) {
        this.bytes.push(Number.parseInt(hex, 16));
        i += 2;
      } else if (code < 0x80) {
        this.bytes.push(code);
      } else {
        // Not allowed there, but kept.
        this.bytes.push(0xef, 0xbf, 0xbd);
      }
    }
    if (soft && this.bytes.length < MAX_LINE) return [];
    const lines = this.emit(this.decode(), this.from, line);
    this.bytes = [];
    this.from = undefined;
    return lines;
  }

  private readBase64(line: RawLine): readonly RawLine[] {
    const lines: RawLine[] = [];
    this.from ??= line;
    for (const char of line.text) {
      const value = BASE64_VALUES.get(char);
      if (value === undefined) continue;
      this.bits = ((this.bits << 6) | value) & 0xffffff;
      this.bitCount += 6;
      if (this.bitCount < 8) continue;
      this.bitCount -= 8;
      const byte = (this.bits >> this.bitCount) & 0xff;
      if (byte !== 10) {
        if (this.bytes.length < 4 * MAX_LINE) this.bytes.push(byte);
        continue;
      }
      if (this.bytes.at(-1) === 13) this.bytes.pop();
      lines.push(...this.emit(this.decode(), this.from, line));
      this.bytes = [];
      this.from = line;
    }
    return lines;
  }

  /** A decoded line; format=flowed joins it with the next one, HTML loses its tags. */
  private emit(text: string, first: RawLine, last: RawLine): readonly RawLine[] {
    const clean = this.leaf.html ? text.replace(/<[^<>]{0,500}>/g, '') : text;
    const whole: RawLine = {
      text: clean,
      line: first.line,
      lastLine: last.lastLine,
      firstByte: first.firstByte,
      lastByte: last.lastByte,
    };
    return this.leaf.flowed ? this.reflow(whole) : [whole];
  }

  private reflow(line: RawLine): readonly RawLine[] {
    let depth = 0;
    while (line.text.charCodeAt(depth) === 62) depth++;
    const quote = line.text.slice(0, depth);
    // One blank was stuffed before lines that begin with a blank, ">" or "From ".
    const body = line.text.slice(line.text.charCodeAt(depth) === 32 ? depth + 1 : depth);
    const soft = body.endsWith(' ') && body !== '-- ' && body.trim() !== '';
    const before = this.flowing;
    this.flowing = undefined;
    const lines: RawLine[] = [];
    let whole: RawLine = { ...line, text: quote === '' ? body : `${quote} ${body}` };
    if (before) {
      const sameDepth = /^>*/.exec(before.text)![0] === quote;
      // A printk prefix begins a line of its own, whatever the mailer thought.
      if (sameDepth && !/^ *(?:<\d+>)?\[ *[\d+<]/.test(body) && before.text.length + body.length < MAX_LINE) {
        const start = this.leaf.delsp ? before.text.slice(0, -1) : before.text;
        whole = { ...before, text: start + body, lastLine: line.lastLine, lastByte: line.lastByte };
      } else {
        lines.push(before);
      }
    }
    if (soft) this.flowing = whole;
    else lines.push(whole);
    return lines;
  }
}

export const createMailDecoder = (): MailDecoder => new Decoder();
