import { expect, test } from 'vitest';
import type { Scenario, ScenarioStep } from '../contract/scenario.ts';
import { explore, scheduleOf } from './explore.ts';
import { dressChanged, dressWritten } from './dress.ts';
import { enabledActions } from './replay.ts';
import { actionsUpTo, nextStop, runOf } from './run.ts';
import { WHAT_IF_TEXT } from '../notebook/place-link.ts';
import { RUN_TEXT } from './run-notation.ts';
import { plainScenario } from './replay-scenario.ts';
import { runFromText, textOfRun } from './run-text.ts';
import { changeScenario, readWhatIfText, resultOf, textOfWhatIf } from './what-if-text.ts';
import { wordsOf, type WhatIf } from './what-if.ts';

const acquire = (lock: string): ScenarioStep => ({ op: 'acquire', lock, mode: 'write', try: false });
const release = (lock: string): ScenarioStep => ({ op: 'release', lock });
const mutex = (id: string): Scenario['locks'][number] => ({ id, type: 'mutex', class: id, subclass: 0 });

const abba: Scenario = {
  schema: 'lockstep.scenario/1',
  locks: [mutex('A'), mutex('B')],
  threads: [
    { id: 'T0', context: 'task', steps: [acquire('A'), acquire('B'), release('B'), release('A')] },
    { id: 'T1', context: 'task', steps: [acquire('B'), acquire('A'), release('A'), release('B')] },
  ],
};
const withInterrupt: Scenario = {
  ...abba,
  threads: [...abba.threads, { id: 'I', context: 'hardirq', steps: [acquire('A'), release('A')] }],
};

test('without a choice the run is the default one, with one it goes on from there', () => {
  const deadlock = runOf(abba);
  expect(deadlock.states.at(-1)!.deadlock).toBeDefined();
  const done = runOf(abba, [{ thread: 'T0' }, { thread: 'T0' }]);
  expect(done.chosen).toBe(2);
  expect(done.states.at(-1)!.finished).toBe(true);
});

test('a step that is not possible ends what was chosen', () => {
  const run = runOf(abba, [{ thread: 'T0' }, { thread: 'T9' }, { thread: 'T1' }]);
  expect(run.chosen).toBe(1);
  expect(run.refused).toContain('T9');
});

test('a run survives being written as text, every branch of it', () => {
  for (const scenario of [abba, withInterrupt]) {
    let visited = 0;
    const visit = (chosen: Parameters<typeof runOf>[1]): void => {
      const run = runOf(scenario, chosen);
      const text = textOfRun(scenario, run.states, run.chosen);
      if (run.chosen > 0) expect(text).toMatch(RUN_TEXT);
      const back = runFromText(scenario, text);
      if (run.chosen > 0) expect(actionsUpTo(back.states, run.chosen)).toEqual(actionsUpTo(run.states, run.chosen));
      if (visited++ > 120 || run.chosen > 7) return;
      const at = run.states[run.chosen]!;
      for (const action of enabledActions(at)) visit([...actionsUpTo(run.states, run.chosen), action]);
    };
    visit([]);
    expect(visited).toBeGreaterThan(50);
  }
});

test('texts from outside never throw', () => {
  for (const text of ['', 'zzz', 'W', 'I', '0000000000', 'RRR0', 'I-9', '%', '0'.repeat(5000)])
    expect(runFromText(abba, text).states.length).toBeGreaterThan(0);
  for (const text of ['', 'q', 'd~0~99', 'd~9~0', 'h~~0', 'h~x', 'o~0~1~0~before', 'h~-110000-~0', 'm~0~0~x', '...'])
    expect(readWhatIfText(abba, text).stages.length).toBeGreaterThan(0);
});

test('every change survives being written as text', () => {
  const changes: readonly WhatIf[] = [
    { change: 'hold-outer', lock: 'device_hotplug_lock (no. 1)', threads: ['T0', 'T1'] },
    { change: 'try', thread: 'T1', step: 2 },
    { change: 'split', lock: 'A', threads: ['T1'] },
    { change: 'merge', lock: 'A', with: 'A (another)' },
    { change: 'mode', thread: 'T0', step: 1, mode: 'recursive-read' },
    { change: 'move-out', thread: 'T0', step: 2, outOf: 'A', where: 'before' },
    { change: 'swap', thread: 'T1', step: 1, with: 2 },
    { change: 'only-at-boot', thread: 'T0' },
    { change: 'one-task', threads: ['T0', 'T1'] },
    { change: 'drop', thread: 'T1', step: 2 },
    { change: 'take-reference', thread: 'T0', step: 2 },
  ];
  const readable: Scenario = { ...abba, locks: abba.locks.map((lock) => ({ ...lock, type: 'percpu_rwsem' })) };
  const changed = changeScenario(readable, changes);
  expect(changed.problem).toBeUndefined();
  const text = textOfWhatIf(changed);
  expect(text).toMatch(WHAT_IF_TEXT);
  expect(readWhatIfText(readable, text)).toEqual(changed);
});

test('breakpoints: a thread blocks, a lock is taken, the deadlock', () => {
  const { states } = runOf(abba, scheduleOf(explore(abba).deadlocks[0]!));
  expect(nextStop(states, 0, { stop: 'blocked' })).toBe(3);
  expect(nextStop(states, 0, { stop: 'deadlock' })).toBe(4);
  expect(states[nextStop(states, 0, { stop: 'taken', lock: 'B' })!]!.changed).toContain('takes B');
  expect(nextStop(states, 4, { stop: 'deadlock' })).toBeUndefined();
});

test('a changed scenario keeps the evidence of what was not changed', () => {
  const base = dressWritten(abba, { lineOf: (thread, step) => 10 * thread + step, titleOf: (id) => `title of ${id}` });
  const change: WhatIf = { change: 'hold-outer', lock: 'G', threads: ['T0'] };
  const dressed = dressChanged(base, resultOf(changeScenario(base, [change])), [wordsOf(change, base)]);
  const steps = dressed.threads[0]!.steps;
  expect(steps.map((step) => step.evidence.known)).toEqual([false, true, true, true, true, false]);
  expect(steps[2]!.evidence.words).toBe('Line 1 of the text.');
  expect(dressed.threads[1]!.title).toBe('title of T1');
  expect(runOf(dressed).states.at(-1)!.finished || runOf(dressed).states.at(-1)!.deadlock).toBeTruthy();
});

test('a changed scenario that is dressed is the changed one: an interrupt comes where the change says', () => {
  const [interrupt] = withInterrupt.threads.slice(-1);
  const bound: Scenario = { ...withInterrupt, threads: [...abba.threads, { ...interrupt!, on: 'T0' }] };
  const base = dressWritten(bound);
  const change: WhatIf = { change: 'only-at-boot', thread: 'T0' };
  const changed = resultOf(changeScenario(base, [change]));
  expect(plainScenario(dressChanged(base, changed, [wordsOf(change, base)]))).toEqual(plainScenario(changed));
});
