/**
 * Between a row of the inbox and its place. A place names a report by its first byte (which survives restarts and other
 * parsers), a summary by its number, so the first byte is asked for once and remembered.
 */
import { useEffect, useMemo } from 'react';
import { create } from 'zustand';
import type { ReportSummary } from '../../shared/contract/ipc.ts';
import type { ByteOffset } from '../../shared/contract/units.ts';
import type { Place } from '../../shared/notebook/place.ts';
import { call, problemOf } from './bridge.ts';
import { currentPlace, go } from './navigation.ts';
import { showProblem, useWorkbench } from './store.ts';

export type ReportPlace = Extract<Place, { at: 'report' }>;

const useFirstBytes = create<{ readonly byReport: ReadonlyMap<string, ByteOffset> }>(() => ({ byReport: new Map() }));

/** The first byte of a report's headline in its capture. */
export async function firstByteOf(reportId: string): Promise<ByteOffset> {
  const known = useFirstBytes.getState().byReport.get(reportId);
  if (known !== undefined) return known;
  const { report } = await call('report.get', { id: reportId });
  const { firstByte } = report.source;
  useFirstBytes.setState(({ byReport }) => ({ byReport: new Map(byReport).set(reportId, firstByte) }));
  return firstByte;
}

export async function placeOfReport(summary: ReportSummary): Promise<ReportPlace> {
  const firstByte = await firstByteOf(summary.id);
  return { at: 'report', consoleId: summary.consoleId, firstByte, signature: summary.signature };
}

/** Go to a report; a problem on the way is shown. */
export function goToReport(summary: ReportSummary): void {
  placeOfReport(summary).then(go, (error: unknown) => showProblem(problemOf(error)));
}

/** Find the summary behind a place, asking for first bytes until one fits; those with its signature are asked first. */
export async function findReportAt(place: ReportPlace): Promise<ReportSummary | undefined> {
  const candidates = useWorkbench.getState().reports.filter((report) => report.consoleId === place.consoleId);
  const likely = (report: ReportSummary) => Number(report.signature !== place.signature);
  for (const report of candidates.sort((a, b) => likely(a) - likely(b))) {
    if ((await firstByteOf(report.id)) === place.firstByte) return report;
  }
  return undefined;
}

/** The summary of the report at a place, once it is known. */
export function useReportAt(place: Place): ReportSummary | undefined {
  const reports = useWorkbench((state) => state.reports);
  const byReport = useFirstBytes((state) => state.byReport);
  const found =
    place.at === 'report'
      ? reports.find((report) => report.consoleId === place.consoleId && byReport.get(report.id) === place.firstByte)
      : undefined;
  const isMissing = place.at === 'report' && found === undefined;
  const reportCount = reports.length;
  useEffect(() => {
    if (!isMissing || place.at !== 'report' || reportCount === 0) return;
    findReportAt(place).catch((error: unknown) => showProblem(problemOf(error)));
  }, [isMissing, place, reportCount]);
  return found;
}

/** The summary of the report the user is at, whatever step of it; undefined elsewhere. */
export function useCurrentReport(): ReportSummary | undefined {
  const here = (): ReportPlace | undefined => {
    const place = currentPlace();
    return place.at === 'report' ? place : undefined;
  };
  const consoleId = useWorkbench(() => here()?.consoleId);
  const firstByte = useWorkbench(() => here()?.firstByte);
  const signature = useWorkbench(() => here()?.signature);
  const place = useMemo(
    (): Place =>
      consoleId === undefined || firstByte === undefined
        ? { at: 'start' }
        : { at: 'report', consoleId, firstByte, ...(signature === undefined ? {} : { signature }) },
    [consoleId, firstByte, signature],
  );
  return useReportAt(place);
}
