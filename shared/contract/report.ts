/**
 * The report object, `lockstep.report/1` (docs/contracts.md, 2). The schema is the contract: the types are derived from
 * it, the command line prints its JSON Schema, and every report that crosses a process boundary is checked against it.
 *
 * Absent means "not printed in the log"; nothing is invented.
 */
import { z } from 'zod';
import { ByteOffset, LineNumber, Seconds } from './units.ts';

export const REPORT_SCHEMA = 'lockstep.report/1';

/** What lockdep (or a neighbour that prints held locks) complained about. */
export const ReportKind = z.enum([
  'circular',
  'recursive',
  'irq-unsafe-order',
  'irq-inversion',
  'inconsistent-state',
  'invalid-wait-context',
  'nested-lock-not-taken',
  'bad-unlock-balance',
  'bad-contention-balance',
  'held-lock-freed',
  'locks-held-at-exit',
  'locks-held-in-user',
  'suspicious-rcu',
  'non-static-key',
  'lockdep-limit',
  'held-locks-dump',
  'hung-task',
  'cpuhp-instances-left',
]);
export type ReportKind = z.infer<typeof ReportKind>;

/** One line of a kernel stack: a return address, except where it says otherwise. */
export const Frame = z.object({
  symbol: z.string(),
  /** Bytes into the function, as printed after `+0x`. */
  offset: z.number().int().nonnegative().optional(),
  /** Size of the function in bytes, as printed after `/0x`. */
  size: z.number().int().nonnegative().optional(),
  module: z.string().optional(),
  /** False when the unwinder printed it with "? ". */
  reliable: z.boolean(),
  /** Hex digits without 0x. */
  address: z.string().optional(),
  file: z.string().optional(),
  line: z.number().int().positive().optional(),
  /** True when the log was decoded and this is an inlined caller. */
  inline: z.boolean().optional(),
});
export type Frame = z.infer<typeof Frame>;

/** One mention of a lock class. `class` is the full name as printed; `name`, `version` and `subclass` are its parts. */
export const LockRef = z.object({
  class: z.string(),
  name: z.string(),
  /** The N of `#N`: the N-th class of that name in this boot. Not stable between boots. */
  version: z.number().int().positive().optional(),
  /** The N of `/N`: lockdep subclass, part of the identity. */
  subclass: z.number().int().nonnegative().optional(),
  /** Instance pointer, hex digits without 0x; hashed on 4.15-5.3. */
  address: z.string().optional(),
  /** Usage bits between the braces: 4 characters from 4.14, 6 before. */
  usage: z.string().optional(),
  /** `{outer:inner}` wait types as printed. */
  waitType: z.string().optional(),
  at: Frame.optional(),
});
export type LockRef = z.infer<typeof LockRef>;

export const TaskRef = z.object({
  comm: z.string(),
  pid: z.number().int().nonnegative(),
  cpu: z.number().int().nonnegative().optional(),
});
export type TaskRef = z.infer<typeof TaskRef>;

/** `-> #k TERM:` and the stack below it. For k >= 1: where class Ck was acquired while C(k-1) was held. */
export const ChainEntry = z.object({
  index: z.number().int().nonnegative(),
  lock: LockRef,
  frames: z.array(Frame),
});
export type ChainEntry = z.infer<typeof ChainEntry>;

export const ScenarioTableStep = z.object({
  column: z.number().int().nonnegative(),
  action: z.enum(['lock', 'rlock', 'sync', 'interrupt', 'irq-disable', 'unlock']),
  /** Absent for an interrupt and for local_irq_disable(). */
  lock: z.string().optional(),
});
export type ScenarioTableStep = z.infer<typeof ScenarioTableStep>;

/** The kernel's little table "Possible unsafe locking scenario". */
export const ScenarioTable = z.object({
  columns: z.array(z.string()),
  /** True when the layout was lost and the columns were rebuilt from the order and the chain. */
  columnsInferred: z.boolean(),
  steps: z.array(ScenarioTableStep),
});
export type ScenarioTable = z.infer<typeof ScenarioTable>;

export const HeldLock = z.object({
  task: TaskRef,
  index: z.number().int().nonnegative(),
  lock: LockRef,
});
export type HeldLock = z.infer<typeof HeldLock>;

