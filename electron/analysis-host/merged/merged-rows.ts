/** Answers about several captures on one time axis (`merged.*` of shared/contract/ipc/merged.ts). */
import type { MergedRow, RequestParsed, RequestResult } from '../../../shared/contract/ipc.ts';
import { ProblemError } from '../../node/problem.ts';
import { rowsOfLines } from '../views/rows-of-lines.ts';
import { countsBeforeLine, linesAt, linesOf, positionOfTime, sum, type MergedLine } from './merged-order.ts';
import { lineOfRow, microseconds, withSources, type MergedHost, type MergedSource } from './merged-sources.ts';

/** Rows from a position of the whole on. */
export function mergedRows(
  host: MergedHost,
  { consoles, first, count }: RequestParsed<'merged.rows'>,
): Promise<RequestResult<'merged.rows'>> {
  return withSources(host, consoles, async (sources) => {
    const lists = sources.map(({ listed }) => listed);
    const orderVersion = sources.reduce((total, { capture }) => total + capture.orderVersion, 0);
    const isFiltered = sources.some(({ view }) => view?.isFiltered === true);
    // What is left out is counted from the row before.
    const before = isFiltered && first > 0 ? 1 : 0;
    const found = (await linesAt(lists, first - before, count + before)).map(({ capture, line }) => ({
      capture,
      line: lineOfRow(sources[capture]!, line),
    }));
    const gaps = isFiltered ? await gapsBefore(sources, found, first === 0) : [];
    const texts = await Promise.all(
      sources.map(({ capture }, index) => rowsOfLines(capture, linesOfOne(found, index))),
    );
    const rows = found.slice(before).flatMap(({ capture, line }, at): readonly MergedRow[] => {
      const row = texts[capture]!.get(line);
      if (row === undefined) return [];
      const { isExtra = false, repeat } = sources[capture]!.view?.shown.row(line) ?? {};
      const rest = { gap: gaps[at + before] ?? 0, isExtra, ...(repeat === undefined ? {} : { repeat }) };
      return [{ console: sources[capture]!.index, row, ...rest }];
    });
    const untimed = consoles.flatMap(({ id }, index) => {
      const isLeftOut = sources.every((source) => source.index !== index);
      return isLeftOut && host.captureOf(id).progress.lines > 0 ? [index] : [];
    });
    return { rows, lines: linesOf(lists), settled: await settled(sources), untimed, orderVersion };
  });
}

const linesOfOne = (found: readonly MergedLine[], index: number): readonly number[] =>
  found.flatMap(({ capture, line }) => (capture === index ? [line] : []));

/** How many lines of all captures each of these rows has before it, since the row before, that the filter leaves out. */
async function gapsBefore(
  sources: readonly MergedSource[],
  rows: readonly MergedLine[],
  isFromStart: boolean,
): Promise<readonly number[]> {
  const all = sources.map((source) => source.all);
  const gaps: number[] = [];
  /** Lines of each capture up to the row before, that row among them. */
  let upTo: readonly number[] | undefined = isFromStart ? sources.map(() => 0) : undefined;
  for (const { capture, line } of rows) {
    const before = await countsBeforeLine(all, capture, await all[capture]!.timeOf(line), line - 1);
    const since = upTo;
    gaps.push(
      since === undefined
        ? 0
        : sum(sources.map(({ view }, index) => view?.shown.leftOut(since[index]! + 1, before[index]!) ?? 0)),
    );
    upTo = before.map((lines, index) => (index === capture ? line : lines));
  }
  return gaps;
}

/** Rows before this position stay where they are. */
async function settled(sources: readonly MergedSource[]): Promise<number> {
  const until = await Promise.all(
    sources.map(async ({ capture, console, all, view }) => {
      const known = (await capture.settledUntil()) + microseconds(console.shift);
      // What a view has not decided yet may come, or go.
      if (view === undefined || view.shown.settled >= all.lines) return known;
      return Math.min(known, await all.timeOf(view.shown.settled + 1));
    }),
  );
  const earliest = Math.floor(Math.min(...until));
  const lists = sources.map(({ listed }) => listed);
  return Number.isFinite(earliest) ? positionOfTime(lists, earliest) : linesOf(lists);
}

/** Where a line or a moment is in the whole. */
export function mergedPosition(
  host: MergedHost,
  { consoles, at }: RequestParsed<'merged.find'>,
): Promise<RequestResult<'merged.find'>> {
  return withSources(host, consoles, async (sources) => {
    const lists = sources.map(({ listed }) => listed);
    const lines = linesOf(lists);
    const placed = { lines, isShown: true };
    if ('time' in at) return { ...placed, position: await positionOfTime(lists, Math.floor(microseconds(at.time))) };
    const own = sources.findIndex(({ console, all }) => console.id === at.id && at.line <= all.lines);
    if (own >= 0) {
      const { all, view } = sources[own]!;
      const { index, ...place } = view?.shown.placeOf(at.line) ?? { index: at.line - 1, isShown: true };
      const counts = await countsBeforeLine(lists, own, await all.timeOf(at.line), Math.min(index, lists[own]!.lines));
      return { lines, ...place, position: sum(counts) };
    }
    // It isn't among them: where it would be.
    const other = host.captureOf(at.id).arrivedLines(0);
    if (other.span === undefined || at.line > other.lines) throw noTime(at.line);
    return { ...placed, isShown: false, position: await positionOfTime(lists, await other.timeOf(at.line)) };
  });
}

export const noTime = (line: number): ProblemError =>
  new ProblemError({
    code: 'no-time',
    message: `It is not known when line ${line} came.`,
    hint: 'Its recording has no times, or no such line.',
  });
