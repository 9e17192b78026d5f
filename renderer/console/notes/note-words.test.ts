import { expect, test } from 'vitest';
import { epochMilliseconds, seconds } from '../../../shared/contract/units.ts';
import { noteWords } from './note-words.ts';

const here = { afterLine: 3, at: epochMilliseconds(0) };

test('notes in words', () => {
  expect(noteWords({ ...here, kind: 'away', seconds: seconds(12.2), reason: '' })).toBe('not connected for 12 s');
  expect(noteWords({ ...here, kind: 'away', seconds: seconds(0.3), reason: '' })).toBe(
    'not connected for less than 1 s',
  );
  expect(noteWords({ ...here, kind: 'away', reason: '' })).toMatch(/^not connected since /);
  expect(noteWords({ ...here, kind: 'typed', text: 'dmesg -w\r' })).toBe('typed: dmesg -w⏎');
  expect(noteWords({ ...here, kind: 'typed', text: '\u0003' })).toBe('typed: ^C');
  expect(noteWords({ ...here, kind: 'typed', text: 'x'.repeat(300) }).length).toBeLessThan(80);
});
