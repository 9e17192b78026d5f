/** Every report kind, in the order in which headlines and sentences are tried. */
import type { ReportKind } from '../../contract/report.ts';
import { badContention, badUnlock } from './balance.ts';
import { circular } from './circular.ts';
import type { KindGrammar, Prompt } from './grammar.ts';
import { inconsistentState } from './inconsistent-state.ts';
import { irqInversion } from './irq-inversion.ts';
import { irqUnsafeOrder } from './irq-unsafe-order.ts';
import { heldAtExit, heldInUser, heldLockFreed } from './leaked.ts';
import { nestedLock } from './nested-lock.ts';
import { cpuhpInstances, heldLocksDump, hungTask, lockdepLimit, nonStaticKey } from './notices.ts';
import { suspiciousRcu } from './rcu.ts';
import { recursive } from './recursive.ts';
import { invalidWaitContext } from './wait-context.ts';

export const grammars: Readonly<Record<ReportKind, KindGrammar>> = {
  circular,
  recursive,
  'irq-unsafe-order': irqUnsafeOrder,
  'irq-inversion': irqInversion,
  'inconsistent-state': inconsistentState,
  'invalid-wait-context': invalidWaitContext,
  'nested-lock-not-taken': nestedLock,
  'bad-unlock-balance': badUnlock,
  'bad-contention-balance': badContention,
  'held-lock-freed': heldLockFreed,
  'locks-held-at-exit': heldAtExit,
  'locks-held-in-user': heldInUser,
  'suspicious-rcu': suspiciousRcu,
  'non-static-key': nonStaticKey,
  'lockdep-limit': lockdepLimit,
  'held-locks-dump': heldLocksDump,
  'hung-task': hungTask,
  'cpuhp-instances-left': cpuhpInstances,
};

export const allGrammars: readonly KindGrammar[] = Object.values(grammars);
const allPrompts = allGrammars.flatMap((grammar) => grammar.prompts);

export interface FoundPrompt {
  readonly prompt: Prompt;
  readonly match: RegExpExecArray;
}

/** The sentences that `text` (a line without blanks around it) may be, in the order in which they are tried. */
export const promptsIn = (text: string): readonly FoundPrompt[] => {
  const found: FoundPrompt[] = [];
  for (const prompt of allPrompts) {
    if (prompt.word !== undefined && !text.includes(prompt.word)) continue;
    const match = prompt.pattern.exec(text);
    if (match) found.push({ prompt, match });
  }
  return found;
};
