import { expect, test } from 'vitest';
import { isMultiLine, nameOfText } from './paste.ts';

const noon = new Date(2026, 10, 20, 12, 0, 5);

test('pasted text is named by its subject, its headline or its first words', () => {
  expect(nameOfText('From: x\nSubject: slab deadlock\n\nWARNING: possible', noon)).toBe('slab deadlock, pasted 12:00');
  expect(nameOfText('[ 1.0] WARNING: possible recursive locking detected\n', noon)).toBe(
    'possible recursive locking detected, pasted 12:00',
  );
  expect(nameOfText('\n  hello\nworld', noon)).toBe('hello, pasted 12:00');
  expect(nameOfText(' \n', noon)).toBe('text, pasted 12:00');
  expect(nameOfText(`Subject: ${'x'.repeat(500)}`, noon).length).toBeLessThan(100);
});

test('one word is not a log', () => {
  expect(isMultiLine('word')).toBe(false);
  expect(isMultiLine('line\n')).toBe(false);
  expect(isMultiLine('two\nlines')).toBe(true);
});
