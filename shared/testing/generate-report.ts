/**
 * Lockdep reports whose truth is known: the records as the kernel prints them, and the object a reader must get from
 * them. Formats of 6.x, lockdep.c. For tests only.
 */
import * as fc from 'fast-check';
import type {
  ChainEntry,
  Frame,
  HeldLock,
  LockRef,
  ReportKind,
  ScenarioTableStep,
  TaskRef,
} from '../contract/report.ts';

/** What a report says, without positions and signature. */
export interface Truth {
  readonly kind: ReportKind;
  readonly task: TaskRef;
  readonly acquiring?: LockRef;
  readonly holding?: LockRef;
  readonly releasing?: LockRef;
  readonly chain?: readonly ChainEntry[];
  readonly dependency?: readonly string[];
  readonly steps?: readonly ScenarioTableStep[];
  readonly heldLocks: readonly HeldLock[];
  readonly backtrace: readonly Frame[];
}

export interface GeneratedReport {
  /** One printk call each; may hold newlines. */
  readonly records: readonly string[];
  readonly truth: Truth;
}

const NAMES = [
  'rtnl_mutex',
  '&(&fs->lock)->rlock',
  '(console_sem).lock',
  '(wq_completion)events',
  '(work_completion)(&(&wb->dwork)->work)',
  'per_cpu_ptr(&cgroup_rstat_cpu_lock, cpu)',
  'subsys mutex',
  'dev->qdisc_tx_busylock ?: &qdisc_tx_busylock',
  'sk_lock-AF_INET6',
  '((complete)&st->done)',
  '&inode->i_sb->s_type->i_mutex_dir_key',
  'fs_reclaim',
  '&q->q_usage_counter(io)',
  'btrfs-chunk-00',
  'a[i]){',
  '&x->y[3]',
];
const hex = (n: bigint): string => n.toString(16).padStart(16, '0');

const lockName = fc
  .record({
    base: fc.constantFrom(...NAMES.filter((name) => !name.includes('){'))),
    version: fc.option(fc.integer({ min: 2, max: 400 }), { nil: undefined }),
    subclass: fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
  })
  .map(({ base, version, subclass }) => ({
    class: `${base}${version === undefined ? '' : `#${version}`}${subclass === undefined ? '' : `/${subclass}`}`,
    name: base,
    ...(version === undefined ? {} : { version }),
    ...(subclass === undefined ? {} : { subclass }),
  }));

const symbol = fc.constantFrom(
  'do_work',
  'vfs_write',
  'ksys_write.isra.0',
  'kthread',
  '__x64_sys_bpf',
  '_RNvXCs1_4core',
  'tty_open.cold',
  'fput',
);
const frame: fc.Arbitrary<Frame> = fc
  .record({
    symbol,
    offset: fc.integer({ min: 0, max: 0xfff }),
    size: fc.integer({ min: 0x10, max: 0xffff }),
    module: fc.option(fc.constantFrom('kmem', 'nf_tables', 'snd_hda_intel'), { nil: undefined }),
  })
  .map(({ module, ...rest }) => ({ ...rest, reliable: true, ...(module === undefined ? {} : { module }) }));
const traceFrame = fc.tuple(frame, fc.boolean()).map(([one, reliable]): Frame => ({ ...one, reliable }));

const usage = fc.constantFrom('+.+.', '++++', '....', '-.-.', '?.?.', '+.?.', '.+.+');
const waitType = fc.constantFrom('{0:0}', '{2:2}', '{3:3}', '{4:4}', '{1:3}');
const lock = fc
  .tuple(lockName, usage, waitType, fc.bigInt({ min: 0xffff000000000000n, max: 0xffffffffffffffffn }), frame)
  .map(([name, bits, wait, address, at]): LockRef => ({
    ...name,
    address: hex(address),
    usage: bits,
    waitType: wait,
    at,
  }));
const task = fc
  .record({
    comm: fc.constantFrom('insmod', 'kworker/u8:3', 'swapper/0', 'syz.5.7376', 'irq/136-iwlwifi', '(udev-worker)'),
    pid: fc.integer({ min: 0, max: 4_194_303 }),
  })
  .map((one): TaskRef => ({ ...one, cpu: 1 }));

const printFrame = (one: Frame): string =>
  `${one.reliable ? '' : '? '}${one.symbol}+0x${one.offset!.toString(16)}/0x${one.size!.toString(16)}${one.module === undefined ? '' : ` [${one.module}]`}`;
const term = (one: LockRef): string => `(${one.class}){${one.usage!}}-${one.waitType!}`;
const held = (one: LockRef): string => `${one.address!} ${term(one)}, at: ${printFrame(one.at!)}`;
const bare = (one: LockRef): LockRef => {
  const rest = { ...one };
  delete (rest as { address?: string }).address;
  delete (rest as { at?: Frame }).at;
  return rest;
};
const ruler = (sign: string): string => sign.repeat(54);
const start = (title: string): string[] => ['', ruler('='), title, '6.12.0-rc1+ #7 Not tainted', ruler('-')];

interface Common {
  readonly task: TaskRef;
  readonly heldLocks: readonly LockRef[];
  readonly backtrace: readonly Frame[];
}
const common = fc.record({
  task,
  heldLocks: fc.array(lock, { minLength: 0, maxLength: 5 }),
  backtrace: fc.array(traceFrame, { minLength: 1, maxLength: 12 }),
});

const who = (one: TaskRef): string => `${one.comm}/${one.pid}`;

