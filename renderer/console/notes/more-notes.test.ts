import { expect, test } from 'vitest';
import { MOST_NOTES, type ConsoleNote } from '../../../shared/contract/ipc.ts';
import { epochMilliseconds, seconds } from '../../../shared/contract/units.ts';
import { withMoreNotes } from './more-notes.ts';

const away = (afterLine: number, length?: number): ConsoleNote => ({
  kind: 'away',
  afterLine,
  at: epochMilliseconds(afterLine),
  reason: '',
  ...(length === undefined ? {} : { seconds: seconds(length) }),
});
const known = { id: 'a', from: 0, notes: [away(1, 1), away(5)], settled: 1 };

test('what may have changed is taken anew, what is new comes behind it', () => {
  expect(withMoreNotes(known, { from: 1, notes: [away(5, 3), away(9)], settled: 2 })).toEqual({
    id: 'a',
    from: 0,
    notes: [away(1, 1), away(5, 3), away(9)],
    settled: 2,
  });
});

test('nothing new leaves the list as it is, so that nothing is drawn anew', () => {
  expect(withMoreNotes(known, { from: 1, notes: [away(5)], settled: 1 })).toBe(known);
});

test('when those between are not kept any more, the list begins anew', () => {
  const later = { from: 7, notes: [away(70)], settled: 7 };
  expect(withMoreNotes(known, later)).toEqual({ id: 'a', ...later });
});

test('a view that is open for days keeps the latest', () => {
  const many = Array.from({ length: 2 * MOST_NOTES }, (_, line) => away(10 + line, 1));
  const { from, notes } = withMoreNotes(known, { from: 1, notes: many, settled: many.length + 1 });
  expect(notes).toHaveLength(MOST_NOTES);
  expect(from + notes.length).toBe(1 + many.length);
  expect(notes.at(-1)).toEqual(many.at(-1));
});
