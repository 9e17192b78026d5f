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
