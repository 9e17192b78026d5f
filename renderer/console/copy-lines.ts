/** Rows of a log as plain text, for the clipboard. */
import type { LogRow } from '../../shared/contract/ipc.ts';
import { RequestError } from '../app/bridge.ts';
import { count } from '../ui/words.ts';
import type { ListedRow, LogList } from './log-list.ts';

const MOST_LINES = 200_000;
const AT_ONCE = 2000;

/** What is shown of a log from one line to another: without what is left out; of repeats, how many there were. */
export async function copyRows(list: LogList, firstLine: number, lastLine: number): Promise<number> {
  const [from, to] = await Promise.all([list.find(firstLine), list.find(lastLine)]);
  const end = Math.min(list.count, to.index + (to.isShown ? 1 : 0));
  const total = end - from.index;
  if (total > MOST_LINES) {
    throw new RequestError({
      code: 'too-many-lines',
      message: `${count(total)} lines are too many for the clipboard.`,
      hint: 'The capture is a plain file: its path is in the header of the console.',
    });
  }
  const texts: string[] = [];
  for (let index = from.index; index < end;) {
    const rows = await list.fetch(index, Math.min(AT_ONCE, end - index));
    if (rows.length === 0) break;
    for (const row of rows) texts.push(...textOf(row));
    index += rows.length;
  }
  await navigator.clipboard.writeText(texts.map((text) => `${text}\n`).join(''));
  return texts.length;
}

/** A line as it is copied; of one that is too long to be shown whole, that there is more. */
export const copiedText = ({ text, cut }: LogRow): string =>
  cut ? `${text} [cut here; the capture has the rest]` : text;

function textOf({ row, repeat }: ListedRow): readonly string[] {
  const isEnd = repeat !== undefined && !repeat.isOpen && repeat.at === repeat.period - 1;
  if (!isEnd) return [copiedText(row)];
  const what = repeat.period === 1 ? 'the line above' : `the ${count(repeat.period)} lines above`;
  return [copiedText(row), `[${what} ${count(repeat.times)} times]`];
}
