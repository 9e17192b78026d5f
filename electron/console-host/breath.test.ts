import { expect, test } from 'vitest';
import { breathing } from './breath.ts';

/** A clock that only sleeping and `pass` move. */
function watched(): { breathe: (count: number) => void; pass: (milliseconds: number) => void; slept: number[] } {
  let at = 0;
  const slept: number[] = [];
  const sleep = (milliseconds: number): void => {
    slept.push(milliseconds);
    at += milliseconds;
  };
  return { breathe: breathing({ now: () => at, sleep }), pass: (milliseconds) => (at += milliseconds), slept };
}

test('a breath after each small read, too short for a socket to fill', () => {
  const { breathe, pass, slept } = watched();
  for (let read = 0; read < 3; read++) {
    pass(1);
    breathe(1);
  }
  expect(slept).toHaveLength(3);
  // 277 writes of a byte fit, at 500 a millisecond.
  expect(Math.max(...slept)).toBeLessThan(277 / 500);
});

test('none after a large read: its writer, or a full socket, waits', () => {
  const { breathe, pass, slept } = watched();
  for (const count of [200, 4096, 262_144]) {
    pass(1);
    breathe(count);
  }
  expect(slept).toEqual([]);
});

test('one for all the sources that are read in the same turn', () => {
  const { breathe, pass, slept } = watched();
  for (let source = 0; source < 8; source++) {
    breathe(20);
    pass(0.01);
  }
  expect(slept).toHaveLength(1);
  pass(0.1);
  breathe(20);
  expect(slept).toHaveLength(2);
});
