/**
 * The kernel's locking self-test as data: the lines of its table, the columns, and whether the validator has to complain
 * (lib/locking-selftest.c, 6.12; what each line does, in a notation of our own). All of its cells but the 36 of wound/wait
 * mutexes, which are in selftest-ww.ts.
 *
 * Notation. A line is a list of events that run one after another. `+A` takes lock A, `-A` drops it, `!A` initialises
 * it anew. Without a prefix the lock is of the column's kind; `spin:A`, `read:A`, `write:A`, `mutex:A`, `rsem:A`,
 * `wsem:A`, `map:A` (an annotation that is no lock) and `local:A` (a local_lock) are fixed. X1 and X2 are two locks of class X. `irq(…)` is an interrupt of the line's kind, `off(…)` runs with
 * that kind switched off, `hard(…)`, `soft(…)`, `hard-off(…)` and `soft-off(…)` are fixed ones.
 */

export type Column = 'spin' | 'wlock' | 'rlock' | 'mutex' | 'wsem' | 'rsem' | 'rtmutex';
export type Interrupt = 'hard' | 'soft';

export interface SelftestLine {
  readonly name: string;
  readonly events: readonly string[];
  /** Expected complaint per column; a column that is left out is not in the table. */
  readonly complains: Partial<Readonly<Record<Column, boolean>>>;
  /** Run for interrupts of both kinds. */
  readonly interrupts?: readonly Interrupt[];
  /** Every order of the events is a line of its own. */
  readonly permute?: boolean;
  /** rwlock readers never wait behind writers; the self-test forces it except for queued read locks. */
  readonly recursiveReaders: boolean;
}

const ALL: SelftestLine['complains'] = {
  spin: true,
  wlock: true,
  rlock: true,
  mutex: true,
  wsem: true,
  rsem: true,
  rtmutex: true,
};
const NOT_RLOCK = { ...ALL, rlock: false };
const SPINNING = { spin: true, wlock: true, rlock: false };
const WRITERS = { wlock: true, rlock: false };
const BOTH: readonly Interrupt[] = ['hard', 'soft'];
/** Lines with fixed kinds of locks are run once; the column is then only a place in the table. */
const fixed = (complains: boolean): SelftestLine['complains'] => ({ rlock: complains });

const line = (
  name: string,
  events: readonly string[],
  complains: SelftestLine['complains'],
  more: Partial<SelftestLine> = {},
): SelftestLine => ({
  name,
  events,
  complains,
  recursiveReaders: true,
  ...more,
});
const pair = (a: string, b: string): string => `+${a} +${b} -${b} -${a}`;

const LOCAL_LOCK_3 = [
  '+local:A +spin:B -spin:B -local:A',
  'hard(+spin:A -spin:A)',
  'hard-off(+spin:A +local:A -local:A -spin:A)',
];

