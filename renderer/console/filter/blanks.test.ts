import { expect, test } from 'vitest';
import { blanksOf } from './blanks.ts';

test.each([
  ['hub', '', 'hub', '', undefined],
  ['hub 1', '', 'hub 1', '', undefined],
  ['hub ', '', 'hub', '␣', 'with a blank after it'],
  ['  hub\t', '␣␣', 'hub', '⇥', 'with 2 blanks before it and a tab after it'],
  [' ', '␣', '', '', 'a blank'],
  ['\t\t', '⇥⇥', '', '', '2 tabs'],
  ['\u{a0}hub', '␣', 'hub', '', 'with a blank before it'],
  ['', '', '', '', undefined],
])('%j', (text, before, rest, after, words) => {
  expect(blanksOf(text)).toEqual({ before, rest, after, words });
});
