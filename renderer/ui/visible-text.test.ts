import { expect, test } from 'vitest';
import { visibleText } from './visible-text.ts';

test('a file name cannot pretend to be another', () => {
  expect(visibleText('report\u202egol.exe')).toBe('report\ufffdgol.exe');
  expect(visibleText('a\u2066b\u2069\u200bc')).toBe('a\ufffdb\ufffd\ufffdc');
});

test('ordinary text is left alone', () => {
  const text = '&fs->alloc_lock {+.+.}-{4:4} über 日本';
  expect(visibleText(text)).toBe(text);
});
