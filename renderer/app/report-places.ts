/** Between a report and its place, which names it by its first byte: that survives restarts and other parsers. */
import type { ReportSummary } from '../../shared/contract/ipc.ts';
import type { Place } from '../../shared/notebook/place.ts';
import { currentPlace, go } from './navigation.ts';
import { useWorkbench } from './store.ts';

export type ReportPlace = Extract<Place, { at: 'report' }>;

export const goToReport = ({ consoleId, firstByte, signature }: ReportSummary): void =>
  go({ at: 'report', consoleId, firstByte, signature });

const reportAt = (reports: readonly ReportSummary[], place: Place): ReportSummary | undefined =>
  place.at === 'report'
    ? reports.find(({ consoleId, firstByte }) => consoleId === place.consoleId && firstByte === place.firstByte)
    : undefined;

/** The summary of the report at a place, once it is known. */
export const useReportAt = (place: Place): ReportSummary | undefined =>
  useWorkbench(({ reports }) => reportAt(reports, place));

/** The summary of the report the user is at, whatever step of it; undefined elsewhere. */
export const useCurrentReport = (): ReportSummary | undefined =>
  useWorkbench(({ reports }) => reportAt(reports, currentPlace()));
