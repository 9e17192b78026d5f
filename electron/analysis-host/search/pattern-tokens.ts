/** The parts of a regular expression, as far as needed to look for it in many lines at once (line-pattern.ts). */

export interface Token {
  /**
   * `text`: one character that stands for itself. `set`: one character out of several. `group`: an opening parenthesis
   * with what makes it special. `repeat`: how often what stands before it is wanted.
   */
  readonly kind: 'text' | 'set' | 'anchor' | 'group' | 'end' | 'or' | 'repeat';
  readonly source: string;
  /** Of `text`: the character. */
  readonly character?: string;
  /** Of `repeat`: the least number. */
  readonly least?: number;
}

/** ClassEscape and the like: \d \D \s \S \w \W, and control characters by letter: one character each. */
const SET_ESCAPE = /^\\[dDsSwWtnvfr]/;
/** Assertion: \b \B. */
const ANCHOR_ESCAPE = /^\\[bB]/;
/** IdentityEscape, of what is no letter and no digit. */
const IDENTITY_ESCAPE = /^\\([^\w\s])/;
/** CharacterClass: [ … ], in which a backslash takes the next character with it. */
const CLASS = /^\[\^?(?:[^\]\\]|\\[^])*\]/;
/** ( Disjunction ), (?: … ), look-ahead and look-behind, (?<name> … ). */
const GROUP = /^\((?:\?(?:[:=!]|<[=!]|<[A-Za-z]\w*>))?/;
/** Quantifier: * + ? {n} {n,} {n,m}, each with a ? that makes it lazy. */
const REPEAT = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/;

/** @returns undefined when something in it is not known here, e.g. \x41, \1 or \k<name> */
export function tokensOf(pattern: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let rest = pattern; rest !== '';) {
    const token = nextToken(rest);
    if (token === undefined) return undefined;
    tokens.push(token);
    rest = rest.slice(token.source.length);
  }
  return tokens;
}

function nextToken(rest: string): Token | undefined {
  const first = rest[0]!;
  const is = (kind: Token['kind'], pattern: RegExp): Token | undefined => {
    const source = pattern.exec(rest)?.[0];
    return source === undefined ? undefined : { kind, source };
  };
  switch (first) {
    case '\\': {
      const identity = IDENTITY_ESCAPE.exec(rest);
      if (identity !== null) return { kind: 'text', source: identity[0], character: identity[1]! };
      return is('set', SET_ESCAPE) ?? is('anchor', ANCHOR_ESCAPE);
    }
    case '[':
      return is('set', CLASS);
    case '(':
      return rest[1] === '?' && GROUP.exec(rest)![0] === '(' ? undefined : is('group', GROUP);
    case ')':
      return { kind: 'end', source: first };
    case '|':
      return { kind: 'or', source: first };
    case '^':
    case '$':
      return { kind: 'anchor', source: first };
    case '.':
      return { kind: 'set', source: first };
    default: {
      const repeat = REPEAT.exec(rest);
      if (repeat === null) return { kind: 'text', source: first, character: first };
      const least = first === '+' ? 1 : first === '{' ? Number(repeat[1]) : 0;
      return { kind: 'repeat', source: repeat[0], least };
    }
  }
}
