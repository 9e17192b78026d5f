import { describe, expect, it } from 'vitest';
import { circular, lock, report } from '../scenario/testing/reports.ts';
import { graphFromReport } from './from-report.ts';
import { layoutCycle } from './layout-cycle.ts';

describe('the lock graph of a report', () => {
  it('has an edge per chain entry, each held when the next was taken', () => {
    const graph = graphFromReport(circular(['a', 'b', 'c'], [['lock_acquire', 'f0'], ['f1'], ['f2']]));
    expect(graph.nodes.map(({ id, role }) => [id, role])).toEqual([
      ['a', 'acquiring'],
      ['b', 'chain'],
      ['c', 'holding'],
    ]);
    expect(graph.edges.map(({ from, to, when, frame }) => [from, to, when, frame?.symbol])).toEqual([
      ['c', 'a', 'current', 'f0'],
      ['a', 'b', 'earlier', 'f1'],
      ['b', 'c', 'earlier', 'f2'],
    ]);
    expect(graph.edges[0]).toMatchObject({ chainIndex: 0, pointer: '/chain/2/frames/1' });
    expect(graph.cycle).toEqual(['a', 'b', 'c']);
  });

  it('keeps what the task held besides, and shows a cut chain as far as it goes', () => {
    const whole = circular(['a', 'b', 'c'], []);
    const graph = graphFromReport({
      ...whole,
      chain: whole.chain!.filter((entry) => entry.index === 0),
      heldLocks: [{ task: { comm: 'insmod', pid: 42 }, index: 0, lock: lock('outer') }],
    });
    expect(graph.nodes.map(({ id, role }) => [id, role])).toEqual([
      ['a', 'acquiring'],
      ['c', 'holding'],
      ['outer', 'held-only'],
    ]);
    expect(graph.cycle).toEqual([]);
    expect(graph.edges).toHaveLength(1);
  });

  it('draws a recursion as a loop and an interrupt as an edge of its own', () => {
    const loop = graphFromReport(report({ kind: 'recursive', acquiring: lock('x', 'f'), holding: lock('x', 'g') }));
    expect(loop.edges).toMatchObject([{ from: 'x', to: 'x', interrupt: false }]);
    expect(loop.cycle).toEqual(['x']);
    const irq = graphFromReport(
      report({
        kind: 'irq-unsafe-order',
        safeLock: lock('s'),
        unsafeLock: lock('u'),
        holding: lock('s'),
        acquiring: lock('u', 'f'),
      }),
    );
    expect(irq.edges.map(({ from, to, interrupt }) => [from, to, interrupt])).toEqual([
      ['s', 'u', false],
      ['u', 's', true],
    ]);
  });

  it('is laid out on a circle inside the square', () => {
    expect(layoutCycle(2, 100)).toEqual([
      { x: 10, y: 50 },
      { x: 90, y: 50 },
    ]);
    for (const n of [1, 3, 7, 11])
      for (const { x, y } of layoutCycle(n, 200)) {
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(20);
        expect(Math.max(x, y)).toBeLessThanOrEqual(180);
      }
  });
});
