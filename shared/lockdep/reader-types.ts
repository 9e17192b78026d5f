/** What the report reader takes and gives. Implemented in `reader.ts`; the types stand alone so that callers stay small. */
import type { Report, ReportLine } from '../contract/report.ts';
import type { ByteOffset, LineNumber } from '../contract/units.ts';

/** Number of a report within one reader, from 0, in the order of the headlines. */
export type ReportNumber = number;

export type ReaderEvent =
  /** The headline was read, or more of a report that is still being printed. Same number, newer object. */
  | {
      readonly type: 'growing';
      readonly number: ReportNumber;
      readonly report: Report;
      readonly lines: readonly ReportLine[];
    }
  /** Nothing more will be added to this report. */
  | {
      readonly type: 'finished';
      readonly number: ReportNumber;
      readonly report: Report;
      readonly lines: readonly ReportLine[];
    }
  /** A "Linux version" line: a boot starts here. */
  | {
      readonly type: 'boot';
      readonly line: LineNumber;
      readonly byte: ByteOffset;
      readonly banner: string;
    };

/** An incremental reader of one byte stream. Bytes go in as they arrive; memory does not grow with what was read. */
export interface ReportReader {
  /**
   * Read the next bytes of the stream (any split, also inside a line or a UTF-8 sequence).
   * Returns what became known, oldest first. Never throws for any input.
   */
  push(chunk: Uint8Array): readonly ReaderEvent[];
  /**
   * The stream has been silent for a while but may go on: ends a report whose last expected part was already seen.
   * Reports still waiting for parts stay open.
   */
  idle(): readonly ReaderEvent[];
  /** All open reports have printed their end (`</TASK>`): a short silence is enough for `idle`. */
  isSettled(): boolean;
  /** The stream is over: ends everything that is open, with what was there. */
  end(): readonly ReaderEvent[];
}

/** Options of `createReportReader`. */
export interface ReaderOptions {
  /** Goes into `report.source.name`. */
  readonly sourceName: string;
  /** True (default): a 'growing' event for each push that added to an open report. False: only 'finished'. */
  readonly live?: boolean;
}
