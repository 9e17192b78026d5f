/** The scenario object, `lockstep.scenario/1`, and what exploring and validating one prints (docs/contracts.md, 3). */
import { z } from 'zod';
import { ReportKind } from './report.ts';

export const SCENARIO_SCHEMA = 'lockstep.scenario/1';

export const LockType = z.enum([
  'mutex',
  'spinlock',
  'raw_spinlock',
  'rwlock',
  'rwsem',
  'percpu_rwsem',
  'rtmutex',
  'active_ref',
  'completion',
]);
export type LockType = z.infer<typeof LockType>;

export const ScenarioLock = z.object({
  id: z.string(),
  type: LockType,
  /** Two locks may share a class. */
  class: z.string(),
  subclass: z.number().int().min(0).max(7).default(0),
});
export type ScenarioLock = z.infer<typeof ScenarioLock>;

export const AcquireMode = z.enum(['write', 'read', 'recursive-read']);
export type AcquireMode = z.infer<typeof AcquireMode>;

export const ScenarioStep = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('acquire'),
    lock: z.string(),
    mode: AcquireMode.default('write'),
    try: z.boolean().default(false),
  }),
  z.object({ op: z.literal('release'), lock: z.string() }),
  z.object({ op: z.literal('wait'), lock: z.string() }),
  z.object({ op: z.literal('complete'), lock: z.string() }),
  z.object({ op: z.literal('irq-off') }),
  z.object({ op: z.literal('irq-on') }),
  z.object({ op: z.literal('bh-off') }),
  z.object({ op: z.literal('bh-on') }),
]);
export type ScenarioStep = z.infer<typeof ScenarioStep>;

export const ScenarioThread = z.object({
  id: z.string(),
  context: z.enum(['task', 'softirq', 'hardirq']).default('task'),
  /** For an interrupt: the thread whose CPU it comes on. Absent: any CPU, also an idle one. */
  on: z.string().optional(),
  steps: z.array(ScenarioStep),
});
export type ScenarioThread = z.infer<typeof ScenarioThread>;

export const Scenario = z.object({
  schema: z.literal(SCENARIO_SCHEMA),
  locks: z.array(ScenarioLock),
  threads: z.array(ScenarioThread),
});
export type Scenario = z.infer<typeof Scenario>;

export const Verdict = z.object({
  schema: z.literal('lockstep.verdict/1'),
  deadlock: z.boolean(),
  states: z.number().int().nonnegative(),
  /** Absent or true: every interleaving was covered. False: a limit was hit, and `deadlock: false` means "not found", not "no". */
  complete: z.boolean().optional(),
  /** Which limit, in words. */
  limit: z.string().optional(),
  /** False: looking for the shortest schedule was given up, there may be a shorter one. Absent: `schedule` is a shortest one. */
  shortest: z.literal(false).optional(),
  schedule: z.array(
    z.object({
      thread: z.string(),
      step: z.number().int().nonnegative(),
      /** Absent: `run`, or `wait` when the step cannot succeed at that point. */
      kind: z.enum(['run', 'wait', 'fail', 'interrupt']).optional(),
      /** For an interrupt: the thread it comes on top of; absent on an idle CPU. */
      on: z.string().optional(),
    }),
  ),
  blocked: z.array(
    z.object({
      thread: z.string(),
      step: z.number().int().nonnegative(),
      waitsFor: z.string(),
      heldBy: z.array(z.string()),
    }),
  ),
});
export type Verdict = z.infer<typeof Verdict>;

export const Validation = z.object({
  schema: z.literal('lockstep.validation/1'),
  reports: z.array(
    z.object({
      kind: ReportKind,
      thread: z.string(),
      step: z.number().int().nonnegative(),
      locks: z.array(z.string()),
    }),
  ),
});
export type Validation = z.infer<typeof Validation>;
