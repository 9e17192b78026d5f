/** The usage bits between the braces, `{+.+.}`, in words. */
import { explainUsage, type UsageBits } from '../../shared/lockdep/usage.ts';

const plural = (state: UsageBits['state']): string => (state === 'memory reclaim' ? state : `${state}s`);

function reading({ state, mode, inside, enabled }: UsageBits): string | undefined {
  const as = mode === 'write' ? '' : ' for reading';
  if (inside && enabled) return `taken${as} both in ${state} and with ${plural(state)} enabled`;
  if (inside) return `taken${as} in ${state}`;
  if (enabled) return `taken${as} with ${plural(state)} enabled`;
  return undefined;
}

/** One clause for each bit that says something; a sentence when none does. */
export function readUsage(usage: string): readonly string[] {
  const words = explainUsage(usage).flatMap((bits) => reading(bits) ?? []);
  return words.length === 0 ? ['never taken in an interrupt, and never with interrupts enabled'] : words;
}

/** The bits of a class as one line of text. */
export const usageSentence = (usage: string): string => `{${usage}}: ${readUsage(usage).join('; ')}`;
