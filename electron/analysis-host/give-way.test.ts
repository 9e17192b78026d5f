import { expect, test } from 'vitest';
import { GiveWay, waitedHere } from './give-way.ts';

const FAR = 64 * 1024 * 1024;

/** A thread that was made to wait as a test says, and the rests it took. */
function thread() {
  const rests: number[] = [];
  const its = { waited: 0, rests, wake: (): void => undefined };
  const giveWay = new GiveWay({
    waited: () => its.waited,
    rest: (milliseconds) => {
      rests.push(milliseconds);
      return new Promise<void>((resolve) => (its.wake = resolve));
    },
  });
  return { its, giveWay };
}

test('who is far behind and was made to wait rests some times as long, and all of the thread with it', async () => {
  const { its, giveWay } = thread();
  its.waited = 10;
  const order: string[] = [];
  const one = giveWay.before(FAR).then(() => order.push('one'));
  const other = giveWay.before(0).then(() => order.push('other'));
  expect(its.rests).toEqual([30]);
  await Promise.resolve();
  expect(order).toEqual([]);
  its.wake();
  await Promise.all([one, other]);
  expect(order).toHaveLength(2);
});

test('a rest is for what was waited since the last one, and has an end', async () => {
  const { its, giveWay } = thread();
  its.waited = 5000;
  const first = giveWay.before(FAR);
  its.wake();
  await first;
  await giveWay.before(FAR);
  expect(its.rests).toEqual([100]);
});

test('who is not far behind, or had a processor for himself, goes on at once', async () => {
  const { its, giveWay } = thread();
  await giveWay.before(FAR);
  its.waited = 10;
  await giveWay.before(100_000);
  expect(its.rests).toEqual([]);
});

test('this system tells how long a thread waited', () => {
  const before = waitedHere();
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(performance.now() + performance.timeOrigin);
  expect(waitedHere()).toBeGreaterThanOrEqual(before);
});
