import type { Console, MergedRow, ReportSummary, SearchStatus } from '../../../shared/contract/ipc.ts';
import { MARKED, type useMarksOfAll } from '../marks.ts';
import type { useSeveralHits } from '../search/use-hits.ts';
import type { useBootsOf } from '../boots.ts';
import type { useFiredOf } from '../use-fired.ts';
import { widthOf } from '../use-list-width.ts';

export interface ShownConsole {
  readonly console: Console;
  /** In the place. */
  readonly index: number;
  /** Milliseconds added to its times. */
  readonly shift: number;
}

/** What is known of the lines that are drawn. */
export interface Known {
  /** Those that may have lines on screen: also one that was just taken out. */
  readonly all: ReadonlyMap<string, ShownConsole>;
  readonly reports: readonly ReportSummary[];
  readonly searches: ReadonlyMap<string, SearchStatus>;
  readonly hits: ReturnType<typeof useSeveralHits>;
  readonly marks: ReturnType<typeof useMarksOfAll>;
  readonly fired: ReturnType<typeof useFiredOf>;
  readonly boots: ReturnType<typeof useBootsOf>;
}

/** What is known of one line of the console `of`; nothing of one that is not there yet. Not in the component: the linter's model of React takes minutes for it there. */
export function knownOf(
  row: MergedRow | undefined,
  of: string | undefined,
  { all, reports, searches, hits, marks, fired, boots }: Known,
) {
  const from = all.get(of ?? '');
  if (row === undefined || from === undefined) return { isTriggered: false, isBoot: false, width: 0 };
  const { id } = from.console;
  const { line } = row.row;
  const report = reports.find((one) => one.consoleId === id && one.firstLine <= line && line <= one.lastLine);
  const written = marks[id]?.get(line);
  const told = fired.get(id)?.get(line);
  return {
    from,
    report,
    hits: hits.get(searches.get(id)?.searchId ?? '')?.get(line),
    mark: written === '' ? MARKED : (written ?? told),
    isTriggered: written === undefined && told !== undefined,
    isBoot: boots.get(id)?.some((boot) => boot.line === line) === true,
    width: report?.firstLine === line || row.repeat !== undefined ? Infinity : widthOf(row.row),
  };
}
