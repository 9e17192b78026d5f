import { describe, expect, test } from 'vitest';
import {
  lastTop,
  LINE_HEIGHT,
  scrollHeight,
  scrollToTop,
  TALLEST,
  topForLine,
  topToScroll,
  visibleLines,
} from './line-window.ts';

describe.each([
  ['a short list', { lines: 500, viewport: 600 }],
  ['ten million lines', { lines: 10_000_000, viewport: 600 }],
])('%s', (_name, extent) => {
  test('is never higher than a browser allows', () => {
    expect(scrollHeight(extent)).toBeLessThanOrEqual(TALLEST);
  });
  test('can be scrolled to its first and last line', () => {
    expect(visibleLines(scrollToTop(0, extent), extent).first).toBe(1);
    const end = scrollToTop(scrollHeight(extent) - extent.viewport, extent);
    expect(end).toBeCloseTo(lastTop(extent), 3);
    expect(visibleLines(end, extent).last).toBe(extent.lines);
  });
  test('every line can be gone to, and the scroll bar agrees', () => {
    for (const line of [1, 2, 250, extent.lines - 1, extent.lines]) {
      const top = topForLine(line, extent);
      const { first, last } = visibleLines(top, extent);
      expect(first).toBeLessThanOrEqual(line);
      expect(last).toBeGreaterThanOrEqual(line);
      expect(scrollToTop(topToScroll(top, extent), extent)).toBeCloseTo(top, 3);
    }
  });
});

test('an empty list shows no line', () => {
  const { first, last } = visibleLines(0, { lines: 0, viewport: 600 });
  expect(first).toBeGreaterThan(last);
});

test('a list shorter than the view does not scroll', () => {
  expect(lastTop({ lines: 3, viewport: 10 * LINE_HEIGHT })).toBe(0);
});
