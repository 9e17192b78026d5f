import { describe, expect, it } from 'vitest';
import { printedTable } from './printed-table.ts';
import { circular, lock, report } from './testing/reports.ts';

describe('the kernel’s table', () => {
  it('of two locks deadlocks by itself', () => {
    const table = printedTable(circular(['a', 'b'], []))!;
    expect(table.deadlocksByItself).toBe(true);
    expect(table.steps.map((step) => `${step.column} ${step.text} ${step.outcome}`)).toEqual([
      '0 lock(b); takes',
      '1 lock(a); takes',
      '1 lock(b); waits',
      '0 lock(a); waits',
    ]);
    expect(table.missing).toBeUndefined();
  });

  it('of three locks does not, and a CPU is missing', () => {
    const table = printedTable(circular(['a', 'b', 'c'], []))!;
    expect(table.deadlocksByItself).toBe(false);
    expect(table.explanation).toBe(
      'As printed, this is no deadlock: CPU1 waits for c, but CPU0 can go on and let go. Missing is a CPU that holds a and wants b.',
    );
    expect(table.missing).toMatchObject({ holds: 'a', wants: 'b' });
  });

  it('with a sync() waits only for who is inside', () => {
    const table = (inside: string) =>
      printedTable(
        report({
          kind: 'circular',
          dependency: ['srcu', 'between', 'held'],
          scenario: {
            columns: ['CPU0', 'CPU1'],
            columnsInferred: false,
            steps: [
              { column: 0, action: 'lock', lock: 'held' },
              { column: 1, action: inside === 'srcu' ? 'rlock' : 'lock', lock: inside },
              { column: 1, action: 'lock', lock: 'held' },
              { column: 0, action: 'sync', lock: 'srcu' },
            ],
          },
        }),
      )!;
    expect(table('srcu').deadlocksByItself).toBe(true);
    expect(table('between').deadlocksByItself).toBe(false);
    expect(table('between').missing).toMatchObject({ holds: 'srcu', wants: 'between' });
  });

  it('with an interrupt runs the interrupt on its CPU', () => {
    const table = printedTable(
      report({
        kind: 'inconsistent-state',
        scenario: {
          columns: ['CPU0'],
          columnsInferred: false,
          steps: [
            { column: 0, action: 'lock', lock: 'x' },
            { column: 0, action: 'interrupt' },
            { column: 0, action: 'lock', lock: 'x' },
          ],
        },
      }),
    )!;
    expect(table.deadlocksByItself).toBe(true);
    expect(table.steps.map((step) => step.outcome)).toEqual(['takes', 'passes', 'waits']);
  });

  it('of two CPUs and an interrupt deadlocks when nothing is in the middle', () => {
    const steps = (middle: string) => [
      { column: 0, action: 'lock' as const, lock: 'unsafe' },
      { column: 1, action: 'irq-disable' as const },
      { column: 1, action: 'lock' as const, lock: 'safe' },
      { column: 1, action: 'lock' as const, lock: middle },
      { column: 0, action: 'interrupt' as const },
      { column: 0, action: 'lock' as const, lock: 'safe' },
    ];
    const table = (middle: string) =>
      printedTable(
        report({
          kind: 'irq-unsafe-order',
          scenario: { columns: ['CPU0', 'CPU1'], columnsInferred: false, steps: steps(middle) },
        }),
      )!;
    expect(table('unsafe').deadlocksByItself).toBe(true);
    expect(table('middle').deadlocksByItself).toBe(false);
  });

  it('names the CPU that holds the middle and wants what CPU0 has, and what lies between', () => {
    const entry = (name: string, depth: number) => ({ depth, lock: lock(name), usages: [] });
    const table = printedTable(
      report({
        kind: 'irq-unsafe-order',
        title: 'SOFTIRQ-safe -> SOFTIRQ-unsafe lock order detected',
        dependency: ['safe', 'held', 'unsafe'],
        newDependency: { from: lock('held'), to: lock('new') },
        safeLock: lock('safe'),
        unsafeLock: lock('unsafe'),
        dependencies: [
          { title: 'a', entries: [entry('safe', 1), entry('held', 0)] },
          { title: 'b', entries: [entry('unsafe', 1), entry('new', 0)] },
        ],
        scenario: {
          columns: ['CPU0', 'CPU1'],
          columnsInferred: false,
          steps: [
            { column: 0, action: 'lock', lock: 'unsafe' },
            { column: 1, action: 'irq-disable' },
            { column: 1, action: 'lock', lock: 'safe' },
            { column: 1, action: 'lock', lock: 'held' },
            { column: 0, action: 'interrupt' },
            { column: 0, action: 'lock', lock: 'safe' },
          ],
        },
      }),
    )!;
    expect(table.missing?.words).toBe(
      'Missing is a CPU that holds held and wants unsafe, over 1 further lock and as many CPUs.',
    );
  });
});