export const SELFTEST_LINES: readonly SelftestLine[] = [
  line('A-A deadlock', ['+X1 +X2'], NOT_RLOCK),
  line('A-B-B-A deadlock', [pair('A', 'B'), pair('B', 'A')], NOT_RLOCK),
  line('A-B-B-C-C-A deadlock', [pair('A', 'B'), pair('B', 'C'), pair('C', 'A')], NOT_RLOCK),
  line('A-B-C-A-B-C deadlock', [pair('A', 'B'), pair('C', 'A'), pair('B', 'C')], NOT_RLOCK),
  line('A-B-B-C-C-D-D-A deadlock', [pair('A', 'B'), pair('B', 'C'), pair('C', 'D'), pair('D', 'A')], NOT_RLOCK),
  line('A-B-C-D-B-D-D-A deadlock', [pair('A', 'B'), pair('C', 'D'), pair('B', 'D'), pair('D', 'A')], NOT_RLOCK),
  line('A-B-C-D-B-C-D-A deadlock', [pair('A', 'B'), pair('C', 'D'), pair('B', 'C'), pair('D', 'A')], NOT_RLOCK),
  line('double unlock', ['+A -A -A'], ALL),
  line('initialize held', ['+A !A'], ALL),

  line('recursive read-lock', ['+read:X1 +read:X1'], fixed(false)),
  line('recursive read-lock (rsem)', ['+rsem:X1 +rsem:X1'], fixed(true)),
  line('recursive read-lock #2', ['+read:X1 +read:X2'], fixed(false)),
  line('recursive read-lock #2 (rsem)', ['+rsem:X1 +rsem:X2'], fixed(true)),
  line('mixed read-write-lock', ['+read:X1 +write:X2'], fixed(true)),
  line('mixed read-write-lock (rsem)', ['+rsem:X1 +wsem:X2'], fixed(true)),
  line('mixed write-read-lock', ['+write:X1 +read:X2'], fixed(true)),
  line('mixed write-read-lock (rsem)', ['+wsem:X1 +rsem:X2'], fixed(true)),
  line('mixed read-lock/lock-write ABBA', [pair('read:X1', 'spin:Y1'), pair('spin:Y1', 'write:X1')], fixed(true)),
  line(
    'mixed read-lock/lock-write ABBA (rsem)',
    [pair('rsem:X1', 'mutex:Y1'), pair('mutex:Y1', 'wsem:X1')],
    fixed(true),
  ),
  line('mixed read-lock/lock-read ABBA', [pair('read:X1', 'spin:Y1'), pair('spin:Y1', 'read:X1')], fixed(false)),
  line(
    'mixed read-lock/lock-read ABBA (rsem)',
    [pair('rsem:X1', 'mutex:Y1'), pair('mutex:Y1', 'rsem:X1')],
    fixed(true),
  ),
  line('mixed write-lock/lock-write ABBA', [pair('write:X1', 'spin:Y1'), pair('spin:Y1', 'write:X1')], fixed(true)),
  line(
    'mixed write-lock/lock-write ABBA (rsem)',
    [pair('wsem:X1', 'mutex:Y1'), pair('mutex:Y1', 'wsem:X1')],
    fixed(true),
  ),
  line(
    'chain cached mixed R-L/L-W ABBA',
    [pair('read:X1', 'spin:Y1'), pair('spin:Y1', 'read:X1'), pair('spin:Y1', 'write:X1')],
    fixed(true),
  ),
  line(
    'rlock W1R2/W2R3/W3R1',
    [pair('write:X1', 'read:Y1'), pair('write:Y1', 'read:Z1'), pair('write:Z1', 'read:X1')],
    fixed(true),
    { permute: true },
  ),
  line(
    'rlock W1W2/R2R3/W3R1',
    [pair('write:X1', 'write:Y1'), pair('read:Y1', 'read:Z1'), pair('write:Z1', 'read:X1')],
    fixed(true),
    { permute: true },
  ),
  line(
    'rlock W1W2/R2R3/R3W1',
    [pair('write:X1', 'write:Y1'), pair('read:Y1', 'read:Z1'), pair('read:Z1', 'write:X1')],
    fixed(false),
    { permute: true },
  ),
  line(
    'rlock W1R2/R2R3/W3W1',
    [pair('write:X1', 'read:Y1'), pair('read:Y1', 'read:Z1'), pair('write:Z1', 'write:X1')],
    fixed(false),
    { permute: true },
  ),

  line('irqs-on + irq-safe-A', ['irq(+A -A)', '+A -A'], SPINNING, { interrupts: BOTH, permute: true }),
  line('sirq-safe-A => hirqs-on', ['soft(+A -A)', 'hard-off(+A) -A'], SPINNING, { permute: true }),
  line('safe-A + irqs-on', ['irq(+A -A)', 'off(+A) -A'], SPINNING, { interrupts: BOTH, permute: true }),
  line('safe-A + unsafe-B #1', ['+A +B -B -A', '+B -B', 'irq(+A -A)'], SPINNING, { interrupts: BOTH, permute: true }),
  line('safe-A + unsafe-B #2', ['off(+A +B -B -A)', '+B -B', 'irq(+A -A)'], SPINNING, {
    interrupts: BOTH,
    permute: true,
  }),
  line('irq lock-inversion', ['off(+write:A +B -B -write:A)', '+B -B', 'irq(+read:A -read:A)'], SPINNING, {
    interrupts: BOTH,
    permute: true,
  }),
  line('irq read-recursion', ['off(+write:A -write:A)', '+read:A -read:A', 'irq(+A +spin:B -spin:B -A)'], WRITERS, {
    interrupts: BOTH,
    permute: true,
  }),
  line('irq read-recursion #2', ['off(+spin:B +A -A -spin:B)', '+read:A -read:A', 'irq(+spin:B -spin:B)'], WRITERS, {
    interrupts: BOTH,
    permute: true,
  }),
  line('irq read-recursion #3', ['off(+write:B +A -A -write:B)', '+read:A -read:A', 'irq(+read:B -read:B)'], WRITERS, {
    interrupts: BOTH,
    permute: true,
  }),

  line(
    'hardirq read-lock/lock-read',
    ['hard(+read:A +spin:B -spin:B -read:A)', 'hard-off(+spin:B +read:A -read:A -spin:B)'],
    fixed(true),
    { recursiveReaders: false },
  ),
  line(
    'hardirq lock-read/read-lock',
    ['hard(+spin:B +read:A -read:A -spin:B)', 'hard-off(+read:A +spin:B -spin:B -read:A)'],
    fixed(false),
    { recursiveReaders: false },
  ),
  line(
    'hardirq inversion',
    ['hard(+spin:B -spin:B)', 'hard-off(+spin:B +read:A -read:A -spin:B)', '+read:A -read:A'],
    fixed(true),
    { recursiveReaders: false },
  ),
  line(
    'hardirq_unsafe_softirq_safe',
    [
      '+mutex:A hard-off(+spin:C -spin:C) -mutex:A',
      'hard(+spin:A -spin:A)',
      'hard-off(+spin:A +spin:B -spin:B -spin:A)',
      'hard-off(+spin:B +spin:C -spin:C -spin:B)',
      'soft(+spin:D -spin:D)',
      'soft-off(+spin:D -spin:D)',
      'hard-off(+spin:C +spin:D -spin:D -spin:C)',
    ],
    fixed(true),
    { recursiveReaders: false },
  ),

  // GFP_NOFS and memalloc_nofs_save() are there to not take the annotation.
  line('fs_reclaim correct nesting', ['+map:F -map:F'], fixed(false)),
  line('fs_reclaim wrong nesting', ['+map:F +map:F -map:F -map:F'], fixed(true)),
  line('fs_reclaim protected nesting', ['+map:F -map:F'], fixed(false)),

  line(
    'local_lock inversion 2',
    ['+local:A -local:A', 'hard(+spin:A -spin:A)', 'hard-off(+spin:A +local:A -local:A -spin:A)'],
    fixed(false),
  ),
  line('local_lock inversion 3A', LOCAL_LOCK_3, fixed(false)),
  line('local_lock inversion 3B', [...LOCAL_LOCK_3, 'hard-off(+spin:A +spin:B -spin:B -spin:A)'], fixed(true)),
];

/**
 * What may be taken where, with PROVE_RAW_LOCK_NESTING: for each outer context whether the validator complains of an RCU
 * reader, a raw spinlock, a spinlock and a mutex inside (x) or not (o).
 */
export const WAIT_CONTEXTS = {
  hardirq: 'ooox',
  'hardirq, not threaded': 'ooxx',
  softirq: 'ooox',
  RCU: 'ooox',
  'RCU-bh': 'ooox',
  'RCU-sched': 'ooxx',
  raw: 'ooxx',
  spin: 'ooox',
  mutex: 'oooo',
} as const;
export type WaitContext = keyof typeof WAIT_CONTEXTS;
