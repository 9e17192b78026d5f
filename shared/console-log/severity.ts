/** How bad a line is: by its printk level when it has one, otherwise by the words the kernel uses for it. */
import type { LinePrefix } from './line-prefix.ts';

export type Severity = 'critical' | 'error' | 'warning' | 'normal' | 'debug';

/** From the worst on. */
const ORDER: readonly Severity[] = ['critical', 'error', 'warning', 'normal', 'debug'];

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

/** @param level of printk, 0 to 7 */
export const severityOfLevel = (level: number): Severity => BY_LEVEL[level] ?? 'normal';

/** Is one as bad as the other, or worse? */
export const isAsBadAs = (severity: Severity, least: Severity): boolean =>
  ORDER.indexOf(severity) <= ORDER.indexOf(least);

/** A pattern that every line without a level has that is at least so bad; lines that have it may be better than that. */
export function wordsOf(least: 'critical' | 'error' | 'warning'): string {
  const patterns = { critical: [CRITICAL], error: [CRITICAL, ERROR], warning: [CRITICAL, ERROR, WARNING] }[least];
  return patterns.map(({ source }) => source).join('|');
}
