import { expect, test } from 'vitest';
import { breathing } from './breath.ts';

/** An event loop that goes round when it is told to. */
function loop(): { read: (count: number) => void; turn: () => void; slept: number[]; goesOnAtOnce: () => boolean } {
  const slept: number[] = [];
  let waiting: (() => void)[] = [];
  const read = breathing({
    sleep: (milliseconds) => slept.push(milliseconds),
    afterReads: (act) => waiting.push(act),
  });
  const turn = (): void => {
    const acts = waiting;
    waiting = [];
    acts.forEach((act) => act());
  };
  return { read, turn, slept, goesOnAtOnce: () => waiting.length > 0 };
}

test('a breath after each turn with small reads, too short for a socket to fill', () => {
  const { read, turn, slept } = loop();
  for (let round = 0; round < 3; round++) {
    read(100);
    turn();
  }
  expect(slept).toHaveLength(3);
  // 277 writes of a byte fit, at 500 a millisecond.
  expect(Math.max(...slept)).toBeLessThan(277 / 500);
});

test('while something comes the loop does not wait for it: nobody who prints has to wake it', () => {
  const { read, turn, slept, goesOnAtOnce } = loop();
  read(1);
  turn();
  expect(goesOnAtOnce()).toBe(true);
  read(100);
  turn();
  expect(goesOnAtOnce()).toBe(true);
  expect(slept).toHaveLength(2);
});

test('after a turn in which nothing came it waits as ever, and begins again with the next read', () => {
  const { read, turn, slept, goesOnAtOnce } = loop();
  read(1);
  turn();
  turn();
  expect(goesOnAtOnce()).toBe(false);
  expect(slept).toHaveLength(1);
  read(1);
  turn();
  expect(slept).toHaveLength(2);
});

test('none after a large read: its writer, or a full socket, waits', () => {
  const { read, turn, slept } = loop();
  for (const count of [250, 4096, 262_144]) {
    read(20);
    read(count);
    turn();
  }
  expect(slept).toEqual([]);
  read(20);
  turn();
  expect(slept).toHaveLength(1);
});

test('one for all the sources that are read in the same turn', () => {
  const { read, turn, slept } = loop();
  for (let source = 0; source < 8; source++) read(20);
  turn();
  expect(slept).toHaveLength(1);
});
