import { expect, test } from 'vitest';
import { mergeById } from './merge-by-id.ts';

const thing = (id: string, value = 0) => ({ id, value });
const changes = (...things: ReturnType<typeof thing>[]) => new Map(things.map((one) => [one.id, one]));

test('what changed keeps its place, what is new comes last', () => {
  const list = [thing('a'), thing('b'), thing('c')];
  expect(mergeById(list, changes(thing('d'), thing('b', 2)))).toEqual([
    thing('a'),
    thing('b', 2),
    thing('c'),
    thing('d'),
  ]);
});

test('nothing changed: the same list', () => {
  const list = [thing('a')];
  expect(mergeById(list, changes())).toBe(list);
});
