/** A log seen through a filter and with its repeats collapsed: the same list of lines, some of them left out. */
import { z } from 'zod';
import { EpochMilliseconds, LineNumber, Seconds } from '../units.ts';
import { done, Id, Problem } from './common.ts';
import { LogRow, SearchQuery } from './log.ts';

const count = z.number().int().nonnegative();

export const LogRule = z.object({
  /** `only`: lines with one of these are shown; `without`: lines with it are not. */
  keep: z.enum(['only', 'without']),
  query: SearchQuery,
});
export type LogRule = z.infer<typeof LogRule>;

/** Lines at least as bad as this. */
export const LeastSeverity = z.enum(['warning', 'error', 'critical']);
export type LeastSeverity = z.infer<typeof LeastSeverity>;

/**
 * What is shown of a log: lines with any of the `only` rules (where there are some), none of the `without` rules, as bad
 * as asked for, and printed by one of the callers (where some are named).
 */
export const LogLens = z.object({
  rules: z.array(LogRule).max(50),
  least: LeastSeverity.optional(),
  /** Caller ids as CONFIG_PRINTK_CALLER prints them: T42, C0. */
  callers: z.array(z.string().regex(/^[TC]\d{1,10}$/)).max(100),
  /** Runs of lines, and of groups of lines, that are equal but for time, caller and CPU are shown once. */
  collapses: z.boolean(),
});
export type LogLens = z.infer<typeof LogLens>;

export const ViewStatus = z.object({
  viewId: Id,
  consoleId: Id,
  state: z.enum([
    'working',
    'following', // everything so far was looked at; more may come
    'done', // everything was looked at, and nothing will come
    'failed', // `problem` says why; lines after `lines` are not shown
  ]),
  /** Rows of the list. */
  shown: count,
  /** Lines that pass the filter; more than `shown` where repeats are collapsed. */
  passed: count,
  /** Lines looked at, from the first on. */
  lines: count,
  searchedBytes: count,
  bytes: count,
  /** Changes when rows that were there became other rows: something was unfolded or folded. */
  revision: count,
  problem: Problem.optional(),
});
export type ViewStatus = z.infer<typeof ViewStatus>;

/** A run of equal lines, or groups of lines, of which only the first is shown. */
export const Repeat = z.object({
  /** Of the first group. */
  firstLine: LineNumber,
  /** Of the last group. */
  lastLine: LineNumber,
  /** Lines in a group. */
  period: z.number().int().positive(),
  times: z.number().int().min(2),
  /** Which line of the group this one is, from 0. */
  at: count,
  /** All of its lines are shown: unfolded by the user. */
  isOpen: z.boolean(),
  /** It goes on when the next lines are equal, too. */
  mayGrow: z.boolean(),
});
export type Repeat = z.infer<typeof Repeat>;

export const ViewRow = z.object({
  row: LogRow,
  /** Lines between the row before (or the start) and this one that the filter left out. */
  gap: count,
  /** Does not pass the filter; shown because the user asked for it. */
  isExtra: z.boolean(),
  repeat: Repeat.optional(),
});
export type ViewRow = z.infer<typeof ViewRow>;

/** Where a line is in a view. */
export const ViewPlace = z.object({
  /** Its row, from 0; of a line that is not shown, the row after it (the number of rows when there is none). */
  index: count,
  isShown: z.boolean(),
  /** Why it is not shown. `unread`: not looked at yet. */
  hiddenBy: z.enum(['filter', 'repeat', 'unread']).optional(),
  /** The run it repeats. */
  repeat: Repeat.optional(),
});
export type ViewPlace = z.infer<typeof ViewPlace>;

export const logViewRequests = {
  /** Look at a log through a lens, in the background. A view not used for long may be forgotten: code `no-view`. */
  'view.open': { params: z.object({ consoleId: Id, lens: LogLens }), result: ViewStatus },
  'view.close': { params: z.object({ viewId: Id }), result: done },
  'view.rows': {
    params: z.object({ viewId: Id, first: count, count: z.number().int().min(1).max(2000) }),
    result: z.object({
      rows: z.array(ViewRow),
      shown: count,
      /** Rows before this one stay as they are while the log grows. */
      settled: count,
      revision: count,
    }),
  },
  'view.find': { params: z.object({ viewId: Id, line: LineNumber }), result: ViewPlace },
  /**
   * Show lines that are left out (`lines`), or all lines of the collapsed runs that begin there (`repeats`);
   * `isOpen` false takes that back.
   */
  'view.unfold': {
    params: z.object({
      viewId: Id,
      what: z.enum(['lines', 'repeats']),
      from: LineNumber,
      to: LineNumber,
      isOpen: z.boolean(),
    }),
    result: ViewStatus,
  },

  /** When lines of a log arrived here, and what the kernel's clock said. */
  'log.times': {
    params: z.object({ id: Id }),
    result: z.object({ firstArrival: EpochMilliseconds.optional(), lastArrival: EpochMilliseconds.optional() }),
  },
  /**
   * The first line at a time or later: when it arrived, or by the kernel's clock between two lines (a boot).
   * No `row`: all lines are before that time.
   */
  'log.atTime': {
    params: z.object({
      id: Id,
      time: z.discriminatedUnion('clock', [
        z.object({ clock: z.literal('arrival'), at: EpochMilliseconds }),
        z.object({ clock: z.literal('printk'), at: Seconds, fromLine: LineNumber, toLine: LineNumber }),
      ]),
    }),
    result: z.object({ row: LogRow.optional() }),
  },
} as const;

export const logViewEvents = { 'view.changed': ViewStatus } as const;
