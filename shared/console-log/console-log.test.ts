import { describe, expect, test } from 'vitest';
import { callerHue } from './caller-hue.ts';
import { linePrefix } from './line-prefix.ts';
import { severityOf, type Severity } from './severity.ts';

describe('linePrefix', () => {
  test('level, time and caller', () => {
    const prefix = linePrefix('<4>[   12.345678][    T1] message');
    expect(prefix).toEqual({
      level: 4,
      time: 12.345678,
      caller: 'T1',
      callerFrom: 17,
      callerTo: 25,
      timeEnd: 17,
      messageFrom: 26,
    });
  });
  test('a level with a facility', () => expect(linePrefix('<30>systemd').level).toBe(6));
  test('time only', () =>
    expect(linePrefix('[    0.000000] Linux version')).toEqual({ time: 0, timeEnd: 14, messageFrom: 15 }));
  test('a caller in interrupt context', () => expect(linePrefix('[ 1.5][   C3] x').caller).toBe('C3'));
  test.each(['', 'login: ', '[ OK ] Started', '<b>', '[12] x'])('none: %s', (text) => {
    expect(linePrefix(text)).toEqual({ timeEnd: 0, messageFrom: 0 });
  });
});

const cases: readonly (readonly [string, Severity])[] = [
  ['<0>[ 1.0] x', 'critical'],
  ['<3>[ 1.0] WARNING: by its level an error', 'error'],
  ['<7>[ 1.0] BUG: by its level debug', 'debug'],
  ['[    1.0] Kernel panic - not syncing', 'critical'],
  ['[    1.0] BUG: kernel NULL pointer dereference', 'critical'],
  ['[    1.0] Oops: 0000 [#1]', 'critical'],
  ['[    1.0] INFO: task insmod:42 blocked for more than 120 seconds.', 'error'],
  ['[    1.0] rcu: INFO: rcu_sched detected stalls on CPUs/tasks', 'error'],
  ['[    1.0] WARNING: possible circular locking dependency detected', 'warning'],
  ['[    1.0] DEBUG: nothing', 'normal'],
  ['[    1.0] usb 1-1: new device', 'normal'],
];
test.each(cases)('severity of %s', (text, severity) => expect(severityOf(text, linePrefix(text))).toBe(severity));

test('a caller keeps its hue, and neighbours differ', () => {
  expect(callerHue('T42')).toBe(callerHue('T42'));
  const hues = new Set(Array.from({ length: 60 }, (_, index) => callerHue(`T${index}`)));
  expect(hues.size).toBeGreaterThan(8);
});
