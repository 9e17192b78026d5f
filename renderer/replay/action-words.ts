/** What a thread could do next, in words, without its name. */
import type { ReplayScenario } from '../../shared/scenario/replay-scenario.ts';
import type { ReplayAction } from '../../shared/scenario/replay.ts';

const LOCAL = {
  'irq-off': 'turns hard interrupts off',
  'irq-on': 'turns hard interrupts on',
  'bh-off': 'turns soft interrupts off',
  'bh-on': 'turns soft interrupts on',
} as const;

export interface ActionWords {
  readonly words: string;
  readonly lock?: string;
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
      return { words: isPlain ? (what.mode === 'write' ? 'takes' : 'takes for reading') : 'enters', lock };
    case 'release':
      return { words: isPlain ? 'releases' : 'leaves', lock };
    case 'wait':
      return { words: 'passes', lock };
    case 'complete':
      return { words: 'completes', lock };
  }
}
