import { expect, test } from 'vitest';
import { redoChange, rememberChange, undoChange } from './change-history.ts';

test('changes are undone and done again in order; a new change ends what could be done again', () => {
  expect(undoChange('a', '')).toBeUndefined();
  rememberChange('a', '');
  rememberChange('a', 'h~x~0');
  expect(undoChange('a', 'h~x~0.d~0~1')).toBe('h~x~0');
  expect(undoChange('a', 'h~x~0')).toBe('');
  expect(redoChange('a', '')).toBe('h~x~0');
  expect(redoChange('a', 'h~x~0')).toBe('h~x~0.d~0~1');
  expect(redoChange('a', 'h~x~0.d~0~1')).toBeUndefined();
  expect(undoChange('a', 'h~x~0.d~0~1')).toBe('h~x~0');
  rememberChange('a', 'h~x~0');
  expect(redoChange('a', 't~0~1')).toBeUndefined();
  expect(undoChange('b', '')).toBeUndefined();
});
