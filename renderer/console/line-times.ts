/** The times of a line as columns show them. */
import type { LogRow } from '../../shared/contract/ipc.ts';
import { linePrefix } from '../../shared/console-log/line-prefix.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** 14:02:07.123, in the clock of this machine. */
export function clockTime(epochMilliseconds: number): string {
  const then = new Date(epochMilliseconds);
  const milliseconds = String(then.getMilliseconds()).padStart(3, '0');
  return `${two(then.getHours())}:${two(then.getMinutes())}:${two(then.getSeconds())}.${milliseconds}`;
}

/** "+0.000123": by printk where both lines have its time, else by arrival; empty when there is neither. */
export function deltaTime(row: LogRow, before: LogRow | undefined): string {
  if (before === undefined) return '';
  const now = linePrefix(row.text).time;
  const then = linePrefix(before.text).time;
  if (now !== undefined && then !== undefined) return signed(now - then, 6);
  if (row.arrivedAt === undefined || before.arrivedAt === undefined) return '';
  return signed((row.arrivedAt - before.arrivedAt) / 1000, 3);
}

const signed = (seconds: number, digits: number): string =>
  `${seconds < 0 ? '−' : '+'}${Math.abs(seconds).toFixed(digits)}`;
