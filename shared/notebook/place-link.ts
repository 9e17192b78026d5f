/**
 * Places as links, `lockstep:1/…`, to be pasted into notebooks and mails; this reads them, `write-link.ts` writes them.
 * The number is the version of the notation: a link of a version we don't know is refused with a sentence, never guessed
 * at. Version 2 is version 1 with packed runs (`shared/scenario/packed-run.ts`); a link is written in the lowest version
 * that can say what it says.
 *
 *     lockstep:1/start | settings | lab
 *     lockstep:1/console/ID[?line=N]
 *     lockstep:1/beside/ID/ID…[?t=TIME]        consoles beside each other; TIME: milliseconds since 1970
 *     lockstep:1/merged/ID/ID…[?t=TIME]        the same on one time axis
 *     lockstep:1/report/ID/FIRSTBYTE[?step=N][&run=STEPS][&if=CHANGES][&sig=SIGNATURE][&at=POINTER]
 *     lockstep:1/scenario/ID[?step=N][&run=STEPS][&if=CHANGES]
 *     lockstep:1/code/PATH?line=N[&v=VERSION]
 *     lockstep:1/notebook/FILE
 *     lockstep:1/cut/PLACE/BEGINNING-OF-THE-NAME     a name too long for a link; answers with a sentence
 *
 * A link has at most 300 characters and is made of `A-Z a-z 0-9 - . _ ~ / ? & = % :` only, so it needs no quoting in
 * Markdown, mail or a shell's double quotes.
 */
import { byteOffset, lineNumber } from '../contract/units.ts';
import { RUN_TEXT } from '../scenario/run-notation.ts';
import type { Place } from './place.ts';

export const LINK_SCHEME = 'lockstep:';
const VERSIONS: readonly number[] = [1, 2];
/** Does a text want to be a link of ours? Perhaps a broken one. */
export const isLink = (text: string): boolean => text.trim().toLowerCase().startsWith(LINK_SCHEME);
/** Longest link we write, in characters. */
export const MAX_LINK = 300;
/** Changes, as `shared/scenario/what-if-text.ts` writes them. */
export const WHAT_IF_TEXT = /^[A-Za-z0-9_.~-]{1,2000}$/;
/** Longest text we try to read as a link: ours may come back percent-encoded by a Markdown tool. */
export const MAX_LINK_READ = 4096;

/** Consoles that a link may name. */
const MOST_CONSOLES = 32;
/** Milliseconds since 1970, with up to three digits for the microseconds. */
const TIME = /^\d{1,15}(\.\d{1,3})?$/;

/** Why a text is not a place, for the user. */
export interface LinkProblem {
  readonly message: string;
  readonly hint?: string;
}

