/** What an exploration found, in words. */
import type { Exploration, FoundDeadlock } from '../../shared/scenario/explore.ts';
import { scheduleOf } from '../../shared/scenario/explore.ts';
import type { Section } from '../../shared/scenario/overlap.ts';
import type { ReportKind } from '../../shared/contract/report.ts';
import { KIND_WORDS } from '../ui/kind-words.ts';
import { count, plural } from '../ui/words.ts';

/** The answer, one sentence or two. A limit is never a "no". */
export function answerWords(exploration: Exploration): string {
  const { answer, deadlocks, states, complete, limit } = exploration;
  const [shortest] = deadlocks;
  if (answer === 'deadlock' && shortest !== undefined) {
    const many = deadlocks.length === 1 ? '1 distinct one' : `${deadlocks.length} distinct ones`;
    const steps = plural(scheduleOf(shortest).length, 'step');
    const rest = complete ? '' : ` There may be more: ${limit ?? 'not everything was looked at'}.`;
    return `A deadlock is reachable: ${many}; the shortest schedule has ${steps}.${rest}`;
  }
  if (answer === 'no-deadlock')
    return states === 0
      ? 'No deadlock: these threads cannot wait for each other in a circle.'
      : states === 1
        ? 'No deadlock in any interleaving: the locks that are held keep every circle open.'
        : `No deadlock in any interleaving: all ${plural(states, 'state')} that matter were looked at.`;
  return `Limit reached after ${plural(states, 'state')}: this is not a “no”. ${limit ?? ''}`.trim();
}

export const circleWords = ({ threads, kind }: FoundDeadlock): string =>
  kind === 'circle' ? [...threads, ...threads.slice(0, 1)].join(' → ') : `${threads.join(', ')} for ever`;

export const progressWords = (states: number, deadlocks: number): string =>
  `${count(states)} states looked at${deadlocks === 0 ? '' : `, ${plural(deadlocks, 'deadlock')} so far`}`;

export const sectionWords = ({ thread, lock }: Section): string => `${thread} inside ${lock}`;

/** What lockdep would say, as the model says it. */
export function lockdepWords(kinds: readonly ReportKind[]): string {
  if (kinds.length === 0) return 'Lockdep would not complain.';
  const names = [...new Set(kinds)].map((kind) => KIND_WORDS[kind].name).join(', ');
  return `Lockdep would complain: ${names}.`;
}
