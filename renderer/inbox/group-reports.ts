/** The same bug seen several times is one row: reports with the same signature, the latest first. */
import type { ReportSummary } from '../../shared/contract/ipc.ts';

export interface ReportGroup {
  /** The signature, or the report's id when it has none. */
  readonly key: string;
  readonly latest: ReportSummary;
  /** Every sighting, the latest first. */
  readonly reports: readonly ReportSummary[];
}

const latestFirst = (a: ReportSummary, b: ReportSummary): number =>
  b.arrivedAt - a.arrivedAt || b.firstLine - a.firstLine;

/** @returns groups, the one seen last first */
export function groupReports(reports: readonly ReportSummary[]): readonly ReportGroup[] {
  const byKey = new Map<string, ReportSummary[]>();
  for (const report of reports) {
    // A report that is still printing has no signature to trust yet.
    const key = report.signature === '' || report.growing ? report.id : report.signature;
    const group = byKey.get(key);
    if (group === undefined) byKey.set(key, [report]);
    else group.push(report);
  }
  return [...byKey]
    .map(([key, members]) => {
      const sorted = members.sort(latestFirst);
      return { key, latest: sorted[0]!, reports: sorted };
    })
    .sort((a, b) => latestFirst(a.latest, b.latest));
}
