/** What lockdep would report if the threads of a scenario ran one after another, in the order given. */
import type { AcquireMode, LockType, ScenarioLock, ScenarioStep, Validation } from '../../contract/scenario.ts';
import type { RunnableScenario } from '../../scenario/machine/points.ts';
import type { ReadKind } from './graph.ts';
import { Lockdep, type LockdepOptions } from './lockdep.ts';
import { waitTypeOf } from './wait-types.ts';

export interface ValidateOptions extends LockdepOptions {
  /** Go on after the first report. The kernel's does not. Default false. */
  readonly keepGoing?: boolean;
  /** read_lock() never waits behind a writer (no CONFIG_QUEUED_RWLOCKS, or as the self-test forces it). Default false. */
  readonly rwlockReadersRecursive?: boolean;
}

/** @returns `lockstep.validation/1`; `step` is the step at which the report comes, `locks` are ids of the scenario. */
export function validate(scenario: RunnableScenario, options: ValidateOptions = {}): Validation {
  const lockdep = new Lockdep(options);
  const locks = new Map(scenario.locks.map((lock) => [lock.id, lock]));
  const nameOf = new Map<string, string>();
  const reports: Validation['reports'] = [];
  /** Classes, as lockdep knows no locks: a flush of another workqueue of the class is the same to it. */
  const entered = new Set<string>();
  for (const thread of scenario.threads)
    for (const each of thread.steps) if (each.op === 'acquire') entered.add(classOf(locks.get(each.lock)!));
  for (const thread of scenario.threads) {
    lockdep.begin(thread.context);
    const depths = { irq: 0, bh: 0 };
    for (const [step, what] of thread.steps.entries()) {
      const before = lockdep.reports.length;
      if ('lock' in what) nameOf.set(classOf(locks.get(what.lock)!), what.lock);
      // Lockdep does not follow plain completions.
      if (what.op === 'complete' || (what.op === 'wait' && !entered.has(classOf(locks.get(what.lock)!)))) continue;
      run(lockdep, what, locks, thread.context, depths, options);
      for (const report of lockdep.reports.slice(before)) {
        reports.push({
          kind: report.kind,
          thread: thread.id,
          step,
          locks: report.classes.map((each) => nameOf.get(each) ?? each),
        });
        if (options.keepGoing !== true) return { schema: 'lockstep.validation/1', reports };
      }
    }
  }
  return { schema: 'lockstep.validation/1', reports };
}

function run(
  lockdep: Lockdep,
  step: ScenarioStep,
  locks: ReadonlyMap<string, ScenarioLock>,
  context: RunnableScenario['threads'][number]['context'],
  depths: { irq: number; bh: number },
  options: ValidateOptions,
): void {
  switch (step.op) {
    case 'acquire': {
      const lock = locks.get(step.lock)!;
      // in_interrupt() is also true in a task with bottom halves off.
      const inInterrupt = context !== 'task' || depths.bh > 0;
      const read = readKind(lock.type, step.mode, inInterrupt || options.rwlockReadersRecursive === true);
      // Entering a kernfs node is annotated as a trylock: it cannot wait (fs/kernfs/dir.c, kernfs_get_active).
      const entering = lock.type === 'active_ref' && read !== 0;
      lockdep.acquire({
        instance: step.lock,
        class: classOf(lock),
        read,
        try: step.try || entering,
        waitType: waitTypeOf(lock.type, lockdep.waitTypes),
      });
      return;
    }
    case 'release':
      lockdep.release(step.lock);
      return;
    case 'wait': {
      // Flushing takes and drops the annotation (kernel/workqueue.c).
      const lock = locks.get(step.lock)!;
      lockdep.acquire({ instance: step.lock, class: classOf(lock), read: 0, try: false, waitType: 0 });
      lockdep.release(step.lock);
      return;
    }
    case 'complete':
      return; // Not followed.
    case 'irq-off':
      if (depths.irq++ === 0) lockdep.hardirqs(false);
      return;
    case 'irq-on':
      if (--depths.irq === 0 && context !== 'hardirq') lockdep.hardirqs(true);
      return;
    case 'bh-off':
      if (depths.bh++ === 0) lockdep.softirqs(false);
      return;
    case 'bh-on':
      if (--depths.bh === 0 && context === 'task') lockdep.softirqs(true);
  }
}

function classOf(lock: ScenarioLock): string {
  return lock.subclass === 0 ? lock.class : `${lock.class}/${lock.subclass}`;
}

/** Exclusive, plain or recursive reader, as each API tells lockdep (include/linux/lockdep.h, read_lock_is_recursive()). */
function readKind(type: LockType, mode: AcquireMode, recursive: boolean): ReadKind {
  if (mode === 'write' || ['mutex', 'rtmutex', 'spinlock', 'raw_spinlock'].includes(type)) return 0;
  if (type === 'rwlock') return mode === 'recursive-read' || recursive ? 2 : 1;
  if (type === 'completion') return 2;
  return 1;
}
