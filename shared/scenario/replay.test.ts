import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LockType, Scenario, ScenarioStep, ScenarioThread } from '../contract/scenario.ts';
import { enabledActions, initialState, step } from './replay.ts';
import { replayStates } from './replay/default-schedule.ts';
import type { ReplayState } from './replay/replay-state.ts';
import { ALL_TYPES, scenarioFromTape } from './testing/random-scenario.ts';

const take = (lock: string, mode: 'write' | 'read' = 'write', attempt = false): ScenarioStep => ({
  op: 'acquire',
  lock,
  mode,
  try: attempt,
});
const drop = (lock: string): ScenarioStep => ({ op: 'release', lock });
const make = (
  locks: Record<string, LockType>,
  ...threads: (Partial<ScenarioThread> & { steps: ScenarioStep[] })[]
): Scenario => ({
  schema: 'lockstep.scenario/1',
  locks: Object.entries(locks).map(([id, type]) => ({ id, type, class: id, subclass: 0 })),
  threads: threads.map((thread, index) => ({ id: `T${index}`, context: 'task', ...thread })),
});
const run = (scenario: Scenario, ...threads: string[]): ReplayState =>
  threads.reduce((state, thread) => step(state, thread), initialState(scenario));
const offered = (state: ReplayState): string[] =>
  enabledActions(state).map(({ thread, kind, on }) => `${thread} ${kind}${on === undefined ? '' : ` on ${on}`}`);

describe('stepping', () => {
  const abba = make({ A: 'mutex', B: 'mutex' }, { steps: [take('A'), take('B')] }, { steps: [take('B'), take('A')] });

  it('offers everything that can happen, and nothing in a deadlock of all', () => {
    expect(offered(initialState(abba))).toEqual(['T0 run', 'T1 run']);
    const held = run(abba, 'T0', 'T1');
    expect(offered(held)).toEqual(['T0 wait', 'T1 wait']);
    const dead = step(step(held, 'T0'), 'T1');
    expect(offered(dead)).toEqual([]);
    expect(dead.deadlock?.cycle).toEqual([
      { thread: 'T0', waitsFor: 'B', heldBy: 'T1' },
      { thread: 'T1', waitsFor: 'A', heldBy: 'T0' },
    ]);
    expect(() => step(dead, 'T0')).toThrow('T0" can do nothing now: it waits');
  });

  it('goes back by keeping the old state', () => {
    const before = run(abba, 'T0');
    const copy = structuredClone({ threads: before.threads, locks: before.locks });
    step(before, 'T1');
    expect({ threads: before.threads, locks: before.locks }).toEqual(copy);
  });

  it('says who holds and who waits', () => {
    const { threads, locks } = run(abba, 'T0', 'T1', 'T1');
    expect(threads[1]).toMatchObject({
      holds: [{ lock: 'B', mode: 'write' }],
      waitsFor: 'A',
      waitsOn: ['T0'],
      blocked: true,
    });
    expect(locks[0]).toEqual({ id: 'A', holders: [{ thread: 'T0', mode: 'write' }], waiters: ['T1'] });
  });

  it('two readers do not block each other; behind a waiting writer they do', () => {
    const readers = make(
      { R: 'rwsem' },
      { steps: [take('R', 'read')] },
      { steps: [take('R', 'read')] },
      { steps: [take('R')] },
    );
    expect(run(readers, 'T0', 'T1').threads.map((thread) => thread.holds.length)).toEqual([1, 1, 0]);
    const behind = run(readers, 'T0', 'T2', 'T1');
    expect(behind.changed).toBe('T1 waits for R, behind T2, who waits to write.');
    expect(behind.deadlock).toBeUndefined();
  });

  it('a failed try leaves its section out, but still lets go of what was held before', () => {
    const tried = make(
      { A: 'mutex', B: 'mutex' },
      { steps: [take('A'), take('B', 'write', true), drop('A'), drop('B')] },
      { steps: [take('B')] },
    );
    const failed = run(tried, 'T1', 'T0', 'T0');
    expect(failed.changed).toBe('T0 does not get B and goes on without it.');
    const end = step(failed, 'T0');
    expect(end.changed).toBe('T0 releases A.');
    expect(end.threads[0]!.done).toBe(true);
  });

  it('an interrupt comes where it is enabled, and whom it interrupts stands still', () => {
    const irq = make(
      { A: 'spinlock' },
      { steps: [take('A'), { op: 'irq-off' }, { op: 'irq-on' }, drop('A')] },
      { id: 'I', context: 'hardirq', on: 'T0', steps: [take('A'), drop('A')] },
    );
    const held = run(irq, 'T0');
    expect(offered(held)).toEqual(['T0 run', 'I interrupt on T0']);
    expect(offered(step(held, 'T0'))).toEqual(['T0 run']);
    const dead = step(step(held, 'I'), 'I');
    expect(dead.threads[0]).toMatchObject({ interruptedBy: 'I', blocked: true });
    expect(dead.deadlock?.words).toBe('T0 → I → T0');
  });

  it('a completion that nobody is left to give is a wait for ever', () => {
    const wait = make(
      { C: 'completion' },
      { steps: [{ op: 'wait', lock: 'C' }] },
      {
        steps: [
          { op: 'complete', lock: 'C' },
          { op: 'wait', lock: 'C' },
        ],
      },
    );
    const taken = run(wait, 'T1', 'T1');
    expect(taken.finished).toBe(false);
    expect(step(taken, 'T0').changed).toBe('T0 waits for the end of C, which nobody is left to complete.');
    expect(step(taken, 'T0').deadlock).toBeDefined();
  });

  it('whatever is offered can be taken, and every run ends', () => {
    const shape = { threads: 4, locks: 3, steps: 5, types: ALL_TYPES, tries: true, interrupts: true };
    fc.assert(
      fc.property(
        fc.array(fc.nat(999), { minLength: 40, maxLength: 90 }),
        fc.array(fc.nat(99), { minLength: 200, maxLength: 200 }),
        (tape, choices) => {
          const scenario = scenarioFromTape(tape, shape);
          let state = initialState(scenario);
          for (const choice of choices) {
            const actions = enabledActions(state);
            if (actions.length === 0) break;
            state = step(state, actions[choice % actions.length]!);
            expect(state.changed).not.toBe('');
            for (const lock of state.locks) {
              const writers = lock.holders.filter((holder) => holder.mode === 'write').length;
              const kind = scenario.locks.find((each) => each.id === lock.id)!.type;
              if (!['completion', 'active_ref'].includes(kind) && writers > 0) expect(lock.holders).toHaveLength(1);
            }
          }
          expect(enabledActions(state)).toEqual([]);
          const pending = state.threads.some((thread) => thread.pending);
          expect(state.finished || state.deadlock !== undefined || pending).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('a schedule with what cannot happen is refused', () => {
    expect(() => replayStates(abba, [{ thread: 'T7' }])).toThrow('no thread "T7"');
  });
});
