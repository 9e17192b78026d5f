/** What one would try first with a report's scenario: the arguments that are had over such reports, as changes. */
import { allOf, type WhatIf } from './what-if.ts';
import type { ReplayScenario, ReplayThread } from './replay-scenario.ts';
import { isTaught } from './taught.ts';

export interface SuggestedChange {
  readonly title: string;
  readonly changes: readonly WhatIf[];
}

const MOST = 6;

/**
 * @param outerLocks names of locks that were held as well and are in no circle, likeliest first
 * @returns at most six; each fits the scenario it was made for
 */
export function suggestChanges(scenario: ReplayScenario, outerLocks: readonly string[]): readonly SuggestedChange[] {
  const tasks = scenario.threads.filter(({ context }) => context === 'task').map(({ id }) => id);
  const outer = outerLocks
    .slice(0, 2)
    .flatMap((lock): SuggestedChange[] =>
      tasks.length < 2
        ? []
        : [{ title: `Everybody holds ${lock}`, changes: [{ change: 'hold-outer', lock, threads: tasks }] }],
    );
  const current = scenario.threads.find(({ origin }) => origin === 'current');
  const writer = scenario.threads.find(({ steps }) => steps[0]?.role === 'between');
  const written = writer?.steps[0];
  const boot = scenario.threads.find(
    ({ origin, title, steps }) => origin === 'earlier' && /\bat boot\b/.test(title) && !steps.some(isTaught),
  );
  const earlier = scenario.threads
    .filter(({ origin, context }) => origin === 'earlier' && context === 'task')
    .map(({ id }) => id);
  return [
    ...outer,
    ...(current === undefined ? [] : ofCurrent(scenario, current)),
    ...(writer === undefined || written?.op !== 'acquire'
      ? []
      : [
          {
            title: `No writer of ${written.lock} comes in between`,
            changes: [{ change: 'drop', thread: writer.id, step: 0 }],
          } as const,
        ]),
    ...(boot === undefined
      ? []
      : [
          {
            title: `${boot.id} (${boot.title.replace(/^.*: /, '')}) happens only at boot`,
            changes: [{ change: 'only-at-boot', thread: boot.id }],
          } as const,
        ]),
    ...(earlier.length < 2
      ? []
      : [
          {
            title: `${allOf(earlier)} are one task`,
            changes: [{ change: 'one-task', threads: earlier }],
          } as const,
        ]),
  ].slice(0, MOST);
}

/** What the task of the report could do otherwise. */
function ofCurrent(scenario: ReplayScenario, { id, steps }: ReplayThread): readonly SuggestedChange[] {
  const at = steps.findIndex(({ role }) => role === 'want');
  const want = steps[at];
  const held = steps.find((step, index) => step.op === 'acquire' && index < at);
  if (want?.op !== 'acquire' && want?.op !== 'wait') return [];
  const suggestions: SuggestedChange[] = [];
  if (held?.op === 'acquire' && held.lock !== want.lock)
    suggestions.push({
      title: `${want.op === 'wait' ? 'Wait for ' : ''}${want.lock} after ${held.lock} is released`,
      changes: [{ change: 'move-out', thread: id, step: at, outOf: held.lock, where: 'after' }],
    });
  const users = scenario.threads.filter((thread) =>
    thread.steps.some((step) => 'lock' in step && step.lock === want.lock),
  );
  // Two locks of one class that the report tells apart by their addresses are two already.
  if (users.length > 1 && scenario.from !== 'recursive')
    suggestions.push({
      title: `It is another ${want.lock}`,
      changes: [{ change: 'split', lock: want.lock, threads: [id] }],
    });
  return suggestions;
}
