import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../shared/contract/scenario.ts';
import { acquisitions, changeOf, firstDraft, outerLocks, settled } from './what-if-draft.ts';

const take = (lock: string, mode: 'write' | 'read' = 'write') => ({ op: 'acquire', lock, mode, try: false }) as const;
const scenario: Scenario = {
  schema: 'lockstep.scenario/1',
  locks: [
    { id: 'm', type: 'mutex', class: 'm', subclass: 0 },
    { id: 'rw', type: 'rwsem', class: 'rw', subclass: 0 },
    { id: 'wq', type: 'completion', class: 'wq', subclass: 0 },
  ],
  threads: [
    {
      id: 'T0',
      context: 'task',
      steps: [take('m'), { op: 'wait', lock: 'wq' }, { op: 'release', lock: 'm' }, take('rw', 'read')],
    },
    { id: 'T1', context: 'task', steps: [take('wq', 'read'), take('m')] },
  ],
};
const offered = (kind: Parameters<typeof acquisitions>[1]) => acquisitions(scenario, kind).map(({ title }) => title);

describe('what a change is offered for', () => {
  it('moving out: what is taken under another lock, and only out of those it is under', () => {
    expect(offered('move-out')).toEqual(['T0 waits for wq', 'T1 takes m']);
    expect(outerLocks(scenario, '0/1').map(({ value }) => value)).toEqual(['m']);
    expect(outerLocks(scenario, '0/3')).toEqual([]);
  });

  it('trying: no wait; reading: only locks that have readers; a reference: only who waits for users', () => {
    expect(offered('try')).toEqual(['T0 takes m', 'T0 takes for reading rw', 'T1 takes for reading wq', 'T1 takes m']);
    expect(offered('mode')).toEqual(['T0 takes for reading rw']);
    expect(offered('take-reference')).toEqual(['T0 waits for wq']);
  });

  it('what is shown is what is changed: a choice of another kind of change does not stay', () => {
    const draft = { ...firstDraft(scenario, 'outer'), kind: 'take-reference' as const };
    expect(settled(draft, scenario).at).toBe('0/1');
    expect(changeOf(draft, scenario)).toEqual({ change: 'take-reference', thread: 'T0', step: 1 });
    const plain: Scenario = { ...scenario, threads: [{ id: 'T0', context: 'task', steps: [take('m')] }] };
    expect(changeOf(draft, plain)).toEqual({ missing: 'No thread waits for the users of something.' });
  });
});
