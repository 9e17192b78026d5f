import { expect, test } from 'vitest';
import { parseTime } from './parse-time.ts';

const began = new Date(2026, 10, 26, 23, 50).getTime();
const at = (day: number, hours: number, minutes: number, seconds = 0): number =>
  new Date(2026, 10, day, hours, minutes, seconds).getTime();

test('a time without a date is the first one since recording began', () => {
  expect(parseTime('23:51', began)).toBe(at(26, 23, 51));
  expect(parseTime(' 0:10:05 ', began)).toBe(at(27, 0, 10, 5));
  expect(parseTime('23:50:00', began + 400)).toBe(at(26, 23, 50));
});

test('while it goes on it is the last one', () => {
  const now = at(28, 9, 0);
  expect(parseTime('08:59', began, now)).toBe(at(28, 8, 59));
  expect(parseTime('09:30', began, now)).toBe(at(27, 9, 30));
});

test('with a date, and with microseconds', () => {
  expect(parseTime('2026-11-27 01:02:03.000125', began)).toBeCloseTo(at(27, 1, 2, 3) + 0.125, 3);
  expect(parseTime('2026-11-27T01:02', began)).toBe(at(27, 1, 2));
});

test.each(['', 'soon', '25:00', '12:60', '12', '2026-13-01 10:00', '2026-02-31 10:00', '12:00:00.1234567'])(
  'no time: %s',
  (text) => expect(parseTime(text, began)).toBeUndefined(),
);
