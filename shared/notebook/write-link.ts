/** Places written as links; the notation and its reader are in `place-link.ts`. */
import { PACKED } from '../scenario/run-notation.ts';
import { shortCaptureId } from './capture-id.ts';
import { LINK_SCHEME, MAX_LINK } from './place-link.ts';
import type { Place } from './place.ts';

type Encode = (text: string) => string;

const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD');
const percent = (character: string): string =>
  encodeURIComponent(character).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
/** Only ASCII comes out. */
const encodeAscii: Encode = (text) => wellFormed(text).replace(/[^A-Za-z0-9\-._~]/gu, percent);
/** Letters and digits of every script stay. */
const encodeShort: Encode = (text) => wellFormed(text).replace(/[^\p{L}\p{N}\-._~]/gu, percent);

const query = (encode: Encode, parts: Readonly<Record<string, string | number | undefined>>): string => {
  const given = Object.entries(parts).filter(([, value]) => value !== undefined);
  return given.length === 0 ? '' : `?${given.map(([key, value]) => `${key}=${encode(String(value))}`).join('&')}`;
};

/** The first version with packed runs. */
const WITH_PACKED_RUNS = 2;
const versionOf = (place: Place): number =>
  'schedule' in place && place.schedule?.startsWith(PACKED) === true ? WITH_PACKED_RUNS : 1;

function write(place: Place, encode: Encode): string {
  const head = `${LINK_SCHEME}${versionOf(place)}/${place.at}`;
  const encodePath: Encode = (text) => text.split('/').map(encode).join('/');
  const runParts =
    'schedule' in place || 'whatIf' in place || 'step' in place
      ? { step: place.step, run: place.schedule, if: place.whatIf }
      : {};
  switch (place.at) {
    case 'start':
    case 'settings':
    case 'lab':
      return head;
    case 'console':
      return `${head}/${encode(place.consoleId)}${query(encode, { line: place.line })}`;
    case 'beside':
    case 'merged':
      return `${head}/${place.consoleIds.map(encode).join('/')}${query(encode, { t: place.time })}`;
    case 'report': {
      const parts = query(encode, { ...runParts, sig: place.signature });
      const pointer = place.pointer === undefined ? '' : `${parts === '' ? '?' : '&'}at=${encodePath(place.pointer)}`;
      return `${head}/${encode(place.consoleId)}/${place.firstByte}${parts}${pointer}`;
    }
    case 'scenario':
      return `${head}/${encode(place.id)}${query(encode, runParts)}`;
    case 'code':
      return `${head}/${encodePath(place.file)}${query(encode, { line: place.line, v: place.version })}`;
    case 'notebook':
      return `${head}/${encode(place.file)}`;
  }
}

/** What a link may be too short for. `run`: the chosen steps, and with them the step. */
export type LeftOut = 'selection' | 'signature' | 'run' | 'changes' | 'time' | 'version' | 'name';

export interface MadeLink {
  readonly link: string;
  /** Empty when the link says everything. */
  readonly leftOut: readonly LeftOut[];
}

/** What can be left out of a place, least first: what a link says when it cannot say everything. */
const LESS: Readonly<Partial<Record<Place['at'], readonly (readonly LeftOut[])[]>>> = {
  report: [
    ['selection'],
    ['selection', 'signature'],
    ['run'],
    ['run', 'selection'],
    ['run', 'selection', 'signature'],
    ['run', 'changes'],
    ['run', 'changes', 'selection'],
    ['run', 'changes', 'selection', 'signature'],
  ],
  scenario: [['run'], ['run', 'changes']],
  beside: [['time']],
  merged: [['time']],
  code: [['version']],
};

/** Fields of a place by what they are called when they are left out. Without its run or changes a step is another one. */
const FIELDS: Readonly<Record<Exclude<LeftOut, 'name'>, readonly string[]>> = {
  selection: ['pointer'],
  signature: ['signature'],
  run: ['schedule', 'step'],
  changes: ['whatIf', 'schedule', 'step'],
  time: ['time'],
  version: ['version'],
};

