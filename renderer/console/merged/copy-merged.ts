/** Lines of several consoles as plain text, each behind the name of its console. */
import type { MergedConsole } from '../../../shared/contract/ipc.ts';
import { call, RequestError } from '../../app/bridge.ts';
import { copiedText } from '../copy-lines.ts';

const MOST_LINES = 100_000;
const AT_ONCE = 1000;

/**
 * @param first position, from 1
 * @param names of the consoles, in their order
 * @throws {RequestError} when there are too many lines, or main cannot read them
 */
export async function copyMerged(
  consoles: readonly MergedConsole[],
  names: readonly string[],
  first: number,
  last: number,
): Promise<void> {
  const total = last - first + 1;
  if (total > MOST_LINES) {
    throw new RequestError({
      code: 'too-many-lines',
      message: `${total.toLocaleString('en-US')} lines are too many for the clipboard.`,
      hint: 'Select fewer, or take the captures themselves: the path of each is in the header of its console.',
    });
  }
  const width = Math.max(...names.map((name) => name.length));
  const texts: string[] = [];
  for (let at = first; at <= last; at += AT_ONCE) {
    const count = Math.min(AT_ONCE, last - at + 1);
    const { rows } = await call('merged.rows', { consoles: [...consoles], first: at - 1, count });
    if (rows.length === 0) break;
    for (const { console, row } of rows) texts.push(`${(names[console] ?? '').padEnd(width)} | ${copiedText(row)}`);
  }
  await navigator.clipboard.writeText(`${texts.join('\n')}\n`);
}
