import type { ReactNode } from 'react';
import { callerHue } from '../../shared/console-log/caller-hue.ts';
import type { LinePrefix } from '../../shared/console-log/line-prefix.ts';

/** ASCII names of the control characters, in the order of Unicode's pictures of them from U+2400. */
const NAMES =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US SP DEL'.split(
    ' ',
  );
const PICTURES = /([\u2400-\u2421])/;

/** A part of a line that a search found, in UTF-16 units. */
export interface Hit {
  readonly from: number;
  readonly to: number;
}

/** Control characters come as their pictures, which few fonts draw legibly: their names are shown. */
function withNames(text: string): ReactNode {
  if (!PICTURES.test(text)) return text;
  return text.split(PICTURES).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <span key={index} className="log-control" data-name={NAMES[part.charCodeAt(0) - 0x2400]}>
        {part}
      </span>
    ),
  );
}

/** A stretch of the line from `from` on, with the hits inside it marked. */
function marked(text: string, from: number, hits: readonly Hit[]): ReactNode {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const hit of hits) {
    const start = Math.max(hit.from - from, at);
    const end = Math.min(hit.to - from, text.length);
    if (end <= start) continue;
    parts.push(withNames(text.slice(at, start)), <mark key={start}>{withNames(text.slice(start, end))}</mark>);
    at = end;
  }
  if (at === 0) return withNames(text);
  parts.push(withNames(text.slice(at)));
  return parts.map((part, index) => <span key={index}>{part}</span>);
}

interface LogTextProps {
  readonly text: string;
  readonly prefix: LinePrefix;
  /** The printk time stands in a column of its own. */
  readonly hidesTime: boolean;
  readonly hits?: readonly Hit[] | undefined;
  /** There is more of the line than is shown. */
  readonly isCut?: boolean;
}

const NO_HITS: readonly Hit[] = [];

/** The text of a line, its caller id in the caller's colour. */
export function LogText({ text, prefix, hidesTime, hits = NO_HITS, isCut = false }: LogTextProps) {
  const { caller, callerFrom, callerTo, timeEnd } = prefix;
  const from = hidesTime ? timeEnd : 0;
  if (caller === undefined || callerFrom === undefined || callerTo === undefined) {
    return (
      <span className="log-text">
        {marked(text.slice(from), from, hits)}
        {isCut && <CutHere />}
      </span>
    );
  }
  return (
    <span className="log-text">
      {marked(text.slice(from, callerFrom), from, hits)}
      <span className="log-caller" style={{ ['--caller-hue' as string]: callerHue(caller) }}>
        {marked(text.slice(callerFrom, callerTo), callerFrom, hits)}
      </span>
      {marked(text.slice(callerTo), callerTo, hits)}
      {isCut && <CutHere />}
    </span>
  );
}

/** Behind the last letter that is shown, also where lines wrap; no part of what is selected. */
const CutHere = () => <span className="log-cut">… cut here; the capture has the rest</span>;
