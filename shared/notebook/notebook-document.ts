/**
 * A notebook's text, understood just far enough: its title, its headings, the evidence links in it, and where new
 * evidence goes. The text itself belongs to the user: everything that isn't inserted stays byte for byte.
 */
import { words } from './markdown-text.ts';
import { LINK_SCHEME, parseLink, type LinkProblem } from './place-link.ts';
import type { Place } from './place.ts';

/** One line of the document, without its line end. */
interface DocumentLine {
  readonly text: string;
  /** Where it begins in the document. */
  readonly from: number;
  /** Where the next line begins. */
  readonly next: number;
  /** Inside a fenced code block, its two fences included. */
  readonly fenced: boolean;
}

interface Fence {
  readonly mark: string;
  readonly length: number;
}

/** `   ~~~~ info`: at most three blanks before it; a backtick fence has no backtick in its info string. */
function openingFence(line: string): Fence | undefined {
  const run = /^ {0,3}(?:(`{3,})[^`]*|(~{3,}).*)$/.exec(line);
  const mark = run?.[1] ?? run?.[2];
  return mark === undefined ? undefined : { mark: mark.charAt(0), length: mark.length };
}

function closes(line: string, fence: Fence): boolean {
  const run = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
  return run !== undefined && run.startsWith(fence.mark) && run.length >= fence.length;
}

interface Scanned {
  readonly lines: readonly DocumentLine[];
  /** The fence that is still open at the end. */
  readonly open: Fence | undefined;
}

function scan(text: string): Scanned {
  const lines: DocumentLine[] = [];
  let fence: Fence | undefined;
  for (const match of text.matchAll(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+/g)) {
    const line = match[0].replace(/[\r\n]+$/, '');
    const begins = fence === undefined ? openingFence(line) : undefined;
    const fenced = (fence ?? begins) !== undefined;
    lines.push({ text: line, from: match.index, next: match.index + match[0].length, fenced });
    if (begins !== undefined) fence = begins;
    else if (fence !== undefined && closes(line, fence)) fence = undefined;
  }
  return { lines, open: fence };
}

