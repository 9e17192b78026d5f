/** Wound/wait mutexes in the model against the kernel's own table. */
import { describe, expect, it } from 'vitest';
import { Lockdep } from './lockdep.ts';
import { WW_LINES } from './selftest-ww.ts';
import { WwMutexes } from './ww-mutex.ts';

function complains(events: string): boolean {
  const lockdep = new Lockdep({ rawNesting: true });
  const ww = new WwMutexes(lockdep);
  lockdep.begin('task');
  for (const event of events.split(' ')) {
    const [, a = '', what, b = ''] = /^(\w+)([{}!?>:]|<<?|\+|-)(.*)$/.exec(event)!;
    if (what === '{') ww.begin(a);
    else if (what === '}') ww.end(a);
    else if (what === '!') ww.done(a);
    else if (what === '<') ww.lock(a, b === '' ? undefined : b);
    else if (what === '<<') ww.lock(a, b, true);
    else if (what === '?' && b === '') ww.tryLock(a);
    else if (what === '>') ww.unlock(a);
    else if (what === ':' && (a === 'other' || a === 'free')) ww.other(b, a === 'other');
    else if (what === ':' && a === 'foreign') ww.foreign(b);
    else if (what === ':') ww.corrupt(b);
    else if (what === '-') lockdep.release(b);
    else {
      const [instance = '', nestLock] = b.split('^');
      const { config, sleep } = lockdep.waitTypes;
      lockdep.acquire({
        instance,
        class: a === 'm' ? 'ww mutex' : instance.slice(0, 1),
        read: 0,
        try: what === '?',
        waitType: a === 'm' ? sleep : config,
        ...(nestLock === undefined ? {} : { nestLock }),
      });
    }
    if (ww.complained) return true;
  }
  return false;
}

describe('the model agrees with the kernel’s self-test of wound/wait mutexes', () => {
  it.each(Object.entries(WW_LINES))('%s', (_, cells) => {
    expect(cells.map(([events]) => `${events}: ${complains(events)}`)).toEqual(
      cells.map(([events, expected]) => `${events}: ${expected}`),
    );
  });
});
