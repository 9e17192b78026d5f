/** Showing what the views of a merged log leave out around a line (`merged.unfold` of shared/contract/ipc/merged.ts). */
import type { RequestParsed, RequestResult } from '../../../shared/contract/ipc.ts';
import { countsAt, countsBeforeLine, linesAt, linesOf, sum } from './merged-order.ts';
import { noTime } from './merged-rows.ts';
import { lineOfRow, withSources, type MergedHost, type MergedSource } from './merged-sources.ts';

/** How many lines of each capture come before a line. */
async function before(sources: readonly MergedSource[], own: number, line: number): Promise<readonly number[]> {
  const all = sources.map((source) => source.all);
  return countsBeforeLine(all, own, await all[own]!.timeOf(line), line - 1);
}

/** How many lines of each capture come before the row after which the gap before a line begins. */
async function sinceRowBefore(sources: readonly MergedSource[], own: number, line: number): Promise<readonly number[]> {
  const lists = sources.map(({ listed }) => listed);
  const row = sources[own]!.view?.shown.indexOf(line) ?? line - 1;
  const position = sum(await countsBeforeLine(lists, own, await sources[own]!.all.timeOf(line), row));
  const [found] = position === 0 ? [] : await linesAt(lists, position - 1, 1);
  if (found === undefined) return sources.map(() => 0);
  const { capture } = found;
  const lineBefore = lineOfRow(sources[capture]!, found.line);
  const counts = await before(sources, capture, lineBefore);
  return counts.map((lines, index) => (index === capture ? lineBefore : lines));
}

/** @returns the views in which something is shown now that was not */
export function mergedUnfold(
  host: MergedHost,
  params: RequestParsed<'merged.unfold'>,
): Promise<RequestResult<'merged.unfold'>> {
  const { consoles, at } = params;
  return withSources(host, consoles, async (sources) => {
    const own = sources.findIndex(({ console, all }) => console.id === at.id && at.line <= all.lines);
    if (own < 0) throw noTime(at.line);
    const all = sources.map((source) => source.all);
    const here = await before(sources, own, at.line);
    const position = sum(here);
    const from =
      params.before === undefined
        ? await sinceRowBefore(sources, own, at.line)
        : await countsAt(all, Math.max(0, position - params.before));
    const to = params.after === 0 ? here : await countsAt(all, Math.min(linesOf(all), position + 1 + params.after));
    return sources.flatMap(({ view }, index) => {
      if (view === undefined || to[index]! <= from[index]!) return [];
      view.unfold('lines', from[index]! + 1, to[index]!, true);
      return [view.status];
    });
  });
}
