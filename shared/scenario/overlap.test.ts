import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Scenario, ScenarioStep } from '../contract/scenario.ts';
import { compile } from './machine/compile.ts';
import { everyState } from './explore/shortest.ts';
import { comparingSections, neverTogether } from './overlap.ts';
import { bigScenario } from './testing/big-scenario.ts';
import { scenarioFromTape } from './testing/random-scenario.ts';

const take = (lock: string): ScenarioStep => ({ op: 'acquire', lock, mode: 'write', try: false });
const drop = (lock: string): ScenarioStep => ({ op: 'release', lock });

describe('sections that never run together', () => {
  it('are kept apart by a common outer lock, which is named', () => {
    const scenario: Scenario = {
      schema: 'lockstep.scenario/1',
      locks: ['G', 'A', 'B'].map((id) => ({ id, type: 'mutex', class: id, subclass: 0 })),
      threads: [
        { id: 'T0', context: 'task', steps: [take('G'), take('A'), drop('A'), drop('G')] },
        { id: 'T1', context: 'task', steps: [take('G'), take('B'), drop('B'), drop('G')] },
        { id: 'T2', context: 'task', steps: [take('B'), drop('B')] },
      ],
    };
    const { never, complete } = neverTogether(scenario);
    expect(complete).toBe(true);
    expect(
      never.map(({ sections: [a, b], because }) => `${a.thread}.${a.lock} ${b.thread}.${b.lock}: ${because ?? ''}`),
    ).toEqual(['T0.G T1.G: G', 'T0.G T1.B: G', 'T0.A T1.G: G', 'T0.A T1.B: G', 'T1.B T2.B: B']);
  });

  it('are those that no state of all interleavings shows together', () => {
    const shape = {
      threads: 3,
      locks: 3,
      steps: 4,
      types: ['mutex', 'rwsem', 'spinlock', 'active_ref', 'completion'] as const,
      tries: true,
      interrupts: true,
    };
    fc.assert(
      fc.property(fc.array(fc.nat(999), { minLength: 30, maxLength: 80 }), (tape) => {
        const scenario = scenarioFromTape(tape, shape);
        const machine = compile(scenario);
        const seen = new Set<string>();
        for (const { points } of everyState(machine)) {
          const held = points.map((point, thread) => machine.threads[thread]!.points[point]!);
          held.forEach((a, i) =>
            held.forEach((b, j) => {
              if (i < j) for (const x of a.holds) for (const y of b.holds) seen.add(`${i} ${x.lock} ${j} ${y.lock}`);
            }),
          );
        }
        const { never } = neverTogether(scenario);
        // A pair of locks of two threads meets in some state exactly when some pair of their sections is not listed.
        const index = (id: string): number => machine.lockIndex.get(id)!;
        const listed = new Map<string, number>();
        for (const {
          sections: [a, b],
        } of never) {
          const key = `${machine.threadIndex.get(a.thread)!} ${index(a.lock)} ${machine.threadIndex.get(b.thread)!} ${index(b.lock)}`;
          listed.set(key, (listed.get(key) ?? 0) + 1);
        }
        const sections = (thread: number, lock: number): number =>
          scenario.threads[thread]!.steps.filter((step) => step.op === 'acquire' && index(step.lock) === lock).length;
        for (let i = 0; i < scenario.threads.length; i++)
          for (let j = i + 1; j < scenario.threads.length; j++)
            for (let x = 0; x < scenario.locks.length; x++)
              for (let y = 0; y < scenario.locks.length; y++) {
                const pairs = sections(i, x) * sections(j, y);
                const key = `${i} ${x} ${j} ${y}`;
                if (pairs > 0) expect(seen.has(key), key).toBe((listed.get(key) ?? 0) < pairs);
              }
      }),
      { numRuns: 300 },
    );
  });

  it('can be watched, and stopped by asking no further', () => {
    const steps = comparingSections(bigScenario(1, 'counted-irq'));
    const { value, done } = steps.next();
    expect(done).toBe(false);
    expect(value).toBeGreaterThan(0);
    const short = neverTogether(bigScenario(1, 'counted-irq'), 5_000);
    expect(short.complete).toBe(false);
    // What locks prove is said all the same.
    expect(short.never.length).toBeGreaterThan(0);
    expect(short.never.every(({ because }) => because !== undefined)).toBe(true);
  });
});