/** A heading of the document. */
export interface Heading {
  /** 1..6 */
  readonly level: number;
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/** The headings that are not inside a code block. Markdown's own escapes and emphasis are left in their text. */
export function headingsOf(text: string): readonly Heading[] {
  return scan(text).lines.flatMap((line, index) => {
    const match = line.fenced ? null : /^ {0,3}(#{1,6})(?=[ \t]|$)(.*)$/.exec(line.text);
    if (match?.[1] === undefined) return [];
    const heading = (match[2] ?? '').trim().replace(/(?:^|[ \t])#+$/, '');
    return [{ level: match[1].length, text: heading.trim(), line: index + 1 }];
  });
}

/** A title stands at the beginning; of a huge file only this much is looked at, in UTF-16 units. */
const TITLE_WITHIN = 64 * 1024;

/** The title: its first heading that says something; undefined when there is none. */
export const titleOf = (text: string): string | undefined =>
  headingsOf(text.slice(0, TITLE_WITHIN))
    .find((heading) => heading.text !== '')
    ?.text.replace(/\\([!-/:-@[-`{-~])/g, '$1');

// ---------------------------------------------------------------- links

/** A `lockstep:` link in a notebook. */
export interface EvidenceLink {
  /** From 1. */
  readonly line: number;
  /** Where the link's own text is in that line, in UTF-16 units, from 0; `to` exclusive. */
  readonly from: number;
  readonly to: number;
  readonly link: string;
  readonly place: Place | { readonly problem: LinkProblem };
}

/** What a link is made of when it stands in a text: up to a blank, a bracket or a quotation mark. */
const LINK_IN_TEXT = new RegExp(
  `(?<![\\p{L}\\p{N}])${LINK_SCHEME}\\d+/[^\\s<>()[\\]"'\`\\\\]*[^\\s<>()[\\]"'\`\\\\.,;:!?]`,
  'giu',
);

/** The links in one line. */
export function linksInLine(line: string): readonly Omit<EvidenceLink, 'line'>[] {
  if (!line.toLowerCase().includes(LINK_SCHEME)) return [];
  return Array.from(line.matchAll(LINK_IN_TEXT), (match) => ({
    from: match.index,
    to: match.index + match[0].length,
    link: match[0],
    place: parseLink(match[0]),
  }));
}

/** All evidence links of a document. What stands in a code block is machine text and holds no links. */
export function evidenceLinksOf(text: string): readonly EvidenceLink[] {
  return scan(text).lines.flatMap((line, index) =>
    line.fenced ? [] : linksInLine(line.text).map((link) => ({ ...link, line: index + 1 })),
  );
}

// ---------------------------------------------------------------- inserting

/** One change: `text` goes in at `at`. */
export interface Insertion {
  /** In UTF-16 units from the document's beginning. */
  readonly at: number;
  readonly text: string;
  /** Line of the inserted block's first line, from 1. */
  readonly line: number;
}

/** The document after a change. */
export const withInsertion = (text: string, { at, text: inserted }: Insertion): string =>
  text.slice(0, at) + inserted + text.slice(at);

const lineEndOf = (text: string): string => (/\r\n|\n|\r/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n');

/** The index of the line before which new evidence goes: the end of the section headed "Evidence", else the end. */
function evidenceIndex(text: string, lines: readonly DocumentLine[]): number {
  const headings = headingsOf(text);
  const position = headings.findIndex((heading) => /^evidence\b/i.test(heading.text));
  const own = headings[position];
  const following = own && headings.slice(position + 1).find((heading) => heading.level <= own.level);
  return following === undefined ? lines.length : following.line - 1;
}

/** A line number turned into the index of a line where a block may begin: never inside a code block. */
function blockIndex(lines: readonly DocumentLine[], line: number): number {
  let index = Math.max(0, Math.min(lines.length, line - 1));
  while (
    index > 0 &&
    index < lines.length &&
    lines[index - 1]!.fenced &&
    lines[index]!.fenced &&
    !startsFence(lines, index)
  )
    index += 1;
  return index;
}

/** Two code blocks may touch: is this line the first of the second one? */
function startsFence(lines: readonly DocumentLine[], index: number): boolean {
  let fence: Fence | undefined;
  let first = index;
  while (first > 0 && lines[first - 1]!.fenced) first -= 1;
  for (let at = first; at <= index; at += 1) {
    const line = lines[at]!.text;
    if (fence === undefined) {
      if (at === index) return true;
      fence = openingFence(line);
    } else if (closes(line, fence)) fence = undefined;
  }
  return false;
}

/**
 * Where and how a block of Markdown goes into a document: with one blank line around it, in the document's own line
 * ends, never inside a code block. Nothing else is touched.
 * @param line before which line, from 1; without it at the end of the section "Evidence", or of the document
 */
export function insertionOf(text: string, block: string, line?: number): Insertion {
  const { lines, open } = scan(text);
  const end = lineEndOf(text);
  const wanted = line === undefined ? evidenceIndex(text, lines) : blockIndex(lines, line);
  // Blank lines at the end of a section stay below what is inserted.
  let index = wanted;
  while (line === undefined && index > 0 && !lines[index - 1]!.fenced && lines[index - 1]!.text.trim() === '')
    index -= 1;
  const before = lines[index - 1];
  const at = before?.next ?? 0;
  const above = text.slice(0, at);
  const next = lines[index];

  let lead = '';
  if (above !== '' && !/[\r\n]$/.test(above)) lead += end;
  if (next === undefined && open !== undefined) lead += open.mark.repeat(open.length) + end;
  if (before !== undefined && (before.text.trim() !== '' || before.fenced)) lead += end;
  // A lone carriage return and our line feed would become one line end.
  if (above.endsWith('\r') && lead.startsWith('\n')) lead = `\n${lead}`;
  const trail = next === undefined || next.text.trim() === '' ? end : end + end;
  const body = block.replace(/\r\n|\r|\n/g, end);
  const linesAbove = ((above + lead).match(/\r\n|\r|\n/g) ?? []).length;
  return { at, text: lead + body + trail, line: linesAbove + 1 };
}

/**
 * Where something that was inserted stands now, to take it out again: the place nearest to where it went in.
 * @returns undefined when it was changed or removed since
 */
export function insertedRange(
  text: string,
  insertion: Insertion,
): { readonly from: number; readonly to: number } | undefined {
  const before = text.lastIndexOf(insertion.text, insertion.at);
  const after = text.indexOf(insertion.text, insertion.at);
  const near = (from: number): number => (from < 0 ? Infinity : Math.abs(from - insertion.at));
  const from = near(after) <= near(before) ? after : before;
  return from < 0 || insertion.text === '' ? undefined : { from, to: from + insertion.text.length };
}

// ---------------------------------------------------------------- new notebooks

/** The text of a new notebook. The questions are what a reviewer on a kernel list will ask. */
export function newNotebookText(title: string, now: Date): string {
  const day = `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;
  return `# ${words(title)}

${day}

## Hypothesis

_Which paths take these locks in opposite order, and what lets them run at the same time?_

## Evidence

## Conclusion

_A deadlock that can happen, or a false positive (same class but never the same instance, a gate lock around both, an order taken only at boot)? What fixes it, and which commit brought it in (Fixes:)?_
`;
}
