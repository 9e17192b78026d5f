import { expect, test } from 'vitest';
import { matchScore } from './match-score.ts';

test('every word must be there', () => {
  expect(matchScore('slab_mutex and cpu_hotplug_lock', 'slab cpu')).toBeGreaterThan(0);
  expect(matchScore('slab_mutex', 'slab cpu')).toBe(0);
});

test('the start of a word counts more than its middle', () => {
  expect(matchScore('open lab', 'lab')).toBeGreaterThan(matchScore('open slab', 'lab'));
});
