/** The headline of a report while it is read, and headlines that end or continue it. */
import { parseTask, type Cursor, type Draft } from './draft.ts';
import type { Headline } from './headline.ts';
import { parseColonTask } from './kinds/notices.ts';

const applyHeadline = (draft: Draft, headline: Headline): void => {
  draft.kind = headline.kind;
  draft.hasHeadline = true;
  draft.report.title = headline.title;
  const words = headline.match;
  if (headline.kind === 'locks-held-at-exit' && words[1] !== undefined) draft.report.task = parseTask(words[1]);
  if (headline.kind === 'lockdep-limit') draft.report.limit = words[1]!;
  if (headline.kind === 'cpuhp-instances-left') draft.report.cpuhpState = Number(words[1]);
  if (headline.kind === 'irq-unsafe-order') draft.report.irqState = words[1]!;
  if (headline.kind === 'hung-task') {
    const task = parseColonTask(words[1]!);
    if (task) {
      draft.report.task = task;
      draft.report.hungTask = { task, seconds: Number(words[2]) };
    }
  }
  if (headline.title === 'Circular dependency has been detected') draft.isDept = true;
  if (headline.title.startsWith('Showing all locks')) draft.evidence++;
};

export const readHeadline = (draft: Draft, cursor: Cursor, headlineAt: number): boolean => {
  const headline = cursor.facts.headline;
  if (!headline) return false;
  if (!draft.hasHeadline && cursor.at <= headlineAt) {
    applyHeadline(draft, headline);
    draft.mark(cursor.at, 'headline', '/title');
    cursor.at++;
    return true;
  }
  // The list of all held locks belongs to the hung task or the limit printed before it.
  if (
    headline.title.startsWith('Showing all locks') &&
    (draft.kind === 'hung-task' || draft.kind === 'lockdep-limit')
  ) {
    draft.sink = undefined;
    draft.stackDone = false;
    draft.mark(cursor.at, 'held-head');
    cursor.at++;
    return true;
  }
  draft.over = true;
  return false;
};
