/** The report's own lines of the capture, as recorded. */
import { useEffect, useState } from 'react';
import type { LogRow, Problem, ReportView } from '../../shared/contract/ipc.ts';
import { lineNumber } from '../../shared/contract/units.ts';
import { call, problemOf } from '../app/bridge.ts';

/** Rows of one request, and the most lines of a report that are shown at all. */
const PAGE = 2000;
const LIMIT = 20_000;

export interface RawRows {
  readonly rows: readonly LogRow[];
  readonly problem?: Problem;
  /** Lines that were left out because the report is longer than anything can be. */
  readonly leftOut: number;
}

async function readRows(id: string, first: number, last: number): Promise<readonly LogRow[]> {
  const rows: LogRow[] = [];
  for (let line = first; line <= last; line += PAGE) {
    const count = Math.min(PAGE, last - line + 1);
    const page = await call('console.rows', { id, firstLine: lineNumber(line), count });
    rows.push(...page.rows);
    if (page.rows.length < count) break;
  }
  return rows;
}

/** The lines of a report. Undefined until the first answer. Read again when the report has grown. */
export function useRawRows({ summary, report }: ReportView): RawRows | undefined {
  const { firstLine, lastLine } = report.source;
  return useRows(summary.consoleId, firstLine, lastLine);
}

/** Lines of a capture. Undefined until the first answer. */
export function useRows(consoleId: string, firstLine: number, lastLine: number): RawRows | undefined {
  const last = Math.min(lastLine, firstLine + LIMIT - 1);
  const [answer, setAnswer] = useState<RawRows>();
  useEffect(() => {
    let wanted = true;
    readRows(consoleId, firstLine, last).then(
      (rows) => wanted && setAnswer({ rows, leftOut: lastLine - last }),
      (error: unknown) => wanted && setAnswer({ rows: [], leftOut: 0, problem: problemOf(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [consoleId, firstLine, last, lastLine]);
  return answer;
}
