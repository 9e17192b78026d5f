/** Pressing Magic SysRq keys over a console; what the machine answers is found in its capture by main. */
import { SHELL_COMMAND, type SysRq } from '../../../shared/console-log/sysrq.ts';
import type { Console } from '../../../shared/contract/ipc.ts';
import type { ByteOffset } from '../../../shared/contract/units.ts';
import { call } from '../../app/bridge.ts';

export { SYSRQ, type SysRq } from '../../../shared/console-log/sysrq.ts';

/** A serial line can send BREAK, which the kernel takes for the SysRq key; elsewhere a shell must press it. */
export const hasBreak = ({ abilities }: Console): boolean => abilities?.includes('break') === true;

export const wayOf = (console: Console): string =>
  hasBreak(console)
    ? 'Sent as BREAK and the key, which works without a shell.'
    : `This connection has no BREAK: “${SHELL_COMMAND}” is typed instead, which needs a root shell at its prompt.`;

/**
 * @param report first byte of the report that the answer belongs to
 * @throws {RequestError} when the console is not connected
 */
export async function pressSysRq({ id }: Console, { key }: Pick<SysRq, 'key'>, report?: ByteOffset): Promise<void> {
  await call('console.sysrq', { id, key, ...(report === undefined ? {} : { report }) });
}
