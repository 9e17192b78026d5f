/** Showing what is left out at a row of a merged log, or what was collapsed; and hiding it again. */
import { lineNumber } from '../../../shared/contract/units.ts';
import { call } from '../../app/bridge.ts';
import type { MergedAt, MergedLog } from './merged-log.ts';

/** Lines shown at once of a long gap. */
const AT_ONCE = 20;
/** Lines shown before and after one that the filter leaves out. */
const CONTEXT = 5;

const viewOf = (log: MergedLog, id: string): string => log.consoles.find((console) => console.id === id)?.viewId ?? '';

const around = async (log: MergedLog, { id, line }: MergedAt, before: number | undefined, after: number) =>
  call('merged.unfold', {
    consoles: [...log.consoles],
    at: { id, line: lineNumber(line) },
    after,
    ...(before === undefined ? {} : { before }),
  });

/**
 * What the button of a row does: the lines it is one of that are only shown because the user asked for them, else the gap
 * before it.
 * @param position of the row, from 1
 * @param all the whole gap, however long
 */
export async function unfoldAt(log: MergedLog, position: number, all: boolean): Promise<void> {
  const row = log.row(position);
  const at = log.at(position);
  if (row === undefined || at === undefined) return;
  if (row.isExtra) await hideExtra(log, position, at);
  else if (row.gap > 0) {
    const before = all || row.gap <= AT_ONCE + AT_ONCE / 2 ? undefined : AT_ONCE;
    await log.unfolded([around(log, at, before, 0)], at);
  }
}

async function hideExtra(log: MergedLog, position: number, at: MergedAt): Promise<void> {
  let first = position;
  let last = position;
  while (log.row(first - 1)?.isExtra === true) first--;
  while (log.row(last + 1)?.isExtra === true) last++;
  /** First and last line of each console. */
  const spans = new Map<string, [number, number]>();
  for (let each = first; each <= last; each++) {
    const { id, line } = log.at(each) ?? at;
    const span = spans.get(id);
    if (span === undefined) spans.set(id, [line, line]);
    else span[1] = line;
  }
  const asked = [...spans].map(async ([id, [from, to]]) => [
    await call('view.unfold', {
      viewId: viewOf(log, id),
      what: 'lines',
      from: lineNumber(from),
      to: lineNumber(to),
      isOpen: false,
    }),
  ]);
  await log.unfolded(asked, log.at(last + 1) ?? at);
}

/** Show all repeats of the run that a row is a part of, or its first group only. */
export async function unfoldRepeats(log: MergedLog, position: number): Promise<void> {
  const repeat = log.row(position)?.repeat;
  const at = log.at(position);
  if (repeat !== undefined && at !== undefined) await openRun(log, at, repeat.firstLine, !repeat.isOpen);
}

/** The same for the keyboard: repeats before gaps. */
export async function unfoldRow(log: MergedLog, position: number): Promise<void> {
  if (log.row(position)?.repeat !== undefined) await unfoldRepeats(log, position);
  else await unfoldAt(log, position, false);
}

/** Show a line that is left out, with some around it; or all the repeats it is one of. */
export async function showHidden(log: MergedLog, at: MergedAt): Promise<void> {
  const place = log.placeOf(at);
  if (place?.hiddenBy === 'repeat' && place.repeat !== undefined) await openRun(log, at, place.repeat.firstLine, true);
  else await log.unfolded([around(log, at, CONTEXT, CONTEXT)], at);
}

async function openRun(log: MergedLog, at: MergedAt, firstLine: number, isOpen: boolean): Promise<void> {
  const line = lineNumber(firstLine);
  const viewId = viewOf(log, at.id);
  const asked = async () => [await call('view.unfold', { viewId, what: 'repeats', from: line, to: line, isOpen })];
  await log.unfolded([asked()], isOpen ? at : { id: at.id, line: firstLine });
}
