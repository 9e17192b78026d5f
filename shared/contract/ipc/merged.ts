/** Several captures on one time axis: their lines in the order in which they came. */
import { z } from 'zod';
import { EpochMilliseconds, LineNumber } from '../units.ts';
import { Id } from './common.ts';
import { ViewPlace, ViewRow, ViewStatus } from './log-view.ts';

/** One console of a merged view. */
export const MergedConsole = z.object({
  id: Id,
  /** Milliseconds added to its times: what its clock, or its way here, is believed to be off. */
  shift: z.number().min(-1e12).max(1e12).default(0),
  /** Only what this view of it shows (`view.open`); absent: all its lines. Either all of the consoles have one or none. */
  viewId: Id.optional(),
});
export type MergedConsole = z.infer<typeof MergedConsole>;

/** Consoles that can be merged at once. */
export const MOST_MERGED = 32;
const MergedConsoles = z.array(MergedConsole).min(1).max(MOST_MERGED);
const natural = z.number().int().nonnegative();

/** `gap`: lines of all these consoles, left out between the row before and this one. `repeat`: of its own console. */
export const MergedRow = ViewRow.extend({
  /** Index of its console among those asked for. */
  console: natural,
});
export type MergedRow = z.infer<typeof MergedRow>;

/** Where a line is in the whole, from 0; of a line that is not shown, the row after it. */
export const MergedPlace = ViewPlace.omit({ index: true }).extend({ position: natural, lines: natural });
export type MergedPlace = z.infer<typeof MergedPlace>;

export const mergedRequests = {
  /**
   * Rows by their position in the whole, from 0. Lines of one moment stand in the order of the consoles. Consoles whose
   * lines have no times are left out. Code `no-view` when a view was forgotten.
   */
  'merged.rows': {
    params: z.object({ consoles: MergedConsoles, first: natural, count: z.number().int().min(1).max(1000) }),
    result: z.object({
      rows: z.array(MergedRow),
      /** Lines of the whole. */
      lines: natural,
      /** Rows before this position stay where they are; later ones may get others between them while it grows. */
      settled: natural,
      /** Which of the consoles, by index, are left out because nothing says when their lines came. */
      untimed: z.array(natural),
      /** When this changes, the order of everything may have changed a little: old times were made less precise. */
      orderVersion: natural,
    }),
  },
  /** The position of a line, or of the first line that came at a time or later; the number of lines when none did. */
  'merged.find': {
    params: z.object({
      consoles: MergedConsoles,
      at: z.union([z.object({ id: Id, line: LineNumber }), z.object({ time: EpochMilliseconds })]),
    }),
    result: MergedPlace,
  },
  /**
   * Show what the views leave out around a line that is among these consoles: so many lines of all of them before it and
   * after it. Without `before`: all since the row before it.
   */
  'merged.unfold': {
    params: z.object({
      consoles: MergedConsoles,
      at: z.object({ id: Id, line: LineNumber }),
      before: natural.optional(),
      after: natural.default(0),
    }),
    result: z.array(ViewStatus),
  },
} as const;
