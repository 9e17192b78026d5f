/** The part of a console line that printk puts before the message: `<4>[   12.345678][    T1] message`. */

export interface LinePrefix {
  /** 0 (emergency) to 7 (debug), from `<N>`. */
  readonly level?: number;
  /** Seconds since boot. */
  readonly time?: number;
  /** Who printed it: a task (`T42`) or a CPU in interrupt context (`C1`). */
  readonly caller?: string;
  /** Where the caller's id stands in the line, with its brackets. */
  readonly callerFrom?: number;
  readonly callerTo?: number;
  /** UTF-16 units of `<N>[time]`: what a column of its own repeats. */
  readonly timeEnd: number;
  /** Where the message begins. */
  readonly messageFrom: number;
}

/** `<4>` (facility * 8 + level), `[   12.345678]`, `[    T1]` or `[   C0]`; each may be missing. */
const PREFIX = /^(?:<(\d{1,3})>)?(?:\[ *(\d{1,10}\.\d{1,9})\])?(\[ *([TC]\d{1,10})\])?/;

/** Read the prefix of a line. A line without one has a prefix of length 0. */
export function linePrefix(text: string): LinePrefix {
  const match = PREFIX.exec(text);
  if (match === null) return { timeEnd: 0, messageFrom: 0 };
  const [all, level, time, bracketed, caller] = match;
  if (all.length === 0) {
    return { timeEnd: 0, messageFrom: 0 };
  }
  const timeEnd = all.length - (bracketed?.length ?? 0);
  const messageFrom = text[all.length] === ' ' ? all.length + 1 : all.length;
  return {
    ...(level === undefined ? {} : { level: Number(level) & 7 }),
    ...(time === undefined ? {} : { time: Number(time) }),
    ...(caller === undefined ? {} : { caller, callerFrom: timeEnd, callerTo: all.length }),
    timeEnd,
    messageFrom,
  };
}
