/** Moving the times of consoles so that their kernels' clocks agree. */
import type { Console } from '../../../shared/contract/ipc.ts';
import { lineNumber } from '../../../shared/contract/units.ts';
import { linePrefix } from '../../../shared/console-log/line-prefix.ts';
import { call } from '../../app/bridge.ts';

/** Lines at the end of a log among which one with a time is looked for. */
const LOOKED_AT = 500;

/** When the kernel's clock was 0, seen from here (milliseconds since 1970): by the last line that tells both times. */
async function zeroOf({ id, lines }: Console): Promise<number | undefined> {
  const firstLine = lineNumber(Math.max(1, lines - LOOKED_AT + 1));
  const { rows } = await call('console.rows', { id, firstLine, count: LOOKED_AT });
  for (const { text, arrivedAt } of rows.toReversed()) {
    const { time } = linePrefix(text);
    if (time !== undefined && arrivedAt !== undefined) return arrivedAt - time * 1000;
  }
  return undefined;
}

/**
 * What to add to the times of each console, in milliseconds, so that lines with the same kernel time meet. The first
 * console whose kernel tells its time stays where it is; those that tell none do as well.
 */
export async function lineUp(consoles: readonly Console[]): Promise<Readonly<Record<string, number>>> {
  const zeros = await Promise.all(consoles.map(zeroOf));
  const reference = zeros.find((zero) => zero !== undefined);
  if (reference === undefined) return {};
  return Object.fromEntries(
    consoles.map(({ id }, index) => [
      id,
      zeros[index] === undefined ? 0 : Math.round((reference - zeros[index]) * 1000) / 1000,
    ]),
  );
}
