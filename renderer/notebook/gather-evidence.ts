/** Evidence with the machine text that belongs to it, fetched from the capture. */
import type { ReportView } from '../../shared/contract/ipc.ts';
import { openingOf, reportEvidence, type ReportEvidence } from '../../shared/notebook/evidence.ts';
import { call } from '../app/bridge.ts';

/**
 * A report as evidence, with the lines that open it quoted as printed.
 * @throws {RequestError} when its capture can't be read
 */
export async function gatherReportEvidence(view: ReportView): Promise<ReportEvidence> {
  const { first, last } = openingOf(view);
  const { rows } = await call('console.rows', {
    id: view.summary.consoleId,
    firstLine: first,
    count: last - first + 1,
  });
  return reportEvidence(view, rows);
}