function without(place: Place, leftOut: readonly LeftOut[]): Place {
  const gone = leftOut.flatMap((part) => (part === 'name' ? [] : FIELDS[part]));
  return Object.fromEntries(Object.entries(place).filter(([field]) => !gone.includes(field))) as unknown as Place;
}

/** Does the place have it at all? A step alone is short. */
const has =
  (place: Place) =>
  (part: LeftOut): boolean => {
    const fields: Readonly<Record<string, unknown>> = { ...place };
    if (part === 'run')
      return fields['schedule'] !== undefined || (fields['whatIf'] !== undefined && fields['step'] !== undefined);
    return part !== 'name' && fields[FIELDS[part][0]!] !== undefined;
  };

/** The place and its less and less exact forms. */
function* forms(place: Place): Generator<{ readonly form: Place; readonly leftOut: readonly LeftOut[] }> {
  yield { form: place, leftOut: [] };
  // Short capture ids say the same, as long as no two captures have the same one.
  const short: Place = 'consoleIds' in place ? { ...place, consoleIds: place.consoleIds.map(shortCaptureId) } : place;
  if (short !== place) yield { form: short, leftOut: [] };
  for (const parts of LESS[place.at] ?? []) {
    const leftOut = parts.filter(has(place));
    if (leftOut.length > 0) yield { form: without(short, leftOut), leftOut };
  }
}

const nameOf = (place: Place): string =>
  'consoleId' in place
    ? place.consoleId
    : 'consoleIds' in place
      ? place.consoleIds.join(' ')
      : 'file' in place
        ? place.file
        : 'id' in place
          ? place.id
          : place.at;

/**
 * The link of a place, and what it has no room for. A name that doesn't fit at all gives a link that says so when it is
 * opened.
 * @param longest in characters
 */
export function makeLink(place: Place, longest = MAX_LINK): MadeLink {
  for (const { form, leftOut } of forms(place)) {
    for (const encode of [encodeAscii, encodeShort]) {
      const link = write(form, encode);
      if (link.length <= longest) return { link, leftOut };
    }
  }
  let cut = `${LINK_SCHEME}1/cut/${place.at}/`;
  for (const character of nameOf(place)) {
    const next = encodeAscii(character);
    if (cut.length + next.length > longest) break;
    cut += next;
  }
  return { link: cut, leftOut: ['name'] };
}

/** The same where nobody can be told what it leaves out. */
export const linkOf = (place: Place): string => makeLink(place).link;

const WORDS: Readonly<Record<Exclude<LeftOut, 'name'>, string>> = {
  selection: 'what is selected',
  signature: 'the proof that it is the same report',
  run: 'the chosen run and its step',
  changes: 'the what-if changes',
  time: 'the moment',
  version: 'the kernel version',
};
const KEPT: Readonly<Partial<Record<Place['at'], string>>> = {
  report: 'the report',
  scenario: 'the scenario',
  beside: 'the consoles',
  merged: 'the consoles',
  code: 'the line',
};

/** What a link leaves out, for whoever makes it: one sentence; undefined when it says everything. */
export function leftOutWords(place: Place, { leftOut }: MadeLink): string | undefined {
  if (leftOut.length === 0) return undefined;
  if (leftOut.includes('name'))
    return `The name is too long for a link of ${MAX_LINK} characters: the link does not lead there.`;
  const words = leftOut.flatMap((part) => (part === 'name' ? [] : [WORDS[part]]));
  const list = words.length === 1 ? words[0]! : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`;
  const kept =
    leftOut.includes('run') && !leftOut.includes('changes') && 'whatIf' in place && place.whatIf !== undefined
      ? `${KEPT[place.at]} with its what-if changes`
      : KEPT[place.at];
  return `The link leads to ${kept} only: ${list} did not fit into ${MAX_LINK} characters.`;
}
