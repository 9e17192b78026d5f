import { expect, it } from 'vitest';
import { moveWrapped } from './wrapped-move.ts';

const drawn = { first: 10, heights: [18, 900, 36], above: 0 };

it('goes down by pixels, also inside a line that is higher than the view', () => {
  expect(moveWrapped(drawn, 9).top).toBe(189);
  expect(moveWrapped(drawn, 18).top).toBe(198);
  expect(moveWrapped(drawn, 18 + 450).top).toBe(198 + 9);
  expect(moveWrapped({ ...drawn, above: 468 }, 100).top).toBeCloseTo(198 + (550 / 900) * 18);
  expect(moveWrapped(drawn, 18 + 900 + 36 + 20).top).toBe(13 * 18 + 20);
});

it('goes up by pixels, and guesses how high the lines are that were not drawn', () => {
  expect(moveWrapped({ ...drawn, above: 468 }, -400).top).toBeCloseTo(198 + (50 / 900) * 18);
  expect(moveWrapped(drawn, -40)).toEqual({ top: 7 * 18, guessed: { lines: 3, pixels: 40 } });
  expect(moveWrapped({ ...drawn, first: 1 }, -40)).toEqual({ top: 0, guessed: { lines: 1, pixels: 40 } });
  expect(moveWrapped({ ...drawn, first: 0 }, -40)).toEqual({ top: 0 });
});