const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD');
/** Something from a link, for a sentence: short, and nothing invisible in it. */
function quoted(text: string): string {
  const shown = Array.from(wellFormed(text).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD'));
  return `“${shown.slice(0, 60).join('')}${shown.length > 60 ? '…' : ''}”`;
}
const problem = (message: string, hint?: string): { readonly problem: LinkProblem } => ({ problem: { message, hint } });
const broken = (text: string): { readonly problem: LinkProblem } =>
  problem(`${quoted(text)} is not a complete Lockstep link.`, 'Copy the whole link again from where it came.');

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** A name as we write them: not empty, nothing invisible that could fool a reader or a file system. */
const isName = (text: string | undefined, longest: number): text is string =>
  text !== undefined && text !== '' && text.length <= longest && !/\p{Cc}/u.test(text);

const whole = (text: string | undefined, least: number): number | undefined => {
  if (text === undefined || !/^\d{1,16}$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) && value >= least ? value : undefined;
};

/** The path has to stay inside the tree it is looked up in. */
const isInside = (file: string): boolean =>
  !file.includes('\\') && file.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

interface LinkParts {
  readonly segments: readonly string[];
  readonly options: ReadonlyMap<string, string>;
}

/** Taken apart and decoded; undefined when an escape in it is malformed. */
function take(rest: string): LinkParts | undefined {
  const mark = rest.indexOf('?');
  const segments = (mark < 0 ? rest : rest.slice(0, mark)).split('/').map(decode);
  const options = new Map<string, string>();
  for (const part of mark < 0 ? [] : rest.slice(mark + 1).split('&')) {
    const equals = part.indexOf('=');
    const value = equals < 0 ? undefined : decode(part.slice(equals + 1));
    if (value === undefined) return undefined;
    const key = part.slice(0, equals);
    if (!options.has(key)) options.set(key, value);
  }
  return segments.every((segment) => segment !== undefined) ? { segments, options } : undefined;
}

/** A number among the options: absent, or right, or the whole link is broken (`false`). */
const option = (parts: LinkParts, key: string, least: number): number | undefined | false => {
  const text = parts.options.get(key);
  return text === undefined ? undefined : (whole(text, least) ?? false);
};

interface RunPlace {
  readonly step?: number;
  readonly schedule?: string;
  readonly whatIf?: string;
}

/** The step, and the run it is in; undefined when one of them is not what it should be. */
function readRun(parts: LinkParts): RunPlace | undefined {
  const step = option(parts, 'step', 0);
  const schedule = parts.options.get('run');
  const whatIf = parts.options.get('if');
  if (step === false) return undefined;
  if (schedule !== undefined && !RUN_TEXT.test(schedule)) return undefined;
  if (whatIf !== undefined && !WHAT_IF_TEXT.test(whatIf)) return undefined;
  return {
    ...(step === undefined ? {} : { step }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(whatIf === undefined ? {} : { whatIf }),
  };
}

function readScenario(parts: LinkParts): Place | undefined {
  const [id, ...more] = parts.segments;
  const run = readRun(parts);
  if (!isName(id, MAX_LINK) || !/^(example|file|new):/.test(id) || run === undefined || more.length > 0)
    return undefined;
  return { at: 'scenario', id, ...run };
}

function readReport(parts: LinkParts): Place | undefined {
  const [consoleId, first, ...more] = parts.segments;
  const firstByte = whole(first, 0);
  const signature = parts.options.get('sig');
  const pointer = parts.options.get('at');
  const run = readRun(parts);
  if (!isName(consoleId, 200) || firstByte === undefined || run === undefined || more.length > 0) return undefined;
  if (signature !== undefined && !isName(signature, MAX_LINK)) return undefined;
  if (pointer !== undefined && (!isName(pointer, MAX_LINK) || !pointer.startsWith('/'))) return undefined;
  return {
    at: 'report',
    consoleId,
    firstByte: byteOffset(firstByte),
    ...(signature === undefined ? {} : { signature }),
    ...run,
    ...(pointer === undefined ? {} : { pointer }),
  };
}

function readConsole(parts: LinkParts): Place | undefined {
  const [consoleId, ...more] = parts.segments;
  const line = option(parts, 'line', 1);
  if (!isName(consoleId, 200) || line === false || more.length > 0) return undefined;
  return { at: 'console', consoleId, ...(line === undefined ? {} : { line: lineNumber(line) }) };
}

function readConsoles(at: 'beside' | 'merged', { segments, options }: LinkParts): Place | undefined {
  const text = options.get('t');
  const time = text === undefined ? undefined : Number(text);
  if (text !== undefined && !TIME.test(text)) return undefined;
  const isList = segments.length >= 1 && segments.length <= MOST_CONSOLES && segments.every((id) => isName(id, 200));
  if (!isList || new Set(segments).size !== segments.length) return undefined;
  return { at, consoleIds: segments, ...(time === undefined ? {} : { time }) };
}

function readCode(parts: LinkParts): Place | undefined {
  const file = parts.segments.join('/');
  const line = whole(parts.options.get('line'), 1);
  const version = parts.options.get('v');
  if (!isName(file, MAX_LINK) || !isInside(file) || line === undefined) return undefined;
  if (version !== undefined && !isName(version, MAX_LINK)) return undefined;
  return { at: 'code', file, line, ...(version === undefined ? {} : { version }) };
}

function readNotebook(parts: LinkParts): Place | undefined {
  const [file, ...more] = parts.segments;
  if (!isName(file, 255) || more.length > 0 || file.includes('/') || !isInside(file)) return undefined;
  return { at: 'notebook', file };
}

/**
 * The place a link means. The text may come from anywhere: it is checked, and what isn't a place of ours gives a
 * problem in words.
 */
export function parseLink(text: string): Place | { readonly problem: LinkProblem } {
  const link = text.trim();
  if (!isLink(link)) return problem(`${quoted(link)} is not a Lockstep link.`);
  if (link.length > MAX_LINK_READ) return broken(link);
  const match = /^(\d{1,6})\/([a-z-]{1,32})(?:\/(.*?))?(\?.*)?$/su.exec(link.slice(LINK_SCHEME.length));
  const version = /^\d{1,6}(?=\/|$)/.exec(link.slice(LINK_SCHEME.length))?.[0];
  if (version !== undefined && !VERSIONS.includes(Number(version))) {
    return problem(
      `This link is written in version ${Number(version)} of the notation; this Lockstep reads versions ${VERSIONS.join(' and ')}.`,
      Number(version) > VERSIONS.at(-1)! ? 'Open it with a newer Lockstep.' : undefined,
    );
  }
  if (match === null) return broken(link);
  const [, , at = '', path = '', options = ''] = match;
  const parts = take(path + options);
  if (parts === undefined) return broken(link);
  switch (at) {
    case 'start':
    case 'settings':
    case 'lab':
      return path === '' ? { at } : broken(link);
    case 'console':
      return readConsole(parts) ?? broken(link);
    case 'beside':
    case 'merged':
      return readConsoles(at, parts) ?? broken(link);
    case 'report':
      return readReport(parts) ?? broken(link);
    case 'scenario':
      return readScenario(parts) ?? broken(link);
    case 'code':
      return readCode(parts) ?? broken(link);
    case 'notebook':
      return readNotebook(parts) ?? broken(link);
    case 'cut':
      return problem(
        `The name in this link was too long for a link; it begins with ${quoted(parts.segments.slice(1).join('/'))}.`,
        'Look for it in the list of consoles or notebooks.',
      );
    default:
      return problem(
        `This link leads to a “${at}”, which this Lockstep does not know.`,
        'Open it with a newer Lockstep.',
      );
  }
}
