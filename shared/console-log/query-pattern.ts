/** What is looked for in logs, as a pattern; the same for whoever types it and for the threads that try it. */
import type { SearchQuery } from '../contract/ipc/log.ts';

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);

/** @throws SyntaxError with the engine's words when the pattern is not one */
export function regexOf({ text, isRegex, matchCase }: SearchQuery, flags: string): RegExp {
  return new RegExp(isRegex ? text : escaped(text), `${flags}${matchCase ? '' : 'i'}`);
}

/** What is wrong with it, as a sentence; undefined when it can be looked for. */
export function patternProblem(query: SearchQuery): string | undefined {
  try {
    regexOf(query, 'g');
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const words = error.message.replace(/^Invalid regular expression: \/.*\/[a-z]*: /su, '');
    return `Not a regular expression: ${words}.`;
  }
}
