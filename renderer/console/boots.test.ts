import { expect, test } from 'vitest';
import type { Boot } from '../../shared/contract/ipc.ts';
import { lineNumber } from '../../shared/contract/units.ts';
import { withMore } from './boots.ts';

const boot = (line: number): Boot => ({ line: lineNumber(line), banner: 'Linux version 6.12' });
const [one, two, three] = [boot(1), boot(20), boot(30)];

test('more boots come behind those that are known, and twice is once', () => {
  const first = withMore(new Map(), 'a', 0, [one]);
  const more = withMore(first, 'a', 1, [two, three]);
  expect(more.get('a')).toEqual([one, two, three]);
  expect(withMore(more, 'a', 1, [two, three]).get('a')).toEqual([one, two, three]);
});

test('a log that is read anew has its boots anew; what belongs behind others is nothing without them', () => {
  const known = new Map([['a', [one, two]]]);
  expect(withMore(known, 'a', 0, [three]).get('a')).toEqual([three]);
  expect(withMore(known, 'a', 3, [three])).toBe(known);
});
