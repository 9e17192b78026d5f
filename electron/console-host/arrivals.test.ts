import { expect, test } from 'vitest';
import { Arrivals } from './arrivals.ts';

test('bytes that were read within 10 ms have one time, that of the first', () => {
  const arrivals = new Arrivals();
  arrivals.add(10, 1_000);
  arrivals.add(20, 10_999);
  arrivals.add(30, 11_000);
  expect(arrivals.take(30)).toEqual([
    { bytes: 20, at: 1_000 },
    { bytes: 30, at: 11_000 },
  ]);
  expect(arrivals.take(30)).toEqual([]);
});

test('only what is written is told, and the rest later with the time it came', () => {
  const arrivals = new Arrivals();
  arrivals.add(10, 0);
  arrivals.add(40, 20_000);
  expect(arrivals.take(5)).toEqual([{ bytes: 5, at: 0 }]);
  expect(arrivals.take(5)).toEqual([]);
  expect(arrivals.take(25)).toEqual([
    { bytes: 10, at: 0 },
    { bytes: 25, at: 20_000 },
  ]);
  expect(arrivals.take(40)).toEqual([{ bytes: 40, at: 20_000 }]);
});

test('a clock that is set back begins another time', () => {
  const arrivals = new Arrivals();
  arrivals.add(10, 50_000);
  arrivals.add(20, 30_000);
  expect(arrivals.take(20)).toEqual([
    { bytes: 10, at: 50_000 },
    { bytes: 20, at: 30_000 },
  ]);
});
