/** Reports as the inbox and the case view see them. */
import { z } from 'zod';
import { Completeness, Report, ReportKind, ReportLine, TaskRef } from '../report.ts';
import { ByteOffset, EpochMilliseconds, LineNumber, Seconds } from '../units.ts';
import { Id, nothing } from './common.ts';

/** A row of the inbox. */
export const ReportSummary = z.object({
  /** `<console id>:<number>`; the same after a restart, as captures are read again in the same order. */
  id: Id,
  consoleId: Id,
  consoleName: z.string(),
  kind: ReportKind,
  /** What conflicts with what, one sentence. */
  sentence: z.string(),
  kernel: z.string().optional(),
  task: TaskRef.optional(),
  printkTime: Seconds.optional(),
  /** When the headline's bytes arrived here. */
  arrivedAt: EpochMilliseconds,
  /** Boot within the capture, from 0; absent before the first banner. */
  boot: z.number().int().nonnegative().optional(),
  completeness: Completeness,
  signature: z.string(),
  firstLine: LineNumber,
  lastLine: LineNumber,
  /** Of its headline, in the capture. */
  firstByte: ByteOffset,
  /** Still being printed. */
  growing: z.boolean(),
});
export type ReportSummary = z.infer<typeof ReportSummary>;

export const ReportView = z.object({
  summary: ReportSummary,
  report: Report,
  lines: z.array(ReportLine),
});
export type ReportView = z.infer<typeof ReportView>;

export const reportRequests = {
  'report.list': { params: nothing, result: z.array(ReportSummary) },
  'report.get': { params: z.object({ id: Id }), result: ReportView },
} as const;

export const reportEvents = {
  'report.changed': ReportSummary,
  'report.removed': z.object({ ids: z.array(Id) }),
} as const;
