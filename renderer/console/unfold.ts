/** Showing what a filter leaves out, or what was collapsed, at a row of the list; and hiding it again. */
import type { LogList } from './log-list.ts';

/** Lines shown at once of a long gap. */
const AT_ONCE = 20;

/**
 * What the button of a row does: its repeats first, then the lines it is one of that are only shown because the user
 * asked for them, then the gap before it.
 * @param index of the row, from 1
 * @param all the whole gap, however long
 */
export async function unfoldAt(list: LogList, index: number, all: boolean): Promise<void> {
  const listed = list.row(index);
  if (listed === undefined) return;
  const { row, gap, isExtra } = listed;
  if (isExtra) {
    let first = index;
    let last = index;
    while (list.row(first - 1)?.isExtra === true) first--;
    while (list.row(last + 1)?.isExtra === true) last++;
    await list.unfold('lines', list.row(first)!.row.line, list.row(last)!.row.line, false);
    return;
  }
  if (gap === 0) return;
  const before = index === 1 ? 0 : (list.lineOf(index - 1) ?? 0);
  const from = all || gap <= AT_ONCE + AT_ONCE / 2 ? before + 1 : Math.max(before + 1, row.line - AT_ONCE);
  await list.unfold('lines', from, row.line - 1, true, row.line);
}

/** The same for the keyboard, at a line: repeats before gaps. */
export async function unfoldGap(list: LogList, line: number): Promise<void> {
  const place = await list.find(line);
  const listed = list.row(place.index + 1);
  const repeat = place.isShown ? listed?.repeat : undefined;
  if (repeat !== undefined) await list.unfold('repeats', repeat.firstLine, repeat.firstLine, !repeat.isOpen);
  else if (place.isShown) await unfoldAt(list, place.index + 1, false);
}

/** Show all repeats of the run that a row is a part of, or its first group only. */
export async function unfoldRepeats(list: LogList, index: number): Promise<void> {
  const repeat = list.row(index)?.repeat;
  if (repeat !== undefined) await list.unfold('repeats', repeat.firstLine, repeat.firstLine, !repeat.isOpen);
}
