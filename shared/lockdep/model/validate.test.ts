import { describe, expect, it } from 'vitest';
import type { LockType, Scenario, ScenarioStep } from '../../contract/scenario.ts';
import { validate } from './validate.ts';

const take = (lock: string, mode: 'write' | 'read' = 'write', attempt = false): ScenarioStep => ({
  op: 'acquire',
  lock,
  mode,
  try: attempt,
});
const drop = (lock: string): ScenarioStep => ({ op: 'release', lock });

function scenario(locks: Record<string, LockType>, ...threads: ScenarioStep[][]): Scenario {
  return {
    schema: 'lockstep.scenario/1',
    locks: Object.entries(locks).map(([id, type]) => ({ id, type, class: id, subclass: 0 })),
    threads: threads.map((steps, index) => ({ id: `T${index}`, context: 'task', steps })),
  };
}

describe('validate', () => {
  it('reports the circle at the step that closes it, from the lock wanted to the lock held', () => {
    const abba = scenario(
      { A: 'mutex', B: 'mutex' },
      [take('A'), take('B'), drop('B'), drop('A')],
      [take('B'), take('A'), drop('A'), drop('B')],
    );
    expect(validate(abba)).toEqual({
      schema: 'lockstep.validation/1',
      reports: [{ kind: 'circular', thread: 'T1', step: 1, locks: ['A', 'B'] }],
    });
  });

  it('does not follow a trylock’s own acquisition, but what is taken under it', () => {
    const tried = scenario(
      { A: 'mutex', B: 'mutex' },
      [take('A'), take('B', 'write', true), drop('B'), drop('A')],
      [take('B'), take('A'), drop('A'), drop('B')],
    );
    expect(validate(tried).reports).toEqual([]);
    const under = scenario(
      { A: 'mutex', B: 'mutex' },
      [take('A', 'write', true), take('B'), drop('B'), drop('A')],
      [take('B'), take('A'), drop('A'), drop('B')],
    );
    expect(validate(under).reports).toHaveLength(1);
  });

  it('stops at the first report unless told to go on', () => {
    const two = scenario({ A: 'mutex', B: 'spinlock' }, [
      take('B'),
      take('A'),
      take('A'),
      drop('A'),
      drop('A'),
      drop('B'),
    ]);
    expect(validate(two).reports.map((report) => report.kind)).toEqual(['invalid-wait-context']);
    expect(validate(two, { keepGoing: true }).reports.map((report) => report.kind)).toEqual([
      'invalid-wait-context',
      'invalid-wait-context',
    ]);
  });

  it('knows classes, not instances, and subclasses', () => {
    const nested: Scenario = scenario({ A: 'mutex', B: 'mutex' }, [take('A'), take('B'), drop('B'), drop('A')]);
    const same = { ...nested, locks: nested.locks.map((lock) => ({ ...lock, class: 'inode' })) };
    expect(validate(same).reports[0]?.kind).toBe('recursive');
    expect(validate({ ...same, locks: same.locks.map((lock, subclass) => ({ ...lock, subclass })) }).reports).toEqual(
      [],
    );
  });

  it('a spinlock inside a raw one is only wrong with PROVE_RAW_LOCK_NESTING', () => {
    const nested = scenario({ R: 'raw_spinlock', S: 'spinlock' }, [take('R'), take('S'), drop('S'), drop('R')]);
    expect(validate(nested).reports).toEqual([]);
    expect(validate(nested, { rawNesting: true }).reports[0]?.kind).toBe('invalid-wait-context');
  });

  it('read_lock() in a task with bottom halves off is that of an interrupt: it does not wait behind writers', () => {
    const twice = [take('L', 'read'), take('L', 'read'), drop('L'), drop('L')];
    expect(validate(scenario({ L: 'rwlock' }, twice)).reports[0]?.kind).toBe('recursive');
    expect(validate(scenario({ L: 'rwlock' }, [{ op: 'bh-off' }, ...twice, { op: 'bh-on' }])).reports).toEqual([]);
  });

  it('checks a chain of locks once, whichever context it came in first', () => {
    // The second chain would add A -> C, as its locks before C are tried; the first one adds A -> B and B -> C only.
    const chain = (attempt: boolean): ScenarioStep[] => [
      take('A', 'write', attempt),
      take('B', 'read', attempt),
      take('C'),
      drop('C'),
      drop('B'),
      drop('A'),
    ];
    const off = (steps: ScenarioStep[]): ScenarioStep[] => [{ op: 'irq-off' }, ...steps, { op: 'irq-on' }];
    const scene = scenario(
      { A: 'percpu_rwsem', B: 'completion', C: 'percpu_rwsem' },
      off(chain(false)),
      chain(true),
      off([take('C'), take('A'), drop('A'), drop('C')]),
    );
    const softirq = scene.threads.map((each, at) => (at === 1 ? { ...each, context: 'softirq' as const } : each));
    expect(validate({ ...scene, threads: softirq }).reports).toEqual([]);
    expect(validate({ ...scene, threads: softirq.slice(1) }).reports[0]?.kind).toBe('circular');
  });

  it('reports a sysfs file that removes itself under the lock its store takes', () => {
    const sysfs = scenario(
      { kn: 'active_ref', M: 'mutex' },
      [take('kn', 'read'), take('M'), drop('M'), drop('kn')],
      [take('M'), take('kn'), drop('kn'), drop('M')],
    );
    expect(validate(sysfs).reports).toEqual([{ kind: 'circular', thread: 'T1', step: 1, locks: ['kn', 'M'] }]);
  });
});
