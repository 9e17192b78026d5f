import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AfterWork, collectGarbage } from './after-work.ts';

const MIB = 1024 * 1024;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('is over once when much was read and no more comes', () => {
  const onOver = vi.fn();
  const work = new AfterWork({ onOver });
  work.reached('a', 40 * MIB);
  work.reached('b', 30 * MIB);
  vi.advanceTimersByTime(900);
  work.reached('b', 60 * MIB);
  vi.advanceTimersByTime(200);
  expect(onOver).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  expect(onOver).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(60_000);
  expect(onOver).toHaveBeenCalledTimes(1);
});

test('a console that prints on keeps nobody from it, and alone is no reason for it', () => {
  const onOver = vi.fn();
  const work = new AfterWork({ onOver });
  let bytes = 70 * MIB;
  work.reached('a', bytes);
  for (let second = 0; second < 60; second++) {
    vi.advanceTimersByTime(1000);
    work.reached('a', (bytes += 10_000));
  }
  expect(onOver).toHaveBeenCalledTimes(1);
});

test('what is read again is read', () => {
  const onOver = vi.fn();
  const work = new AfterWork({ onOver });
  work.reached('a', 40 * MIB);
  work.reached('a', 0);
  work.reached('a', 40 * MIB);
  vi.advanceTimersByTime(1000);
  expect(onOver).toHaveBeenCalledTimes(1);
});

test('gives memory back', async () => {
  vi.useRealTimers();
  const held = (): number => process.memoryUsage().arrayBuffers;
  const before = held();
  const fill = (): number => Array.from({ length: 16 }, () => new Uint8Array(4 * MIB)).length;
  fill();
  expect(held() - before).toBeGreaterThan(32 * MIB);
  collectGarbage();
  // V8 frees it in a thread of its own.
  await expect.poll(() => held() - before).toBeLessThan(16 * MIB);
  expect(Object.hasOwn(globalThis, 'gc')).toBe(false);
});