/** `comm/pid [HC0[0]:SC0[2]:HE1:SE0]` (lockdep.c `print_usage_bug` and others): where the task was. */
export const IrqContext = z.object({
  /** HC: what lockdep believes, and hardirq_count(). */
  hardirq: z.tuple([z.number().int(), z.number().int()]),
  /** SC: the same for softirqs. */
  softirq: z.tuple([z.number().int(), z.number().int()]),
  hardirqsEnabled: z.boolean(),
  softirqsEnabled: z.boolean(),
});
export type IrqContext = z.infer<typeof IrqContext>;

/** A stack with the sentence that introduces it, e.g. "{SOFTIRQ-ON-W} state was registered at". */
export const TitledStack = z.object({ title: z.string(), frames: z.array(Frame) });
export type TitledStack = z.infer<typeof TitledStack>;

/** One line of the irq event stamp block: "hardirqs last  enabled at (n): SYMBOL". */
export const IrqEvent = z.object({
  what: z.enum(['hardirqs enabled', 'hardirqs disabled', 'softirqs enabled', 'softirqs disabled']),
  count: z.number().int().nonnegative(),
  frame: Frame.optional(),
});
export type IrqEvent = z.infer<typeof IrqEvent>;

/** One class in a dependency dump: `-> TERM ops: n { ... }`, `... key at:`, `... acquired at:`. */
export const DependencyEntry = z.object({
  /** As printed by indentation order, counted down to 0 by the kernel. */
  depth: z.number().int().nonnegative(),
  lock: LockRef,
  ops: z.number().int().nonnegative().optional(),
  /** One per usage bit the class has, e.g. "HARDIRQ-ON-W". */
  usages: z.array(z.object({ usage: z.string(), frames: z.array(Frame) })),
  /** The lock's key; its symbol names the place that initialised it. */
  key: Frame.optional(),
  acquiredAt: z.array(Frame).optional(),
});
export type DependencyEntry = z.infer<typeof DependencyEntry>;

/** The dumps of irq-unsafe-order and irq-inversion, e.g. "the shortest dependencies between 2nd lock and 1st lock". */
export const DependencyDump = z.object({ title: z.string(), entries: z.array(DependencyEntry) });
export type DependencyDump = z.infer<typeof DependencyDump>;

export const RcuDetails = z.object({
  file: z.string().optional(),
  line: z.number().int().positive().optional(),
  /** E.g. "suspicious rcu_dereference_check() usage". */
  message: z.string().optional(),
  schedulerActive: z.number().int().optional(),
  debugLocks: z.number().int().optional(),
  /** E.g. "RCU used illegally from idle CPU". */
  flags: z.array(z.string()),
});
export type RcuDetails = z.infer<typeof RcuDetails>;

/** One step of a DEPT context: `[S] lock(x:0)`, `[W] wait(y:0)`, `[E] unlock(x:0)` (out of tree, v18). */
export const DeptStep = z.object({ event: z.enum(['start', 'wait', 'end']), text: z.string(), frames: z.array(Frame) });
export const DeptContext = z.object({ name: z.string(), steps: z.array(DeptStep) });
export type DeptContext = z.infer<typeof DeptContext>;

/**
 * How much of a report was there. `truncated`: a core part of the kind is missing (headline, one of its locks, a chain
 * entry, the scenario table); `interleaved`: other output broke lines of the report so that parts could not be told
 * apart; otherwise `complete`. `missing` lists everything the kind prints and this log does not, also parts that are
 * not core: a mail that quotes a report up to its scenario is complete and may miss "held locks" and "stack backtrace".
 */
export const Completeness = z.object({
  state: z.enum(['complete', 'truncated', 'interleaved']),
  /** What the kind has and this log does not, in words, e.g. "chain entry #1", "stack backtrace". */
  missing: z.array(z.string()),
});
export type Completeness = z.infer<typeof Completeness>;

export const ReportSource = z.object({
  name: z.string(),
  firstLine: LineNumber,
  lastLine: LineNumber,
  firstByte: ByteOffset,
  /** Exclusive. */
  lastByte: ByteOffset,
});
export type ReportSource = z.infer<typeof ReportSource>;

