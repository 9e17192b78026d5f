/** How bad a line is: by its printk level when it has one, otherwise by the words the kernel uses for it. */
import type { LinePrefix } from './line-prefix.ts';

export type Severity = 'critical' | 'error' | 'warning' | 'normal' | 'debug';

/** Index is the printk level (include/linux/kern_levels.h). */
const BY_LEVEL: readonly Severity[] = [
  'critical', // emerg
  'critical', // alert
  'critical', // crit
  'error',
  'warning',
  'normal', // notice
  'normal', // info
  'debug',
];

/** What a kernel prints when it cannot go on as before. */
const CRITICAL =
  /Kernel panic|\bOops\b|\bBUG: |\bkernel BUG at |general protection fault|Unable to handle kernel|Internal error: /;
const ERROR =
  /\bINFO: task \S+ blocked|\brcu\S*: .*\bstall|\bsoft lockup|\b[Ee]rrors?\b|\bERROR\b|\b[Ff]ail(?:ed|ure)\b/;
const WARNING = /\bWARNING: |\b[Ww]arning\b|\bINFO: .* detected\b|\bpossible \S+ ?\S* (?:locking|recursive|usage)/;

/**
 * @param text the whole line
 * @param prefix of it
 */
export function severityOf(text: string, prefix: LinePrefix): Severity {
  const byLevel = prefix.level === undefined ? undefined : BY_LEVEL[prefix.level];
  if (byLevel !== undefined) return byLevel;
  const message = text.slice(prefix.messageFrom);
  if (CRITICAL.test(message)) return 'critical';
  if (ERROR.test(message)) return 'error';
  return WARNING.test(message) ? 'warning' : 'normal';
}
