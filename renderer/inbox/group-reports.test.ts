import { expect, test } from 'vitest';
import type { ReportSummary } from '../../shared/contract/ipc.ts';
import { byteOffset, epochMilliseconds, lineNumber } from '../../shared/contract/units.ts';
import { groupReports } from './group-reports.ts';
import { passes } from './inbox-state.ts';

const report = (id: string, signature: string, arrivedAt: number, growing = false): ReportSummary => ({
  id,
  consoleId: 'c',
  consoleName: 'qemu-lab',
  kind: 'circular',
  sentence: 'a takes slab_mutex while holding cpu_hotplug_lock',
  arrivedAt: epochMilliseconds(arrivedAt),
  completeness: { state: 'complete', missing: [] },
  signature,
  firstLine: lineNumber(1),
  lastLine: lineNumber(9),
  firstByte: byteOffset(0),
  growing,
});

test('the same signature is one group, the latest first', () => {
  const groups = groupReports([report('1', 'x', 10), report('2', 'y', 20), report('3', 'x', 30)]);
  expect(groups.map(({ key, latest, reports }) => [key, latest.id, reports.length])).toEqual([
    ['x', '3', 2],
    ['y', '2', 1],
  ]);
});

test('a report without signature, or still printing, stands alone', () => {
  expect(
    groupReports([report('1', '', 1), report('2', '', 2), report('3', 'x', 3), report('4', 'x', 4, true)]),
  ).toHaveLength(4);
});

test('the filter needs every word somewhere in the row', () => {
  const none = { text: '', kind: undefined, consoleId: undefined };
  expect(passes(report('1', 'x', 1), { ...none, text: 'SLAB qemu' })).toBe(true);
  expect(passes(report('1', 'x', 1), { ...none, text: 'slab sysfs' })).toBe(false);
  expect(passes(report('1', 'x', 1), { ...none, kind: 'recursive' })).toBe(false);
  expect(passes(report('1', 'x', 1), { ...none, consoleId: 'other' })).toBe(false);
});
