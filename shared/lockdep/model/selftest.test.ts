/** The model against the kernel's own table (lib/locking-selftest.c, 6.12): what its source expects of every cell. */
import { describe, expect, it } from 'vitest';
import { selftestCells, wwComplains } from './selftest-model.ts';

const cells = selftestCells();

it(`the model says what the kernel’s self-test expects in all ${cells.length} cells`, () => {
  expect(cells).toHaveLength(394);
  expect(cells.filter((cell) => cell.complains !== cell.expected)).toEqual([]);
});

// What the table has no cell for, from __ww_mutex_kill(), __ww_mutex_check_kill() and ww_mutex_lock_acquired()
// (kernel/locking/ww_mutex.h, 6.12.117).
describe('backing off', () => {
  it.each([
    ['with nothing held it waits', 'other:o2 t{ o2<t o2> t}', false],
    ['what it backed off from may still be somebody else’s when it comes back', 'other:o2 t{ o<t o2<t o> o2<<t', false],
    ['twice, with the first one still owed', 'other:o2 other:o3 t{ o<t o2<t o3<t', true],
    ['twice from the same one', 'other:o2 t{ o<t o2<t o2<t', true],
    ['again later, after it has taken the first one', 'other:o2 other:o3 t{ o<t o2<t o> o2<t o3<t', false],
    ['and waiting for another one instead', 'other:o2 other:o3 t{ o<t o2<t o> o3<t', true],
    ['a trylock of what somebody else has fails', 'other:o2 t{ o<t o2? o> t}', false],
  ])('%s', (_, events, expected) => {
    expect(wwComplains(events)).toBe(expected);
  });
});
