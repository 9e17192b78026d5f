/** Magic SysRq keys (Documentation/admin-guide/sysrq.rst) and the ways to press them over a console. */
import type { Console } from '../../../shared/contract/ipc.ts';
import { call } from '../../app/bridge.ts';

export interface SysRq {
  readonly key: string;
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

/** A serial line can send BREAK, which the kernel takes for the SysRq key; elsewhere a shell must press it. */
export const hasBreak = ({ abilities }: Console): boolean => abilities?.includes('break') === true;

export const wayOf = (console: Console): string =>
  hasBreak(console)
    ? 'Sent as BREAK and the key, which works without a shell.'
    : 'This connection has no BREAK: “echo KEY > /proc/sysrq-trigger” is typed instead, which needs a root shell at its prompt.';

/** @throws {RequestError} when the console is not connected */
export async function pressSysRq(console: Console, { key }: SysRq): Promise<void> {
  const { id } = console;
  if (hasBreak(console)) {
    await call('console.break', { id });
    await call('console.type', { id, text: key });
  } else await call('console.type', { id, text: `echo ${key} > /proc/sysrq-trigger\r` });
}
