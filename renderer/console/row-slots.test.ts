import { expect, it } from 'vitest';
import { RowSlots } from './row-slots.ts';

const keys = (slots: RowSlots, first: number, last: number): readonly number[] => {
  slots.show(first, last);
  return Array.from({ length: last - first + 1 }, (_, n) => slots.keyOf(first + n));
};

it('leaves rows that stay on screen their elements', () => {
  const slots = new RowSlots();
  const before = keys(slots, 1, 40);
  const after = keys(slots, 4, 43);
  expect(after.slice(0, 37)).toEqual(before.slice(3));
  expect(new Set(after).size).toBe(40);
});

it('gives all elements the next rows, in their order, when nothing stays', () => {
  const slots = new RowSlots();
  const before = keys(slots, 1, 40);
  expect(keys(slots, 100_001, 100_040)).toEqual(before);
  expect(keys(slots, 501, 540)).toEqual(before);
  expect(keys(slots, 502, 541).slice(0, 39)).toEqual(before.slice(1));
});

it('never gives two rows the same', () => {
  const slots = new RowSlots();
  for (const [first, last] of [
    [1, 0],
    [1, 3],
    [1, 40],
    [7, 47],
    [900, 941],
    [30, 30],
    [1, 90],
  ] as const) {
    const given = keys(slots, first, last);
    expect(new Set(given).size).toBe(given.length);
  }
});
