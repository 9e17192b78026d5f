/** The model against the kernel's own table (lib/locking-selftest.c, 6.12). */
import { describe, expect, it } from 'vitest';
import type { ReadKind } from './graph.ts';
import { Lockdep } from './lockdep.ts';
import { SELFTEST_LINES, WAIT_CONTEXTS, type Column, type Interrupt, type SelftestLine } from './selftest-cases.ts';
import { waitTypeOf } from './wait-types.ts';

const KINDS = {
  spin: { family: 'spin', type: 'spinlock', read: 0 },
  wlock: { family: 'rw', type: 'rwlock', read: 0 },
  rlock: { family: 'rw', type: 'rwlock', read: 2 },
  mutex: { family: 'mutex', type: 'mutex', read: 0 },
  wsem: { family: 'rwsem', type: 'rwsem', read: 0 },
  rsem: { family: 'rwsem', type: 'rwsem', read: 1 },
  rtmutex: { family: 'rtmutex', type: 'rtmutex', read: 0 },
  map: { family: 'map', type: 'completion', read: 0 },
  local: { family: 'local', type: 'spinlock', read: 0 },
} as const;
const FIXED: Readonly<Record<string, keyof typeof KINDS>> = {
  map: 'map',
  local: 'local',
  spin: 'spin',
  read: 'rlock',
  write: 'wlock',
  mutex: 'mutex',
  rsem: 'rsem',
  wsem: 'wsem',
};

function run(line: SelftestLine, events: readonly string[], column: Column, interrupt: Interrupt): boolean {
  const lockdep = new Lockdep();
  for (const event of events) {
    lockdep.begin('task');
    let inHard = false;
    const tokens = event.match(/[a-z-]+\(|\)|[-+!][\w:]+/g) ?? [];
    const open: string[] = [];
    for (const token of tokens) {
      if (token.endsWith('(')) {
        const what = token.slice(0, -1).replace(/^irq$/, interrupt).replace(/^off$/, `${interrupt}-off`);
        open.push(what);
        if (what === 'hard') lockdep.begin('hardirq');
        if (what === 'hard') inHard = true;
        if (what === 'soft') {
          // The self-test's softirqs run with interrupts off.
          lockdep.begin('softirq');
          lockdep.hardirqs(false);
        }
        if (what === 'hard-off') lockdep.hardirqs(false);
        if (what === 'soft-off') lockdep.softirqs(false);
      } else if (token === ')') {
        const what = open.pop();
        if (what === 'hard-off') lockdep.hardirqs(true);
        if (what === 'soft-off') lockdep.softirqs(true);
      } else {
        const [prefix, name] = token.includes(':') ? token.slice(1).split(':') : [undefined, token.slice(1)];
        const kind = KINDS[prefix === undefined ? column : FIXED[prefix]!];
        const instance = `${kind.family} ${name}`;
        const read: ReadKind = kind.read === 2 && !line.recursiveReaders && !inHard ? 1 : kind.read;
        if (token.startsWith('+'))
          lockdep.acquire({
            instance,
            class: `${kind.family} ${name.slice(0, 1)}`,
            read,
            try: false,
            waitType: waitTypeOf(kind.type, lockdep.waitTypes),
            perCpu: kind.family === 'local',
          });
        else if (token.startsWith('-')) lockdep.release(instance);
        else lockdep.initialise(instance);
      }
      if (lockdep.reports.length > 0) return true;
    }
  }
  return false;
}

function orders(events: readonly string[]): string[][] {
  if (events.length <= 1) return [[...events]];
  return events.flatMap((event, at) =>
    orders([...events.slice(0, at), ...events.slice(at + 1)]).map((rest) => [event, ...rest]),
  );
}

interface Cell {
  readonly title: string;
  readonly line: SelftestLine;
  readonly events: readonly string[];
  readonly column: Column;
  readonly interrupt: Interrupt;
  readonly expected: boolean;
}

const cells = SELFTEST_LINES.flatMap((line) =>
  (line.interrupts ?? (['hard'] as const)).flatMap((interrupt) =>
    (line.permute ? orders(line.events) : [[...line.events]]).flatMap((events) =>
      (Object.entries(line.complains) as [Column, boolean][]).map(([column, expected]): Cell => ({
        title: `${line.interrupts ? `${interrupt}-` : ''}${line.name}/${events.map((event) => line.events.indexOf(event) + 1).join('')} ${column}`,
        line,
        events,
        column,
        interrupt,
        expected,
      })),
    ),
  ),
);

describe('the model agrees with the kernel’s self-test table', () => {
  it(`on all ${cells.length} cells`, () => {
    const wrong = cells.filter((cell) => run(cell.line, cell.events, cell.column, cell.interrupt) !== cell.expected);
    expect(wrong.map((cell) => `${cell.title}: ${cell.expected ? 'no complaint' : 'complains'}`)).toEqual([]);
  });

  const contexts = Object.keys(WAIT_CONTEXTS) as (keyof typeof WAIT_CONTEXTS)[];

  it.each(contexts)('on what may be taken in its wait context: %s', (outer) => {
    const complains = (['RCU', 'raw', 'spin', 'mutex'] as const).map((inner) => {
      const lockdep = new Lockdep({ rawNesting: true });
      const { spin, config, sleep } = lockdep.waitTypes;
      const waitTypes = { RCU: config, 'RCU-bh': config, 'RCU-sched': spin, raw: spin, spin: config, mutex: sleep };
      const take = (what: keyof typeof waitTypes, instance: string): void => {
        const rcu = what.startsWith('RCU');
        lockdep.acquire({
          instance,
          class: rcu ? what : instance,
          read: rcu ? 2 : 0,
          try: false,
          waitType: waitTypes[what],
          ...(rcu ? { outerWait: 1 } : {}),
        });
      };
      if (outer === 'softirq') lockdep.begin('softirq');
      else if (outer === 'hardirq') lockdep.begin('hardirq', true);
      else if (outer === 'hardirq, not threaded') lockdep.begin('hardirq');
      else take(outer, 'A');
      take(inner, 'B');
      return lockdep.reports.length > 0 ? 'x' : 'o';
    });
    expect(complains.join('')).toBe(WAIT_CONTEXTS[outer]);
  });
});
