/** Magic SysRq keys (Documentation/admin-guide/sysrq.rst) and where what they print ends. */
import type { SysRqKey, SysRqWay } from '../contract/ipc/triggers.ts';

export interface SysRq {
  readonly key: SysRqKey;
  readonly name: string;
  /** What is lost; asks first. */
  readonly kills?: string;
}

export const SYSRQ: readonly SysRq[] = [
  { key: 'd', name: 'Show all locks that are held' },
  { key: 'w', name: 'Show tasks that are blocked' },
  { key: 't', name: 'Show all tasks' },
  { key: 'l', name: 'Show what every CPU does' },
  { key: 'm', name: 'Show memory' },
  { key: 'c', name: 'Crash the kernel', kills: 'The machine crashes, or starts its crash kernel.' },
  { key: 'b', name: 'Reboot at once', kills: 'The machine reboots without writing its disks.' },
];

/** What is typed where there is no BREAK; needs a root shell at its prompt. */
export const SHELL_COMMAND = 'echo KEY > /proc/sysrq-trigger';

/** The command for a key. */
export const commandFor = (command: string, key: SysRqKey): string => command.replaceAll('KEY', key);

/** BREAK where there is one, else a command, unless the user chose. */
export const wayFor = (hasBreak: boolean, chosen?: SysRqWay): SysRqWay =>
  chosen ?? (hasBreak ? { by: 'break' } : { by: 'command', command: SHELL_COMMAND });

/**
 * The last words of `debug_show_all_locks()` (kernel/locking/lockdep.c), which ends what d prints, and what t prints where
 * lockdep is built in (`show_state_filter()` of kernel/sched/core.c). Rulers of reports have other lengths.
 *
 *     pr_warn("=============================================\n\n");
 *     pr_warn("INFO: lockdep is turned off.\n");
 */
const LOCKS_SHOWN = /(?:^|[^=])={45}\r?\n|INFO: lockdep is turned off\./m;
const ENDS_WITH_LOCKS: ReadonlySet<SysRqKey> = new Set(['d', 't']);

/** Longest last words, in characters. */
export const LONGEST_LAST_WORDS = 64;

/** Does a text hold the last words of what a key prints? Always no for keys whose output has none. */
export const hasLastWords = (key: SysRqKey, text: string): boolean =>
  ENDS_WITH_LOCKS.has(key) && LOCKS_SHOWN.test(text);
