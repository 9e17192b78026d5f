import { describe, expect, test } from 'vitest';
import { callersOf } from './caller-words.ts';
import { momentOf, readGoTo, type GoToText } from './go-to-text.ts';

const cases: readonly (readonly [string, GoToText])[] = [
  ['', { kind: 'nothing' }],
  ['4711', { kind: 'line', line: 4711 }],
  ['1,234,567', { kind: 'line', line: 1_234_567 }],
  ['line 12', { kind: 'line', line: 12 }],
  ['12.345', { kind: 'printk', seconds: 12.345 }],
  ['[   12.345678]', { kind: 'printk', seconds: 12.345678 }],
  ['12s', { kind: 'printk', seconds: 12 }],
  ['boot 2', { kind: 'boot', boot: 2 }],
  ['boot 2 + 12.5', { kind: 'printk', boot: 2, seconds: 12.5 }],
  ['Boot 3 7s', { kind: 'printk', boot: 3, seconds: 7 }],
  ['12:04', { kind: 'clock', secondsOfDay: 43_440 }],
  ['12:04:09.5', { kind: 'clock', secondsOfDay: 43_449.5 }],
  ['2026-11-26 00:00:01', { kind: 'clock', secondsOfDay: 1, day: { year: 2026, month: 11, day: 26 } }],
  ['2026-11-26', { kind: 'day', day: { year: 2026, month: 11, day: 26 } }],
  ['-5m', { kind: 'ago', seconds: 300 }],
  ['- 1h 30m', { kind: 'ago', seconds: 5400 }],
  ['-2', { kind: 'unknown' }],
  ['25:00', { kind: 'unknown' }],
  ['2026-13-01', { kind: 'unknown' }],
  ['yesterday', { kind: 'unknown' }],
];
test.each(cases)('%s', (text, meant) => expect(readGoTo(text)).toEqual(meant));

describe('the moment of a time of day', () => {
  const at = (day: number, hours: number, minutes = 0): number => new Date(2026, 10, day, hours, minutes).getTime();
  test('is the latest one within the log', () => {
    expect(momentOf(readGoTo('12:30'), at(24, 10), at(26, 11))).toBe(at(25, 12, 30));
    expect(momentOf(readGoTo('10:30'), at(24, 10), at(26, 11))).toBe(at(26, 10, 30));
  });
  test('is on the day of the newest line when it is never within the log', () =>
    expect(momentOf(readGoTo('23:00'), at(26, 10), at(26, 11))).toBe(at(26, 23)));
  test('with a date is that one', () =>
    expect(momentOf(readGoTo('2026-11-24 12:00'), at(26, 10), at(26, 11))).toBe(at(24, 12)));
  test('ago counts from the newest line', () =>
    expect(momentOf(readGoTo('-5m'), at(26, 10), at(26, 11))).toBe(at(26, 10, 55)));
});

test('callers as people name them', () =>
  expect(callersOf('T42, c0 insmod/7  cpu3 99 what')).toEqual({
    ids: ['T42', 'C0', 'T7', 'C3', 'T99'],
    unknown: ['what'],
  }));
