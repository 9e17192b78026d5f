import { expect, it } from 'vitest';
import { readUsage } from './usage-bits.ts';

it.each([
  ['....', ['never taken in an interrupt, and never with interrupts enabled']],
  ['+.+.', ['taken with hardirqs enabled', 'taken with softirqs enabled']],
  ['-...', ['taken in hardirq']],
  ['?.-.', ['taken both in hardirq and with hardirqs enabled', 'taken in softirq']],
  ['.+..', ['taken for reading with hardirqs enabled']],
  ['....+.', ['taken with memory reclaim enabled']],
])('{%s}', (usage, words) => expect(readUsage(usage)).toEqual(words));
