import { expect, test } from 'vitest';
import { dressWritten } from '../../shared/scenario/dress.ts';
import { parseScenario } from '../../shared/scenario/parse-scenario.ts';
import { runFromText } from '../../shared/scenario/run-text.ts';
import { NEW_SCENARIO } from '../scenario/template.ts';
import { waitEdges, waitElements, waitPicture } from './wait-graph.ts';

const scenario = dressWritten(parseScenario(NEW_SCENARIO).scenario!, { lineOf: () => 1, titleOf: () => undefined });
const { states } = runFromText(scenario, '0101');

test('arrows go from a lock to who holds it, and from a thread to what it waits for', () => {
  expect(waitEdges(scenario, states[0]!)).toEqual([]);
  expect(waitEdges(scenario, states[2]!).map(({ sentence }) => sentence)).toEqual(['T0 holds A', 'T1 holds B']);
  const [holds] = waitElements(scenario, states[2]!, undefined).filter(({ data }) => data.source !== undefined);
  expect(holds?.data).toMatchObject({ source: 'lock A', target: 'thread T0' });
});

test('a deadlock is a circle of arrows, all of them marked', () => {
  const edges = waitEdges(scenario, states.at(-1)!);
  expect(edges).toHaveLength(4);
  expect(edges.every(({ isStuck }) => isStuck)).toBe(true);
  const drawn = waitElements(scenario, states.at(-1)!, undefined).filter(({ data }) => data.source !== undefined);
  const next = new Map(drawn.map(({ data }) => [String(data.source), String(data.target)] as const));
  let at: string | undefined = 'thread T0';
  for (let arrow = 0; arrow < 4; arrow++) at = next.get(at ?? '');
  expect(at).toBe('thread T0');
});

test('the nodes keep their places through a run', () => {
  const picture = waitPicture(scenario, states);
  expect(picture.key.split('\n').slice(0, 4)).toEqual(['thread T0', 'lock B', 'thread T1', 'lock A']);
  const { positions } = picture.layout({ width: 400, height: 240 });
  expect(new Set([...positions.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(4);
});
