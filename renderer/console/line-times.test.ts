import { expect, test } from 'vitest';
import type { LogRow } from '../../shared/contract/ipc.ts';
import { epochMilliseconds, lineNumber } from '../../shared/contract/units.ts';
import { clockTime, deltaTime } from './line-times.ts';

const row = (text: string, arrivedAt?: number): LogRow => ({
  line: lineNumber(1),
  text,
  cut: false,
  arrivedAt: arrivedAt === undefined ? undefined : epochMilliseconds(arrivedAt),
});

test('a delta is by printk, else by arrival, else nothing', () => {
  expect(deltaTime(row('[    2.500000] b'), row('<4>[    1.000001][   T1] a'))).toBe('+1.499999');
  expect(deltaTime(row('[    0.000000] Linux version'), row('[    9.000000] a'))).toBe('−9.000000');
  expect(deltaTime(row('b', 1500), row('a', 250))).toBe('+1.250');
  expect(deltaTime(row('b'), row('a'))).toBe('');
  expect(deltaTime(row('b', 1), undefined)).toBe('');
});

test('a clock time has milliseconds', () => {
  expect(clockTime(new Date(2026, 0, 2, 3, 4, 5, 6).getTime())).toBe('03:04:05.006');
});
