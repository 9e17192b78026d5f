import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ReportSummary } from '../../shared/contract/ipc.ts';
import { REPORT_SCHEMA, type Report } from '../../shared/contract/report.ts';
import { byteOffset, lineNumber } from '../../shared/contract/units.ts';
import { ReportBook } from './report-book.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const report = (lastLine: number): Report => ({
  schema: REPORT_SCHEMA,
  kind: 'circular',
  title: 'possible circular locking dependency detected',
  source: {
    name: 'x',
    firstLine: lineNumber(1),
    lastLine: lineNumber(lastLine),
    firstByte: byteOffset(0),
    lastByte: byteOffset(100),
  },
  completeness: { state: 'complete', missing: [] },
  signature: 's',
});

test('a growing report is told at once, then rarely; its end at once', () => {
  const told: ReportSummary[][] = [];
  const book = new ReportBook({
    consoleId: 'c',
    consoleName: 'c',
    arrivalOf: () => 1000,
    every: 50,
    tell: (summaries) => told.push([...summaries]),
  });
  const grow = (lastLine: number): void =>
    book.take([{ type: 'growing', number: 0, report: report(lastLine), lines: [] }]);
  const lines = (): number[] => told.map(([summary]) => summary!.lastLine);

  grow(1);
  expect(lines()).toEqual([1]);
  grow(2);
  grow(3);
  expect(lines()).toEqual([1]);
  vi.advanceTimersByTime(50);
  expect(lines()).toEqual([1, 3]);
  grow(4);
  book.take([{ type: 'finished', number: 0, report: report(5), lines: [] }]);
  expect(lines()).toEqual([1, 3, 5]);
  vi.advanceTimersByTime(1000);
  expect(lines()).toEqual([1, 3, 5]);
  expect(told.at(-1)?.[0]?.growing).toBe(false);
  expect(book.view(0)?.summary.arrivedAt).toBe(1);
});
