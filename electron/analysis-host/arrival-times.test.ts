import { expect, test } from 'vitest';
import { ArrivalTimes } from './arrival-times.ts';

test('a byte arrived with the range that holds it', () => {
  const times = new ArrivalTimes();
  expect(times.timeOf(0)).toBeUndefined();
  times.arrived(10, 100);
  times.arrived(20, 200);
  times.arrived(20, 250);
  expect([0, 9, 10, 19, 20].map((offset) => times.timeOf(offset))).toEqual([100, 100, 200, 200, 200]);
});

test('a sidecar that is not there gives no times', async () => {
  const times = new ArrivalTimes();
  await times.load('/no/such/file');
  expect(times.timeOf(0)).toBeUndefined();
});
