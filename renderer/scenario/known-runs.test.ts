import { expect, test } from 'vitest';
import { runFromText, textOfRun } from '../../shared/scenario/run-text.ts';
import { runOf } from '../../shared/scenario/run.ts';
import { bigScenario } from '../../shared/scenario/testing/big-scenario.ts';
import { rememberRun, runOfText } from './known-runs.ts';

test('a run is worked out once, and is what its text says', () => {
  const scenario = bigScenario(1);
  const run = runOfText(scenario, '012');
  expect(run).toEqual(runFromText(scenario, '012'));
  expect(runOfText(scenario, '012')).toBe(run);
  expect(runOfText({ ...scenario }, '012')).not.toBe(run);
  expect(runOfText(scenario, undefined)).toBe(runOfText(scenario, ''));
});

test('a branch is the run that its text leads to', () => {
  const scenario = bigScenario(2);
  const branch = runOf(scenario, [{ thread: 'T3' }, { thread: 'T1' }]);
  const text = textOfRun(scenario, branch.states, branch.chosen);
  expect(branch).toEqual(runFromText(scenario, text));
  rememberRun(scenario, text, branch);
  expect(runOfText(scenario, text)).toBe(branch);
});

test('old runs are forgotten', () => {
  const scenario = bigScenario(3);
  const first = runOfText(scenario, '0');
  for (let round = 0; round < 16; round++) runOfText(scenario, `0${'1'.repeat(round % 8)}${round < 8 ? '2' : '3'}`);
  expect(runOfText(scenario, '0')).not.toBe(first);
});
