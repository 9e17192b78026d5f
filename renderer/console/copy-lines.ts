/** Lines of a capture as plain text, for the clipboard. */
import { call, RequestError } from '../app/bridge.ts';
import { lineNumber } from '../../shared/contract/units.ts';

const MOST_LINES = 200_000;
const AT_ONCE = 2000;

/** @throws {RequestError} when there are too many lines, or main cannot read them */
export async function copyLines(consoleId: string, first: number, last: number): Promise<number> {
  const total = last - first + 1;
  if (total > MOST_LINES) {
    throw new RequestError({
      code: 'too-many-lines',
      message: `${total.toLocaleString('en-US')} lines are too many for the clipboard.`,
      hint: 'The capture is a plain file: its path is in the header of the console.',
    });
  }
  const texts: string[] = [];
  for (let line = first; line <= last; line += AT_ONCE) {
    const count = Math.min(AT_ONCE, last - line + 1);
    const { rows } = await call('console.rows', { id: consoleId, firstLine: lineNumber(line), count });
    if (rows.length === 0) break;
    for (const row of rows) texts.push(row.text);
  }
  await navigator.clipboard.writeText(texts.join('\n') + '\n');
  return texts.length;
}
