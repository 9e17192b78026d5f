/**
 * The kernel's locking self-test run through the model: every cell of its table under the name of its row and the number
 * of its column, as lib/locking-selftest.c (6.12) prints them.
 */
import type { ReadKind } from './graph.ts';
import { Lockdep } from './lockdep.ts';
import {
  SELFTEST_LINES,
  WAIT_CONTEXTS,
  type Column,
  type Interrupt,
  type SelftestLine,
  type WaitContext,
} from './selftest-cases.ts';
import { WW_LINES } from './selftest-ww.ts';
import { waitTypeOf } from './wait-types.ts';
import { WwMutexes } from './ww-mutex.ts';

export interface SelftestCell {
  /** The row as printed; several blanks are one. */
  readonly row: string;
  /** From 0. */
  readonly column: number;
  /** What the kernel's source expects: a complaint or none. */
  readonly expected: boolean;
  /** What the model says. */
  readonly complains: boolean;
}

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

/** Run one cell; true when the validator complains. */
function complainsOf(line: SelftestLine, events: readonly string[], column: Column, interrupt: Interrupt): boolean {
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

const COLUMNS: readonly Column[] = ['spin', 'wlock', 'rlock', 'mutex', 'wsem', 'rsem', 'rtmutex'];

/** Lines with locks of fixed kinds stand in one column. */
function fixedColumn({ name, recursiveReaders }: SelftestLine): number {
  if (name.endsWith(' (rsem)')) return COLUMNS.indexOf('rsem');
  return recursiveReaders && !/^(fs_reclaim|local_lock) /.test(name) ? COLUMNS.indexOf('rlock') : 0;
}

function lineCells(line: SelftestLine): SelftestCell[] {
  const name = line.name.replace(/ \(rsem\)$|^fs_reclaim /, '');
  const isFixed = Object.keys(line.complains).length === 1;
  return (line.interrupts ?? (['hard'] as const)).flatMap((interrupt) =>
    (line.permute ? orders(line.events) : [[...line.events]]).flatMap((events) => {
      const order = line.permute ? `/${events.map((event) => line.events.indexOf(event) + 1).join('')}` : '';
      return (Object.entries(line.complains) as [Column, boolean][]).map(([column, expected]) => ({
        row: `${line.interrupts ? `${interrupt}-` : ''}${name}${order}`,
        column: isFixed ? fixedColumn(line) : COLUMNS.indexOf(column),
        expected,
        complains: complainsOf(line, events, column, interrupt),
      }));
    }),
  );
}

const CONTEXT_ROWS: Readonly<Record<WaitContext, string>> = {
  hardirq: 'in hardirq context',
  'hardirq, not threaded': 'in hardirq context (not threaded)',
  softirq: 'in softirq context',
  RCU: 'in RCU context',
  'RCU-bh': 'in RCU-bh context',
  'RCU-sched': 'in RCU-sched context',
  raw: 'in RAW_SPINLOCK context',
  spin: 'in SPINLOCK context',
  mutex: 'in MUTEX context',
};

type Inner = 'RCU' | 'raw' | 'spin' | 'mutex';

function contextComplains(outer: WaitContext, inner: Inner): boolean {
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
  return lockdep.reports.length > 0;
}

function contextCells(): SelftestCell[] {
  return (Object.keys(WAIT_CONTEXTS) as WaitContext[]).flatMap((outer) =>
    (['RCU', 'raw', 'spin', 'mutex'] as const).map((inner, column) => ({
      row: CONTEXT_ROWS[outer],
      column,
      expected: WAIT_CONTEXTS[outer][column] === 'x',
      complains: contextComplains(outer, inner),
    })),
  );
}

/** Run one cell of the wound/wait part; true when the validator or the mutexes complain. */
export function wwComplains(events: string): boolean {
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

function wwCells(): SelftestCell[] {
  return Object.entries(WW_LINES).flatMap(([row, cells]) =>
    cells.map(([events, expected], column) => ({ row, column, expected, complains: wwComplains(events) })),
  );
}

/** Every cell of the table, in no particular order. */
export function selftestCells(): readonly SelftestCell[] {
  return [...SELFTEST_LINES.flatMap(lineCells), ...contextCells(), ...wwCells()];
}
