/** What people type to go somewhere in a log: a line, a time of the clock, a time of the kernel, a boot. */

export type GoToText =
  | { readonly kind: 'line'; readonly line: number }
  /** A time of day; the day is the latest that fits when none is named. `month` from 1. */
  | { readonly kind: 'clock'; readonly secondsOfDay: number; readonly day?: Day }
  | { readonly kind: 'day'; readonly day: Day }
  /** So many seconds before the newest line. */
  | { readonly kind: 'ago'; readonly seconds: number }
  /** The kernel's clock; of a boot counted from 1, or of the one the user is at. */
  | { readonly kind: 'printk'; readonly seconds: number; readonly boot?: number }
  | { readonly kind: 'boot'; readonly boot: number }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unknown' };

export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** `4711`, `12,345`, `line 12` */
const LINE = /^(?:line\s*)?(\d{1,3}(?:,\d{3})+|\d{1,15})$/i;
/** `12:04`, `12:04:09`, `12:04:09.5`, each after a date: `2026-11-26 12:04` */
const CLOCK = /^(?:(\d{4})-(\d\d?)-(\d\d?)[T\s]+)?(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,6}))?)?$/;
/** `2026-11-26` */
const DAY = /^(\d{4})-(\d\d?)-(\d\d?)$/;
/** `-5m`, `-90s`, `-1h30m`, `-2d`, with blanks between */
const AGO = /^[-−]\s*((?:\d{1,6}(?:\.\d{1,6})?\s*[smhd]\s*)+)$/i;
const AGO_PART = /(\d+(?:\.\d+)?)\s*([smhd])/gi;
/** `12.345`, `[   12.345678]`, `12.5s`, `12s` */
const PRINTK = /^\[?\s*(\d{1,10}\.\d{0,9}|\d{1,10}(?=\s*s))\s*(?:s|\])?$/i;
/** `boot 2`, `boot 2 + 12.5`, `boot 2 12.5s` */
const BOOT = /^boot\s*(\d{1,6})(?:\s*(?:\+|\s)\s*(\d{1,10}(?:\.\d{0,9})?)\s*s?)?$/i;

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Read what was typed. */
export function readGoTo(text: string): GoToText {
  const typed = text.trim();
  if (typed === '') return { kind: 'nothing' };
  const line = LINE.exec(typed);
  if (line !== null) return { kind: 'line', line: Number(line[1]!.replaceAll(',', '')) };
  const boot = BOOT.exec(typed);
  if (boot !== null) {
    const number = Number(boot[1]);
    return boot[2] === undefined
      ? { kind: 'boot', boot: number }
      : { kind: 'printk', boot: number, seconds: Number(boot[2]) };
  }
  const printk = PRINTK.exec(typed);
  if (printk !== null) return { kind: 'printk', seconds: Number(printk[1]) };
  const ago = AGO.exec(typed);
  if (ago !== null) {
    const parts = [...ago[1]!.matchAll(AGO_PART)];
    const seconds = parts.reduce((sum, [, value, unit]) => sum + Number(value) * SECONDS[unit!.toLowerCase()]!, 0);
    return { kind: 'ago', seconds };
  }
  return readClock(typed) ?? { kind: 'unknown' };
}

function readClock(typed: string): GoToText | undefined {
  const date = DAY.exec(typed);
  if (date !== null) {
    const day = dayOf(date[1], date[2], date[3]);
    return day && { kind: 'day', day };
  }
  const clock = CLOCK.exec(typed);
  if (clock === null) return undefined;
  const [, year, month, dayOfMonth, hours, minutes, seconds = '0', fraction = '0'] = clock;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 60) return undefined;
  const secondsOfDay = Number(hours) * 3600 + Number(minutes) * 60 + Number(`${seconds}.${fraction}`);
  if (year === undefined) return { kind: 'clock', secondsOfDay };
  const day = dayOf(year, month, dayOfMonth);
  return day && { kind: 'clock', secondsOfDay, day };
}

function dayOf(year: string | undefined, month: string | undefined, day: string | undefined): Day | undefined {
  const date = { year: Number(year), month: Number(month), day: Number(day) };
  return date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= 31 ? date : undefined;
}

const secondsAt = ({ year, month, day }: Day, secondsOfDay: number): number =>
  new Date(year, month - 1, day, 0, 0, 0, 0).getTime() + secondsOfDay * 1000;

/**
 * The moment that is meant, in milliseconds since 1970, by the clock of this machine.
 * @param first when the first line arrived
 * @param last when the newest one did
 */
export function momentOf(typed: GoToText, first: number, last: number): number | undefined {
  if (typed.kind === 'ago') return last - typed.seconds * 1000;
  if (typed.kind === 'day') return secondsAt(typed.day, 0);
  if (typed.kind !== 'clock') return undefined;
  if (typed.day !== undefined) return secondsAt(typed.day, typed.secondsOfDay);
  // The latest day on which that time lies within the log, else the day of the newest line.
  const end = new Date(last);
  for (let back = 0; back < 400; back++) {
    const date = new Date(end.getFullYear(), end.getMonth(), end.getDate() - back);
    const day = { year: date.getFullYear(), month: date.getMonth() + 1, day: date.getDate() };
    const moment = secondsAt(day, typed.secondsOfDay);
    if (moment <= last && moment + 1000 > first) return moment;
    if (moment < first) break;
  }
  return secondsAt({ year: end.getFullYear(), month: end.getMonth() + 1, day: end.getDate() }, typed.secondsOfDay);
}
