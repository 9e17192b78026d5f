import { describe, expect, it } from 'vitest';
import type { LogRow, ReportView } from '../contract/ipc.ts';
import type { Report, ReportLine } from '../contract/report.ts';
import { byteOffset, epochMilliseconds, lineNumber } from '../contract/units.ts';
import { openingOf, placeOfEvidence, reportEvidence } from './evidence.ts';

const LINES: readonly [ReportLine['element'], string][] = [
  ['ruler', '======'],
  ['headline', 'WARNING: possible circular locking dependency detected'],
  ['kernel', '6.12.117 #1 Not tainted'],
  ['ruler', '------'],
  ['prose', 'insmod/42 is trying to acquire lock:'],
  ['lock', 'ffff (a){+.+.}-{3:3}, at: f+0x1/0x2'],
  ['blank', ''],
  ['prose', 'which lock already depends on the new lock.'],
  ['chain-head', '-> #1 (b){+.+.}-{3:3}:'],
  ['frame', '       g+0x1/0x2'],
];
const FIRST = 100;

const rows: readonly LogRow[] = LINES.map(([, text], index) => ({ line: lineNumber(FIRST + index), text, cut: false }));
const source = {
  name: 'x',
  firstLine: lineNumber(FIRST),
  lastLine: lineNumber(FIRST + LINES.length - 1),
  firstByte: byteOffset(1000),
  lastByte: byteOffset(2000),
};
const completeness = { state: 'truncated', missing: ['stack backtrace'] } as const;
const view: ReportView = {
  summary: {
    id: 'c1:0',
    consoleId: 'c1',
    consoleName: 'lab',
    kind: 'circular',
    sentence: 'insmod/42 takes a while holding b',
    task: { comm: 'insmod', pid: 42 },
    arrivedAt: epochMilliseconds(5),
    completeness: { ...completeness, missing: [...completeness.missing] },
    signature: 'sig',
    firstLine: source.firstLine,
    lastLine: source.lastLine,
    firstByte: source.firstByte,
    growing: false,
  },
  report: {
    schema: 'lockstep.report/1',
    kind: 'circular',
    title: 'possible circular locking dependency detected',
    source,
    completeness: { ...completeness, missing: [...completeness.missing] },
    signature: 'sig',
  } satisfies Report,
  lines: LINES.map(([element], index) => ({ line: lineNumber(FIRST + index), element })),
};

describe('a report as evidence', () => {
  it('quotes from the first line to the last one that says something before the chain', () => {
    expect(openingOf(view)).toEqual({ first: 100, last: 105 });
    expect(openingOf({ ...view, lines: [] })).toEqual({ first: 100, last: 109 });
  });

  it('has identity, text and what was left out', () => {
    const evidence = reportEvidence(view, rows.slice(0, 6));
    expect(evidence).toMatchObject({
      task: 'insmod/42',
      capture: { consoleId: 'c1', firstByte: 1000, lastByte: 2000 },
      missing: ['stack backtrace'],
      linesLeftOut: 4,
    });
    expect(evidence.text?.split('\n')).toHaveLength(6);
    expect(reportEvidence(view)).toMatchObject({ text: undefined, linesLeftOut: undefined });
  });

  it('leads back to itself', () => {
    const { sentence, kind, capture, signature } = reportEvidence(view);
    const report = { sentence, kind, capture, signature };
    const place = { at: 'report', consoleId: 'c1', firstByte: 1000, signature: 'sig' };
    expect(placeOfEvidence(reportEvidence(view))).toEqual(place);
    expect(placeOfEvidence({ evidence: 'replay-step', report, step: 2, steps: 4, sentence: 'x', threads: [] })).toEqual(
      { ...place, step: 2 },
    );
  });
});
