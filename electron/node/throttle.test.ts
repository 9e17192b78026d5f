import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { throttle } from './throttle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the first call at once, then at most one in the interval, and the last is never lost', () => {
  const act = vi.fn();
  const call = throttle(50, act);
  call();
  expect(act).toHaveBeenCalledTimes(1);
  call();
  call();
  expect(act).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(50);
  expect(act).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(500);
  expect(act).toHaveBeenCalledTimes(2);
  call();
  expect(act).toHaveBeenCalledTimes(3);
});

test('flush makes the waiting call now', () => {
  const act = vi.fn();
  const call = throttle(50, act);
  call();
  call();
  call.flush();
  expect(act).toHaveBeenCalledTimes(2);
  call.flush();
  vi.advanceTimersByTime(500);
  expect(act).toHaveBeenCalledTimes(2);
});

test('an interval that depends on what happens is asked for at each call', () => {
  const act = vi.fn();
  let every = 50;
  const call = throttle(() => every, act);
  call();
  every = 100;
  call();
  vi.advanceTimersByTime(50);
  expect(act).toHaveBeenCalledTimes(2);
  call();
  vi.advanceTimersByTime(50);
  expect(act).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(50);
  expect(act).toHaveBeenCalledTimes(3);
});
