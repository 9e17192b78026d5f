import { expect, test } from 'vitest';
import { NextPart } from './next-part.ts';

const SECOND = 1_000_000;
const bytes = (text: string): Buffer => Buffer.from(text);

test('below the limit, and without one, nothing is cut', () => {
  const next = new NextPart(0);
  expect(next.cut(bytes('a\nb\n'), 9 * SECOND, 10, undefined)).toBeUndefined();
  expect(next.cut(bytes('a\nb\n'), 18 * SECOND, 99, 100)).toBeUndefined();
});

test('after a pause, before the line that comes', () => {
  const next = new NextPart(0);
  expect(next.cut(bytes('a\n'), 0, 100, 100)).toBeUndefined();
  expect(next.cut(bytes('b\n'), SECOND - 1, 102, 100)).toBeUndefined();
  expect(next.cut(bytes('c\n'), 2 * SECOND, 104, 100)).toBe(0);
});

test('a prompt belongs to the line that it begins, also when that comes in pieces', () => {
  const next = new NextPart(0);
  expect(next.cut(bytes('login: '), 0, 100, 100)).toBeUndefined();
  expect(next.cut(bytes('root'), 5 * SECOND, 107, 100)).toBeUndefined();
  expect(next.cut(bytes('\r\nnext'), 5 * SECOND, 111, 100)).toBe(2);
});

test('what comes right after something was typed answers it', () => {
  const next = new NextPart(0);
  next.stirred(5 * SECOND);
  expect(next.cut(bytes('a\n'), 5 * SECOND + 1000, 100, 100)).toBeUndefined();
});

test('without a pause: at a line end beyond the limit by a quarter, in the middle of a line beyond a half', () => {
  const next = new NextPart(0);
  expect(next.cut(bytes('a\nb'), 0, 124, 100)).toBeUndefined();
  expect(next.cut(bytes('b\nc\n'), 0, 127, 100)).toBe(2);
  const endless = new NextPart(0);
  expect(endless.cut(bytes('xxx'), 0, 100, 100)).toBeUndefined();
  expect(endless.cut(bytes('xxx'), 0, 147, 100)).toBeUndefined();
  expect(endless.cut(bytes('xxx'), 0, 150, 100)).toBe(0);
});
