/** What a thread could do next, in words, without its name. */
import type { AcquireMode } from '../../shared/contract/scenario.ts';
import type { ReplayScenario } from '../../shared/scenario/replay-scenario.ts';
import type { ReplayAction } from '../../shared/scenario/replay/replay-state.ts';

/** Steps that concern nobody's lock. */
export const LOCAL = {
  'irq-off': 'turns hard interrupts off',
  'irq-on': 'turns hard interrupts on',
  'bh-off': 'turns soft interrupts off',
  'bh-on': 'turns soft interrupts on',
} as const;

export interface ActionWords {
  readonly words: string;
  readonly lock?: string;
}

/** What an acquisition does, by the kind of what is acquired: a removal drains its users, it does not enter. */
export function acquireVerb(scenario: ReplayScenario, lock: string, mode: AcquireMode): string {
  const found = scenario.locks.find(({ id }) => id === lock);
  if (found?.type === 'active_ref') return mode === 'write' ? 'removes' : 'enters';
  return found?.verbs === undefined || found.verbs.holds === 'holds' ? 'takes' : 'enters';
}

export function actionWords(scenario: ReplayScenario, { thread, step, kind, on }: ReplayAction): ActionWords {
  if (kind === 'interrupt') return { words: on === undefined ? 'comes on an idle CPU' : `comes on ${on}’s CPU` };
  const what = scenario.threads.find(({ id }) => id === thread)?.steps[step];
  if (what === undefined) return { words: 'ends' };
  if (!('lock' in what)) return { words: LOCAL[what.op] };
  const { lock } = what;
  const verbs = scenario.locks.find(({ id }) => id === lock)?.verbs;
  const isPlain = verbs === undefined || verbs.holds === 'holds';
  if (kind === 'wait') return { words: `begins to wait: ${isPlain ? 'wants' : (verbs?.waits ?? 'waits for')}`, lock };
  if (kind === 'fail') return { words: 'tries in vain', lock };
  switch (what.op) {
    case 'acquire':
      return {
        words: acquireVerb(scenario, lock, what.mode) + (isPlain && what.mode !== 'write' ? ' for reading' : ''),
        lock,
      };
    case 'release':
      return { words: isPlain ? 'releases' : 'leaves', lock };
    case 'wait':
      return { words: 'passes', lock };
    case 'complete':
      return { words: 'completes', lock };
  }
}
