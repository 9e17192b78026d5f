/** A moment as people type it: a clock time of this machine, or a date with one. */

/** 14:02, 14:02:07, 14:02:07.123456 */
const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?$/;
/** 2026-11-26 14:02:07.123 */
const DATED = /^(\d{4})-(\d{2})-(\d{2})[ T]+(\S+)$/;
const DAY = 86_400_000;

function clock(text: string, day: Date): number | undefined {
  const [, hours, minutes, seconds = '0', fraction = ''] = CLOCK.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) return undefined;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const then = new Date(
    day.getFullYear(),
    day.getMonth(),
    day.getDate(),
    Number(hours),
    Number(minutes),
    Number(seconds),
  );
  return then.getTime() + Number(fraction.padEnd(6, '0')) / 1000;
}

/**
 * @param from milliseconds since 1970 when recording began: a time without a date is its first one from then on
 * @param until … or, while it goes on, the last one up to now
 * @returns milliseconds since 1970; undefined for what is no time
 */
export function parseTime(text: string, from: number, until?: number): number | undefined {
  const trimmed = text.trim();
  const dated = DATED.exec(trimmed);
  if (dated !== null) {
    const [, year, month, day, time = ''] = dated;
    const date = new Date(Number(year), Number(month) - 1, Number(day));
    return date.getMonth() === Number(month) - 1 ? clock(time, date) : undefined;
  }
  if (until !== undefined) {
    const today = clock(trimmed, new Date(until));
    return today === undefined || today <= until ? today : clock(trimmed, new Date(until - DAY));
  }
  // Whoever types whole seconds means the second in which it began as well.
  const first = clock(trimmed, new Date(from));
  return first === undefined || first >= from - 60_000 ? first : clock(trimmed, new Date(from + DAY));
}