export const Report = z.object({
  schema: z.literal(REPORT_SCHEMA),
  kind: ReportKind,
  /** Headline without WARNING:/BUG:/INFO: and brackets. */
  title: z.string(),
  source: ReportSource,
  /** printk time of the headline. */
  printkTime: Seconds.optional(),
  kernel: z.object({ release: z.string(), build: z.string().optional(), taint: z.string().optional() }).optional(),
  task: TaskRef.optional(),
  acquiring: LockRef.optional(),
  holding: LockRef.optional(),
  /** As printed: highest index first. */
  chain: z.array(ChainEntry).optional(),
  /** "Chain exists of", left to right. */
  dependency: z.array(z.string()).optional(),
  scenario: ScenarioTable.optional(),
  heldLocks: z.array(HeldLock).optional(),
  backtrace: z.array(Frame).optional(),
  /** Where the task was: the irq kinds. */
  irqContext: IrqContext.optional(),
  /** inconsistent-state: "inconsistent {from} -> {to} usage." */
  usageConflict: z.object({ from: z.string(), to: z.string() }).optional(),
  /** irq-inversion: the lock this one took, or was taken by, in the past. */
  otherLock: LockRef.optional(),
  /** irq-inversion: "took another, HARDIRQ-unsafe lock" or "was taken by another, HARDIRQ-safe lock". */
  otherRelation: z.string().optional(),
  /** irq-unsafe-order: "which would create a new lock dependency". */
  newDependency: z.object({ from: LockRef, to: LockRef }).optional(),
  /** irq-unsafe-order: the safe and the unsafe lock the new dependency connects. */
  safeLock: LockRef.optional(),
  unsafeLock: LockRef.optional(),
  /** irq-unsafe-order, irq-inversion: e.g. "HARDIRQ", "SOFTIRQ-READ". */
  irqState: z.string().optional(),
  /** Stacks of the past, each with its sentence. */
  stacks: z.array(TitledStack).optional(),
  /** "irq event stamp: n" and the four lines below it. */
  irqEvents: z.object({ stamp: z.number().int().nonnegative(), events: z.array(IrqEvent) }).optional(),
  dependencies: z.array(DependencyDump).optional(),
  /** bad-unlock-balance, bad-contention-balance: the lock of the headline sentence; `at` is the call site. */
  releasing: LockRef.optional(),
  /** nested-lock-not-taken: "but this task is not holding". */
  notHolding: LockRef.optional(),
  /** held-lock-freed: the freed memory, hex digits without 0x. */
  freed: z.object({ from: z.string(), to: z.string() }).optional(),
  /** invalid-wait-context: `context-{outer:inner}`. */
  waitContext: z.string().optional(),
  /**
   * Which wait types the numbers mean, told from the locks in this report: "2/3" = spinlock 2, sleeping lock 3;
   * "3/4" = with CONFIG_PROVE_RAW_LOCK_NESTING. Absent when the report does not tell.
   */
  waitTypeScale: z.enum(['2/3', '3/4']).optional(),
  /** recursive, 6.5+: "and the lock comparison function returns n". */
  comparison: z.number().int().optional(),
  rcu: RcuDetails.optional(),
  /** lockdep-limit: e.g. MAX_LOCKDEP_ENTRIES. */
  limit: z.string().optional(),
  hungTask: z.object({ task: TaskRef, seconds: z.number().int().nonnegative() }).optional(),
  /** cpuhp-instances-left: the hotplug state's number. */
  cpuhpState: z.number().int().nonnegative().optional(),
  dept: z.array(DeptContext).optional(),
  /** Further statements of the kernel, as printed: "INFO: lockdep is turned off.", "Hardware name: ...". */
  notes: z.array(z.string()).optional(),
  completeness: Completeness,
  signature: z.string(),
});
export type Report = z.infer<typeof Report>;

/**
 * What one line of the log is to a report: the basis of "the raw text with the understood parts marked" and of the
 * evidence of a replay step. `pointer` is a JSON pointer into the report object, e.g. `/chain/1/frames/0`.
 */
export const ReportLine = z.object({
  line: LineNumber,
  /** 'foreign': a line in between that is not the report's. 'unknown': inside the report but not understood; kept as such. */
  element: z.enum([
    'ruler',
    'headline',
    'kernel',
    'prose',
    'lock',
    'chain-head',
    'frame',
    'dependency',
    'scenario',
    'held-head',
    'held',
    'backtrace',
    'register',
    'detail',
    'blank',
    'foreign',
    'unknown',
  ]),
  pointer: z.string().optional(),
});
export type ReportLine = z.infer<typeof ReportLine>;
