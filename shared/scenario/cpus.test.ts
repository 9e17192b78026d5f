/** Interrupts that are bound to the CPU of a task: what runs below them stands still, whatever it holds. */
import { describe, expect, it } from 'vitest';
import type { Scenario, ScenarioStep, ScenarioThread } from '../contract/scenario.ts';
import { explore } from './explore.ts';
import { enabledActions, initialState, step } from './replay.ts';

const take = (lock: string, tried = false): ScenarioStep => ({ op: 'acquire', lock, mode: 'write', try: tried });
const drop = (lock: string): ScenarioStep => ({ op: 'release', lock });
const OFF: ScenarioStep = { op: 'irq-off' };
const ON: ScenarioStep = { op: 'irq-on' };
const AB = [take('A'), take('B'), drop('B'), drop('A')];
const BA = [take('B'), take('A'), drop('A'), drop('B')];

type Written = Partial<ScenarioThread> & Pick<ScenarioThread, 'steps'>;

function make(...threads: readonly Written[]): Scenario {
  const lock = (id: string, type: 'spinlock' | 'completion') => ({ id, type, class: id, subclass: 0 });
  return {
    schema: 'lockstep.scenario/1',
    locks: [lock('A', 'spinlock'), lock('B', 'spinlock'), lock('C', 'completion'), lock('D', 'spinlock')],
    threads: threads.map((thread, index) => ({ id: `T${index}`, context: 'task', ...thread })),
  };
}

/** The groups of all deadlocks, the same by both ways of exploring. */
function deadlocks(scenario: Scenario): string[] {
  const told = (['best', 'walk'] as const).map((method) => {
    const { deadlocks: found, complete } = explore(scenario, { method });
    expect(complete).toBe(true);
    return found.map(({ threads }) => threads.join(' ')).sort();
  });
  expect(told[1]).toEqual(told[0]);
  return told[0]!;
}

const interrupt = (on: string, steps: readonly ScenarioStep[]): Written => ({
  id: 'I',
  context: 'hardirq',
  on,
  steps: [...steps],
});

describe('an interrupt that is bound to a CPU', () => {
  it('takes locks in the other order than its own CPU with interrupts off: no deadlock', () => {
    const own = make({ steps: [OFF, ...AB, ON] }, interrupt('T0', BA));
    expect(explore(own)).toMatchObject({ answer: 'no-deadlock', complete: true });
    expect(deadlocks(own)).toEqual([]);
  });

  it('does the same on another CPU: a deadlock of the two', () => {
    expect(deadlocks(make({ steps: [OFF, ...AB, ON] }, { steps: [] }, interrupt('T1', BA)))).toEqual(['T0 I']);
    // Bound to none it may come there as well.
    const anywhere = make({ steps: [OFF, ...AB, ON] }, { id: 'I', context: 'hardirq', steps: BA });
    expect(deadlocks(anywhere)).toEqual(['T0 I']);
  });

  it('closes a circle over a third thread while its own task stands still before its first step', () => {
    const { deadlocks: found } = explore(make({ steps: [take('A')] }, interrupt('T0', BA), { steps: AB }));
    const circle = found.find(({ threads }) => threads.join(' ') === 'I T2')!;
    expect(circle.schedule[0]).toEqual({ thread: 'I', step: 0, kind: 'interrupt', on: 'T0' });
    expect(circle.schedule.map(({ thread }) => thread)).not.toContain('T0');
  });

  it('keeps its task from moving though that holds nothing, and comes after its end', () => {
    const scenario = make({ steps: [take('A'), drop('A')] }, interrupt('T0', [take('B'), drop('B')]));
    const came = step(initialState(scenario), 'I');
    expect(came.changed).toBe('I: the hard interrupt comes on T0’s CPU; T0 stands still until it has returned.');
    expect(enabledActions(came).map(({ thread }) => thread)).toEqual(['I']);
    expect(() => step(came, 'T0')).toThrow('I interrupts it');
    const ended = step(step(initialState(scenario), 'T0'), 'T0');
    expect(ended.threads[0]!.done).toBe(true);
    expect(step(ended, 'I').changed).toBe('I: the hard interrupt comes on T0’s CPU, which is idle.');
  });

  it('waits for the other one of its CPU; a hard one comes on top of a soft one', () => {
    const both = (context: 'hardirq' | 'softirq'): Scenario =>
      make({ steps: [] }, { id: 'S', context, on: 'T0', steps: AB }, { ...interrupt('T0', BA), id: 'H' });
    expect(deadlocks(both('hardirq'))).toEqual([]);
    // The soft one holds A or both; the hard one on top of it waits for ever.
    expect(deadlocks(both('softirq')).length).toBeGreaterThan(0);
    expect(new Set(deadlocks(both('softirq')))).toEqual(new Set(['S H']));
    const held = step(step(initialState(both('softirq')), 'S'), 'S');
    expect(step(held, 'H').action).toMatchObject({ kind: 'interrupt', on: 'S' });
  });

  it('cannot give the completion that its CPU waits for with interrupts off', () => {
    const wait = [{ op: 'wait', lock: 'C' }] as const;
    const gives = interrupt('T0', [{ op: 'complete', lock: 'C' }]);
    expect(deadlocks(make({ steps: [OFF, ...wait, ON] }, gives))).toEqual(['T0']);
    expect(deadlocks(make({ steps: [...wait] }, gives))).toEqual([]);
  });

  it('leaves a circle of its task and another alone that is there before it comes', () => {
    const scenario = make(
      { steps: AB },
      { steps: BA },
      interrupt('T0', [{ op: 'wait', lock: 'C' }, take('A'), drop('A')]),
      { steps: [{ op: 'complete', lock: 'C' }] },
    );
    const found = explore(scenario).deadlocks.map(({ threads }) => threads.join(' '));
    expect(found).toContain('T0 T1');
  });

  it('makes a trylock of another CPU fail, but not one of its own', () => {
    // T0 gets past B only after I has taken it: on T0's CPU I has returned by then.
    const tried: ScenarioStep[] = [{ op: 'wait', lock: 'C' }, OFF, take('B', true), drop('B'), take('A'), take('D')];
    const gives: ScenarioStep = { op: 'complete', lock: 'C' };
    const with3 = (on: string): Scenario =>
      make({ steps: tried }, { steps: [] }, interrupt(on, [take('B'), gives, take('D'), take('A')]));
    expect(deadlocks(with3('T0'))).toEqual([]);
    expect(deadlocks(with3('T1'))).toEqual(['T0 I']);
  });
});
