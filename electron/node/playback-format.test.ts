import { expect, test } from 'vitest';
import { parsePlayback } from './playback-format.ts';
import { ProblemError } from './problem.ts';

const HEADER = '{"schema":"lockstep.playback/1","title":"T","kernel":"6.12","recorded":"2026-01-01","bytes":7}';

test('header and steps', () => {
  const { header, steps } = parsePlayback(`${HEADER}\n{"t":0.5,"bytes":3}\n{"t":1,"bytes":4}\n`, 'x');
  expect(header.title).toBe('T');
  expect(steps).toEqual([
    { t: 0.5, bytes: 3 },
    { t: 1, bytes: 4 },
  ]);
});

test('a mistake is named with its line', () => {
  const messageOf = (text: string): string => {
    try {
      parsePlayback(text, 'x.timing.ndjson');
    } catch (error) {
      if (error instanceof ProblemError) return error.problem.message;
      throw error;
    }
    return 'no error';
  };
  expect(messageOf('')).toMatch(/^x\.timing\.ndjson line 1: /);
  expect(messageOf(`${HEADER}\n{"t":0,"bytes":1}\n{"t":-1,"bytes":1}`)).toMatch(/^x\.timing\.ndjson line 3: t /);
  expect(messageOf(`${HEADER}\nnonsense`)).toMatch(/^x\.timing\.ndjson line 2: /);
});