/** The held list and the stack, and the truth about them. */
const tail = ({
  task: owner,
  heldLocks,
  backtrace,
}: Common): { records: string[]; truth: Pick<Truth, 'task' | 'heldLocks' | 'backtrace'> } => {
  const n = heldLocks.length;
  return {
    records: [
      ...(n === 0 ? [`no locks held by ${who(owner)}.`] : [`${n} lock${n === 1 ? '' : 's'} held by ${who(owner)}:`]),
      ...heldLocks.map((one, i) => ` #${i}: ${held(one)}`),
      '\nstack backtrace:',
      `CPU: 1 UID: 0 PID: ${owner.pid} Comm: ${owner.comm} Not tainted 6.12.0-rc1+ #7 `,
      'Hardware name: QEMU Standard PC, BIOS 1.16.2 04/01/2014',
      'Call Trace:',
      ' <TASK>',
      ...backtrace.map((one) => ` ${printFrame(one)}`),
      ' </TASK>',
    ],
    truth: {
      task: owner,
      heldLocks: heldLocks.map((one, index) => ({ task: { comm: owner.comm, pid: owner.pid }, index, lock: one })),
      backtrace,
    },
  };
};

const unique = (locks: readonly LockRef[]): boolean => new Set(locks.map((one) => one.class)).size === locks.length;
const stack = fc.array(frame, { minLength: 1, maxLength: 8 });

const circular = fc
  .tuple(
    fc
      .array(fc.tuple(lock, stack), { minLength: 2, maxLength: 6 })
      .filter((entries) => unique(entries.map(([one]) => one))),
    common,
  )
  .map(([entries, rest]): GeneratedReport => {
    const wanted = entries[0]![0];
    const owned = entries.at(-1)![0];
    const middle = entries.at(-2)![0];
    const chain = entries.map(([one, frames], index) => ({ index, lock: bare(one), frames })).reverse();
    const end = tail(rest);
    const names = [wanted.class, middle.class, owned.class];
    return {
      records: [
        ...start('WARNING: possible circular locking dependency detected'),
        `${who(rest.task)} is trying to acquire lock:`,
        held(wanted),
        '\nbut task is already holding lock:',
        held(owned),
        '\nwhich lock already depends on the new lock.\n',
        '\nthe existing dependency chain (in reverse order) is:',
        ...chain.flatMap((entry) => [
          `\n-> #${entry.index} ${term(entry.lock)}:`,
          ...entry.frames.map((one) => `       ${printFrame(one)}`),
        ]),
        '\nother info that might help us debug this:\n',
        ...(entries.length > 2 ? ['Chain exists of:\n  ' + names.join(' --> ') + '\n'] : []),
        ' Possible unsafe locking scenario:\n',
        '       CPU0                    CPU1',
        '       ----                    ----',
        `  lock(${owned.class});`,
        `                               lock(${middle.class});`,
        `                               lock(${owned.class});`,
        `  lock(${wanted.class});`,
        '\n *** DEADLOCK ***\n',
        ...end.records,
      ],
      truth: {
        kind: 'circular',
        acquiring: wanted,
        holding: owned,
        chain,
        ...(entries.length > 2 ? { dependency: names } : {}),
        steps: [
          { column: 0, action: 'lock', lock: owned.class },
          { column: 1, action: 'lock', lock: middle.class },
          { column: 1, action: 'lock', lock: owned.class },
          { column: 0, action: 'lock', lock: wanted.class },
        ],
        ...end.truth,
      },
    };
  });

const recursive = fc.tuple(lock, lock, common).map(([wanted, owned, rest]): GeneratedReport => {
  const end = tail(rest);
  return {
    records: [
      ...start('WARNING: possible recursive locking detected'),
      `${who(rest.task)} is trying to acquire lock:`,
      held(wanted),
      '\nbut task is already holding lock:',
      held(owned),
      '\nother info that might help us debug this:',
      ' Possible unsafe locking scenario:\n',
      '       CPU0',
      '       ----',
      `  lock(${owned.class});`,
      `  lock(${wanted.class});`,
      '\n *** DEADLOCK ***\n',
      ' May be due to missing lock nesting notation\n',
      ...end.records,
    ],
    truth: {
      kind: 'recursive',
      acquiring: wanted,
      holding: owned,
      steps: [
        { column: 0, action: 'lock', lock: owned.class },
        { column: 0, action: 'lock', lock: wanted.class },
      ],
      ...end.truth,
    },
  };
});

const waitContext = fc.tuple(lock, common).map(([wanted, rest]): GeneratedReport => {
  const end = tail(rest);
  return {
    records: [
      ...start('[ BUG: Invalid wait context ]'),
      `${who(rest.task)} is trying to lock:`,
      held(wanted),
      'other info that might help us debug this:',
      'context-{5:5}',
      ...end.records,
    ],
    truth: { kind: 'invalid-wait-context', acquiring: wanted, ...end.truth },
  };
});

const badUnlock = fc.tuple(lockName, frame, common).map(([name, at, rest]): GeneratedReport => {
  const end = tail(rest);
  return {
    records: [
      ...start('WARNING: bad unlock balance detected!'),
      `${who(rest.task)} is trying to release lock (${name.class}) at:`,
      `[<ffffffff81234567>] ${printFrame(at)}`,
      'but there are no more locks to release!',
      '\nother info that might help us debug this:',
      ...end.records,
    ],
    truth: {
      kind: 'bad-unlock-balance',
      releasing: { ...name, at: { ...at, address: 'ffffffff81234567' } },
      ...end.truth,
    },
  };
});

/** A report of one of several kinds with random locks, stacks and tasks. */
export const generatedReport: fc.Arbitrary<GeneratedReport> = fc.oneof(
  { weight: 3, arbitrary: circular },
  recursive,
  waitContext,
  badUnlock,
);
