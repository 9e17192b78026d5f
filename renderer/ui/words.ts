/** Numbers and times as words, the same everywhere. */

const whole = new Intl.NumberFormat('en-US');
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: 'numeric' });

/** 12,345 */
export const count = (value: number): string => whole.format(value);

/** "1 report", "3 reports" */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** 812 B, 4.1 kB, 23 MB (powers of 1000). */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let rest = value;
  let unit = 0;
  while (rest >= 1000 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  return `${unit === 0 || rest >= 100 ? Math.round(rest) : rest.toFixed(1)} ${units[unit] ?? ''}`;
}

/** Time of day when it was today, else the date. */
export function moment(epochMilliseconds: number): string {
  const then = new Date(epochMilliseconds);
  return then.toDateString() === new Date().toDateString() ? clock.format(then) : day.format(then);
}

/** A duration: "38 s", "2 min 5 s". */
export function duration(seconds: number): string {
  const rounded = Math.round(seconds);
  return rounded < 60 ? `${rounded} s` : `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
}

/** A printk time as the kernel prints it: 1234.567890 */
export const printkTime = (seconds: number): string => seconds.toFixed(6);
