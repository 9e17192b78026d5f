/** The whole of a text at once. */
import { encodeUtf8 } from '../console-text/decode.ts';
import type { Report, ReportLine } from '../contract/report.ts';
import { createReportReader } from './reader.ts';

export interface ParsedReport {
  readonly report: Report;
  readonly lines: readonly ReportLine[];
}

/** All reports in `text`, in the order of their ends. Positions count the bytes of its UTF-8 form. */
export const parseText = (
  text: string | Uint8Array,
  sourceName: string,
): { readonly reports: readonly ParsedReport[] } => {
  const reader = createReportReader({ sourceName, live: false });
  const bytes = typeof text === 'string' ? encodeUtf8(text) : text;
  const reports: ParsedReport[] = [];
  for (const event of [...reader.push(bytes), ...reader.end()]) {
    if (event.type === 'finished') reports.push({ report: event.report, lines: event.lines });
  }
  return { reports };
};
