/** JSON (RFC 8259) read with the place of every value, so that errors further on can name a line and a column. */

export interface Place {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

export interface PlacedJson {
  readonly value: unknown;
  /** Where the value at a path begins; the nearest enclosing value that exists when the path does not. */
  placeOf(path: readonly PropertyKey[]): Place;
}

/** What is wrong with the text, and where. */
export class JsonProblem extends Error {
  override readonly name = 'JsonProblem';
  readonly place: Place;
  constructor(message: string, place: Place) {
    super(message);
    this.place = place;
  }
}

const DEEPEST = 64;

/** Longest piece of somebody else's text in a message. */
const LONGEST_QUOTE = 60;

/**
 * A piece of a file for a message: one line that can do nothing to a terminal, with what cannot be seen in U+ notation
 * (control characters, marks that reorder or hide), and not too long.
 */
export function quoted(text: string): string {
  const cut = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE - 1)}…` : text;
  return cut.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`,
  );
}

/** Read a text. Throws JsonProblem. */
export function readJson(text: string): PlacedJson {
  const places = new Map<string, number>();
  let at = 0;

  const fail = (message: string, where = at): never => {
    throw new JsonProblem(message, placeAt(text, where));
  };
  const blank = (): void => {
    while (at < text.length && ' \t\r\n'.includes(text[at]!)) at++;
  };
  const shown = (): string => (at >= text.length ? 'the end of the file' : `"${quoted(text[at]!)}"`);
  const expect = (token: string): void => {
    if (!text.startsWith(token, at)) fail(`expected "${token}", found ${shown()}`);
    at += token.length;
  };

  const string = (): string => {
    const start = at;
    expect('"');
    for (;;) {
      if (at >= text.length || text[at] === '\n') fail('a string that does not end on its line', start);
      if (text[at] === '\\') at += 2;
      else if (text[at++] === '"') break;
    }
    return parsePart(text.slice(start, at), start) as string;
  };
  const parsePart = (part: string, start: number): unknown => {
    try {
      return JSON.parse(part);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return fail(`expected a value, found ${quoted(part.slice(0, 20))}`, start);
    }
  };

  const value = (path: string, depth: number): unknown => {
    if (depth > DEEPEST) fail(`nested deeper than ${DEEPEST} levels`);
    blank();
    places.set(path, at);
    if (text[at] === '{') return object(path, depth);
    if (text[at] === '[') return array(path, depth);
    if (text[at] === '"') return string();
    const start = at;
    while (at < text.length && /[-+.\w]/.test(text[at]!)) at++;
    if (at === start) fail(`expected a value, found ${shown()}`);
    return parsePart(text.slice(start, at), start);
  };
  const object = (path: string, depth: number): Record<string, unknown> => {
    const entries: [string, unknown][] = [];
    const names = new Set<string>();
    at++;
    blank();
    while (text[at] !== '}') {
      if (entries.length > 0) {
        expect(',');
        blank();
      }
      const start = at;
      const name = string();
      if (names.has(name)) fail(`a second "${quoted(name)}" in the same object`, start);
      names.add(name);
      blank();
      expect(':');
      entries.push([name, value(`${path}/${name}`, depth + 1)]);
      blank();
    }
    at++;
    return Object.fromEntries(entries);
  };
  const array = (path: string, depth: number): unknown[] => {
    const items: unknown[] = [];
    at++;
    blank();
    while (text[at] !== ']') {
      if (items.length > 0) expect(',');
      items.push(value(`${path}/${items.length}`, depth + 1));
      blank();
    }
    at++;
    return items;
  };

  const result = value('', 0);
  blank();
  if (at < text.length) fail(`expected the end of the file, found ${shown()}`);
  return {
    value: result,
    placeOf(path) {
      for (let length = path.length; length > 0; length--) {
        const found = places.get(`/${path.slice(0, length).map(String).join('/')}`);
        if (found !== undefined) return placeAt(text, found);
      }
      return placeAt(text, places.get('') ?? 0);
    },
  };
}

function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - (before.lastIndexOf('\n') + 1) + 1 };
}
