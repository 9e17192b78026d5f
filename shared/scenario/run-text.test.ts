/** Runs as text: whole runs survive, long ones fit into a link, and what is of another scenario is not played. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Scenario } from '../contract/scenario.ts';
import { byteOffset } from '../contract/units.ts';
import { parseLink } from '../notebook/place-link.ts';
import { makeLink } from '../notebook/write-link.ts';
import { explore, scheduleOf } from './explore.ts';
import { packRun, unpackRun } from './packed-run.ts';
import { possibleActions, step } from './replay.ts';
import { PACKED, RUN_TEXT } from './run-notation.ts';
import { runFromText, textOfRun } from './run-text.ts';
import { actionsUpTo, runOf, type Run } from './run.ts';
import { BIG_FAMILIES, bigScenario } from './testing/big-scenario.ts';
import { ALL_TYPES, scenarioFromTape, tapeOf } from './testing/random-scenario.ts';

/** Anything possible, step by step, as the numbers say. */
function randomRun(scenario: Scenario, choices: readonly number[]): Run {
  let state = runOf(scenario).states[0]!;
  const chosen = [];
  for (const choice of choices) {
    const possible = possibleActions(state);
    if (possible.length === 0) break;
    const action = possible[choice % possible.length]!;
    chosen.push(action);
    state = step(state, action);
  }
  return runOf(scenario, chosen);
}

const SHAPE = { threads: 5, locks: 4, steps: 8, types: ALL_TYPES, tries: true, interrupts: true } as const;
const tape = fc.array(fc.nat(), { minLength: 1, maxLength: 120 });

test('every run comes back as it was, readable or packed', () => {
  fc.assert(
    fc.property(tape, tape, (numbers, choices) => {
      const scenario = scenarioFromTape(numbers, SHAPE);
      const run = randomRun(scenario, choices);
      const actions = actionsUpTo(run.states, run.chosen);
      expect(unpackRun(scenario, packRun(run.states, run.chosen)!)).toEqual(actions);
      const text = textOfRun(scenario, run.states, run.chosen);
      if (run.chosen === 0) return;
      expect(text).toMatch(RUN_TEXT);
      const back = runFromText(scenario, text);
      expect(back.refused).toBeUndefined();
      expect(actionsUpTo(back.states, back.chosen)).toEqual(actions);
    }),
    { numRuns: 200 },
  );
});

test('a schedule that was found is packed, too: writers in it begin to wait although nobody is in their way', () => {
  for (const seed of [1, 2, 3]) {
    const scenario = bigScenario(seed, 'rw');
    const { deadlocks } = explore(scenario, { firstOnly: true });
    const run = runOf(scenario, scheduleOf(deadlocks[0]!));
    expect(unpackRun(scenario, packRun(run.states, run.chosen)!)).toEqual(actionsUpTo(run.states, run.chosen));
  }
});

describe('a link of 300 characters', () => {
  test.each(BIG_FAMILIES)('holds a whole run of 8 threads with 12 operations each (%s)', (family) => {
    let longest = 0;
    for (const seed of [1, 2, 3]) {
      const scenario = bigScenario(seed, family, true);
      const run = randomRun(scenario, tapeOf(seed, 400));
      longest = Math.max(longest, run.chosen);
      const place = {
        at: 'report',
        consoleId: '20261127-023405-the-usb-serial-of-a-board-0a70',
        firstByte: byteOffset(1_234_567_890),
        signature: 'circular-aae797401344ab84',
        step: run.chosen - 1,
        pointer: '/chain/2/frames/3',
        schedule: textOfRun(scenario, run.states, run.chosen),
        whatIf: 'h~device_hotplug_lock~0123.d~0~1',
      } as const;
      const { link, leftOut } = makeLink(place);
      expect(link.length).toBeLessThanOrEqual(300);
      expect(leftOut).not.toContain('run');
      expect(parseLink(link)).toMatchObject({ schedule: place.schedule, step: place.step });
    }
    // With interrupts on, random steps soon end in a deadlock.
    expect(longest).toBeGreaterThan(family.includes('irq') && family !== 'irq-off' ? 15 : 90);
  });
});

test('a packed run of another scenario, or a damaged one, is refused and not played', () => {
  const scenario = bigScenario(1, 'mutex', true);
  const run = randomRun(scenario, tapeOf(7, 400));
  const text = textOfRun(scenario, run.states, run.chosen);
  expect(text.startsWith(PACKED)).toBe(true);
  const others = [
    bigScenario(2, 'mutex', true),
    bigScenario(1, 'rw', true),
    { ...scenario, threads: scenario.threads.slice(1) },
  ];
  const damaged = [text.slice(0, -1), `${text}A`, text.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')), '_', '_!'];
  for (const { run: read, why } of [
    ...others.map((other) => ({ run: runFromText(other, text), why: 'other scenario' })),
    ...damaged.map((other) => ({ run: runFromText(scenario, other), why: other })),
  ]) {
    // The check has 12 bits; these do not happen to pass it.
    if (why !== '_') expect(read.refused, why).toContain('another scenario');
    expect(read.chosen, why).toBe(0);
    expect(read.states.length).toBeGreaterThan(1);
  }
});
