import { expect, test } from 'vitest';
import { parseScenario } from '../../shared/scenario/parse-scenario.ts';
import { runFromText } from '../../shared/scenario/run-text.ts';
import { stopsOf } from '../../shared/scenario/run.ts';
import { compareRuns, endWords } from './compare-runs.ts';
import { NEW_SCENARIO } from './template.ts';

const { scenario } = parseScenario(NEW_SCENARIO);
const runBy = (text: string) => runFromText(scenario!, text);

test('two runs are compared step by step, and the first difference is named', () => {
  const { steps, differsAt } = compareRuns(runBy('000011'), runBy('0101'));
  expect(differsAt).toBe(2);
  expect(steps[0]).toMatchObject({ at: 1, isSame: true });
  expect(steps[1]).toMatchObject({ at: 2, isSame: false });
  expect(steps[1]?.left).toContain('T0');
  expect(steps[1]?.right).toContain('T1');
  expect(compareRuns(runBy('0101'), runBy('0101')).differsAt).toBeUndefined();
});

test('what happens in only one of them stands alone', () => {
  const [long, short] = [runBy('000011'), runBy('0101')];
  expect(long.states.length).toBeGreaterThan(short.states.length);
  expect(compareRuns(long, short).steps.at(-1)?.right).toBeUndefined();
});

test('a run ends in a deadlock or when everything is done', () => {
  expect(endWords(runBy('0101'))).toBe('deadlock: T0 → T1 → T0');
  expect(endWords(runBy('000011'))).toBe('everything is done');
});

test('several breakpoints stop a run at whatever comes first', () => {
  const { states } = runBy('0101');
  expect(stopsOf(states, [{ stop: 'taken', lock: 'B' }, { stop: 'deadlock' }])).toEqual([2, 4]);
  expect(stopsOf(states, [{ stop: 'blocked' }])).toEqual([3, 4]);
  expect(stopsOf(states, [])).toEqual([]);
});
