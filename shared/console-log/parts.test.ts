import { expect, test } from 'vitest';
import { nextPartOf, partsBefore, partsOf } from './parts.ts';

const consoles = [{ id: 'c', continues: 'b' }, { id: 'x' }, { id: 'a' }, { id: 'b', continues: 'a' }];
const ids = (id: string) =>
  partsOf(
    consoles,
    consoles.find((one) => one.id === id)!,
  ).map((part) => part.id);

test('the parts of a console, in order, from any of them', () => {
  for (const id of ['a', 'b', 'c']) expect(ids(id)).toEqual(['a', 'b', 'c']);
  expect(ids('x')).toEqual(['x']);
  expect(nextPartOf(consoles, 'a')?.id).toBe('b');
  expect(nextPartOf(consoles, 'c')).toBeUndefined();
});

test('the parts before one, the latest first', () => {
  expect(partsBefore(consoles, { id: 'c', continues: 'b' })).toEqual(['b', 'a']);
  expect(partsBefore(consoles, { id: 'a' })).toEqual([]);
  expect(partsBefore(consoles, { id: 'z', continues: 'gone' })).toEqual([]);
});

test('parts that name each other in a circle end', () => {
  const circle = [
    { id: 'a', continues: 'b' },
    { id: 'b', continues: 'a' },
  ];
  expect(partsOf(circle, circle[0]!).map(({ id }) => id)).toEqual(['b', 'a']);
});
