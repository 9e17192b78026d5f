/** Which line opens which report (lockdep-format.md, 5). */
import type { ReportKind } from '../contract/report.ts';
import { allGrammars } from './kinds/index.ts';
import { headlineWords } from './skeleton.ts';

export interface Headline {
  readonly kind: ReportKind;
  /** As the contract wants it: without WARNING:/BUG:/INFO: and brackets. */
  readonly title: string;
  readonly match: RegExpExecArray;
}

// Headlines that begin without a severity.
const BARE = /^(?:Showing all locks held in the system:?|DEPT: )/;
// A cheap look before the expressions: words that some headline must have.
const WORDS = /detected|lock|Lock|context|RCU|rcu_|non-static|key |too low|blocked|instances|leaked|atomic/;

/** The headline in `text` (a line without transport and without blanks around it), or undefined. */
export const parseHeadline = (text: string): Headline | undefined => {
  if (text.length < 12 || text.length > 400 || !WORDS.test(text)) return undefined;
  if (text.startsWith('DEPT: Circular dependency has been detected')) {
    return { kind: 'circular', title: 'Circular dependency has been detected', match: /^/.exec('')! };
  }
  // "rcu: INFO: ..." and the like are no headlines of ours.
  const words = headlineWords(text) ?? (BARE.test(text) ? text : undefined);
  if (words === undefined) return undefined;
  for (const grammar of allGrammars) {
    for (const pattern of grammar.headlines) {
      const match = pattern.exec(words);
      if (match) return { kind: grammar.kind, title: words.replace(/:$/, ''), match };
    }
  }
  return undefined;
};
