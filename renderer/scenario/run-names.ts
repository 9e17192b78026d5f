/** What runs without a name of their own are called. */
import type { StillRun } from './run-context.ts';

export const LINKED_RUN = 'a run from a link';

/** The run that is shown when nothing was chosen. */
export function defaultRunName({ words, base }: StillRun): string {
  if (words.length > 0) return 'the run by default';
  return base.from === 'written' ? 'each in turn' : 'as the report tells';
}
