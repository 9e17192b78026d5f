import { expect, test } from 'vitest';
import { DEFAULT_TRIGGERS } from '../../shared/console-log/default-triggers.ts';
import { needlesOf, TriggerScan } from './trigger-scan.ts';

const needles = needlesOf([...DEFAULT_TRIGGERS, { id: 't', on: 'text', text: 'néedle', isEnabled: true }]);

test.each([1, 3, 7, 1000])('found once, in its line, in pieces of %i bytes', (size) => {
  const log = Buffer.from('a\nb\nKernel panic - not syncing: x\nc\nthe néedle\nBUG: unable to handle\n');
  const scan = new TriggerScan();
  const found: unknown[] = [];
  let lines = 0;
  for (let at = 0; at < log.length; at += size) {
    const piece = log.subarray(at, at + size);
    found.push(...scan.push(piece, lines, needles));
    for (const byte of piece) if (byte === 10) lines++;
  }
  expect(found).toHaveLength(3);
  expect(found).toEqual(
    expect.arrayContaining([
      { on: 'panic', line: 3 },
      { on: 'text', text: 'néedle', line: 5 },
      { on: 'oops', line: 6 },
    ]),
  );
});

test('triggers that are off find nothing', () => {
  expect(needlesOf(DEFAULT_TRIGGERS.map((trigger) => ({ ...trigger, isEnabled: false })))).toEqual([]);
});
