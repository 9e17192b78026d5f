/** Makes a pattern that is meant for one line fit for many lines at once, which is a hundred times faster. */
import { tokensOf, type Token } from './pattern-tokens.ts';

/**
 * Before a set: the character that comes is not the end of the line. The carriage return before a newline belongs to the
 * end, as rows are shown without it; so it does at the end of everything.
 */
const NOT_AT_END = String.raw`(?!\r?(?:\n|(?![^])))`;
/** Sets that never hold an end of a line: . \d \w \S, and classes of plain characters. */
const KEEPS_LINE =
  /^(?:\.|\\[dwS]|\[(?!\^)(?:[^\]\\\0-\x1f-]|[0-9A-Za-z]-[0-9A-Za-z]|\\[dw]|\\[^\w\s]|(?<=\[)-|-(?=\]))*\])$/;
const IS_CONTROL = /[\0-\x1f]/;

/**
 * @param pattern a valid one
 * @returns a pattern that, with the flag m, matches in a text of many lines where the given one matches in one of its
 *   lines; undefined when that is not known to be possible
 */
export function patternForLines(pattern: string): string | undefined {
  const tokens = tokensOf(pattern);
  if (tokens === undefined) return undefined;
  const parts: string[] = [];
  for (const [index, { kind, source }] of tokens.entries()) {
    const mayCross = kind === 'set' ? !KEEPS_LINE.test(source) : kind === 'text' && IS_CONTROL.test(source);
    const before = tokens[index - 1]?.kind;
    if (kind === 'repeat' && (before === 'set' || before === 'text')) parts.push(repeated(parts.pop()!, source));
    else parts.push(mayCross ? `(?:${NOT_AT_END}${source})` : source);
  }
  return parts.join('');
}

/** Quantifier with a number: {n} {n,} {n,m}, maybe lazy. */
const COUNTED = /^\{(\d+)(?:(,)(\d*))?\}(\??)$/;
/** Written out up to so often. */
const MOST_WRITTEN_OUT = 16;
/**
 * What is counted is written out: [0-9]{2} as [0-9][0-9], which V8 makes code of that is three times as fast.
 * @param one a set or a character
 */
function repeated(one: string, repeat: string): string {
  const [, least, isOpen, most, lazy = ''] = COUNTED.exec(repeat) ?? [];
  const count = Number(least);
  if (least === undefined || count === 0 || count > MOST_WRITTEN_OUT) return one + repeat;
  const atLeast = one.repeat(count);
  if (isOpen === undefined) return atLeast;
  if (most === '') return `${atLeast}${one}*${lazy}`;
  return Number(most) === count ? atLeast : `${atLeast}${one}{0,${Number(most) - count}}${lazy}`;
}

/** Shorter ones are in too many lines to be of use. */
const SHORTEST = 3;

/**
 * The longest text that every match of a pattern holds, as it stands there; undefined when there is none worth looking for.
 * @param pattern a valid one
 */
export function requiredText(pattern: string): string | undefined {
  const tokens = tokensOf(pattern);
  if (tokens === undefined) return undefined;
  const texts = [''];
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'group') depth++;
    else if (token.kind === 'end') depth--;
    else if (depth > 0) continue;
    else if (token.kind === 'or') return undefined;
    else if (token.kind === 'text' && leastOf(tokens[index + 1]) > 0) {
      texts.push((texts.pop() ?? '') + token.character!);
      // What is repeated may stand there more often than once.
      if (tokens[index + 1]?.kind === 'repeat') texts.push('');
      continue;
    }
    texts.push('');
  }
  const longest = texts.reduce((best, text) => (text.length > best.length ? text : best));
  return longest.length < SHORTEST ? undefined : longest;
}

const leastOf = (token: Token | undefined): number => (token?.kind === 'repeat' ? token.least! : 1);
