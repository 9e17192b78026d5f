/** What may open a report: a headline, or, where that is lost, a sentence or a chain head of its body. */
import { parseHeadline } from './headline.ts';
import { isChainHead } from './chain.ts';
import { findLockTerm } from './lock-term.ts';

/** Every opening line has one of these words, so that bytes can be searched for them. At least eight bytes each. */
export const OPENING_WORDS: readonly string[] = [
  ' detected',
  'lock state',
  'wait context',
  'was not taken',
  'lock freed',
  'has locks held',
  'held when returning',
  'held at task exit',
  'suspicious',
  'non-static key',
  'not been registered',
  'in .data!',
  ' too low',
  'all locks held',
  'blocked for more',
  'blocked on a',
  'instances left',
  'sleeping function',
  'workqueue leaked',
  'while atomic',
  'is trying to',
  'dependency chain',
  'changed the state',
  'unsafe locking',
  'already holding',
  'Linux version ',
];

// What all of the sentences have one of: looked for first.
const SENTENCE_WORDS = / lock| is trying| takes| dependency /;
const SENTENCES =
  /^(?:.{1,64}\/\d{1,10} (?:is trying to (?:acquire lock|lock):?|\[HC\d\[\d+\]:SC\d\[\d+\]:HE\d:SE\d\] (?:takes|is trying to acquire):?|just changed the state of lock:?|is trying to release lock \(.{1,300}\) at:)|but task is already holding lock:?|the existing dependency chain \(in reverse order\) is:?|Possible (?:interrupt )?unsafe locking scenario:?)$/;

export type Opening = 'headline' | 'body' | undefined;

/** What `text` (without transport, trimmed) opens. */
export const openingOf = (text: string): Opening => {
  if (text.length < 8 || text.length > 1000) return undefined;
  if (parseHeadline(text)) return 'headline';
  if (isChainHead(text)) {
    const term = findLockTerm(text.slice(text.indexOf('#')));
    return term && /^:?$/.test(term.after.trim()) ? 'body' : undefined;
  }
  return SENTENCE_WORDS.test(text) && SENTENCES.test(text) ? 'body' : undefined;
};

// [    0.000000] Linux version 6.12.117 (root@vm) ...
const BANNER = /^Linux version \d\S* .*$/;
export const bootBanner = (text: string): string | undefined =>
  text.startsWith('Linux version ') && BANNER.test(text) ? text : undefined;
