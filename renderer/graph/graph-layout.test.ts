import { describe, expect, it } from 'vitest';
import type { LockNode } from '../../shared/lock-graph/from-report.ts';
import { layoutOf } from './graph-layout.ts';

const LONG = '&(&inode->i_sb->s_type->i_mutex_dir_key)->rlock#12/1';
const nodesOf = (count: number, name: string): LockNode[] =>
  Array.from({ length: count }, (_, index) => {
    const id = `${name}${index}`;
    return { id, lock: { class: id, name: id }, role: 'chain', pointer: `/chain/${index}/lock` };
  });
const PANES = [
  { width: 200, height: 130 },
  { width: 290, height: 240 },
  { width: 900, height: 200 },
  { width: 160, height: 700 },
];

describe('layoutOf', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16])('keeps %i nodes apart in every pane', (count) => {
    for (const pane of PANES)
      for (const name of ['a', LONG]) {
        const nodes = nodesOf(count, name);
        const { positions, width, height } = layoutOf(
          nodes,
          nodes.map(({ id }) => id),
          pane,
        );
        const places = [...positions.values()];
        expect(places).toHaveLength(count);
        places.forEach((a, index) => {
          for (const b of places.slice(index + 1))
            expect(Math.abs(a.x - b.x) >= width + 20 || Math.abs(a.y - b.y) >= height + 20).toBe(true);
        });
      }
  });

  it('puts what is only held below the circle', () => {
    const nodes = [...nodesOf(3, 'a'), { ...nodesOf(1, 'held')[0]!, role: 'held-only' as const }];
    const { positions, height } = layoutOf(nodes, ['a0', 'a1', 'a2'], { width: 400, height: 300 });
    const lowest = Math.max(...['a0', 'a1', 'a2'].map((id) => positions.get(id)!.y));
    expect(positions.get('held0')!.y).toBeGreaterThan(lowest + height);
  });
});
