/** Blanks at the ends of a text, which nobody sees, for whoever shows it. */

export interface Blanks {
  /** Marks for the blanks before the rest and after it. */
  readonly before: string;
  readonly rest: string;
  readonly after: string;
  /** "with 2 blanks before it and a tab after it"; undefined when there are none. */
  readonly words: string | undefined;
}

const SPACE = '␣';
const TAB = '⇥';

const marks = (blanks: string): string => blanks.replaceAll('\t', TAB).replaceAll(/\s/g, SPACE);
const kindOf = (blanks: string): string => (/^\t+$/.test(blanks) ? 'tab' : 'blank');

function named(blanks: string, where: string): readonly string[] {
  if (blanks === '') return [];
  const kind = kindOf(blanks);
  return [`${blanks.length === 1 ? `a ${kind}` : `${blanks.length} ${kind}s`} ${where} it`];
}

/** A text of nothing but blanks has all of them before its (empty) rest. */
export function blanksOf(text: string): Blanks {
  const before = /^\s*/.exec(text)?.[0] ?? '';
  const rest = text.trim();
  const after = text.slice(before.length + rest.length);
  if (rest === '' && before !== '') {
    const what = kindOf(before);
    return {
      before: marks(before),
      rest,
      after,
      words: before.length === 1 ? `a ${what}` : `${before.length} ${what}s`,
    };
  }
  const words = [...named(before, 'before'), ...named(after, 'after')].join(' and ');
  return { before: marks(before), rest, after: marks(after), words: words === '' ? undefined : `with ${words}` };
}
