/**
 * A model of the kernel's lock validator: classes, held-lock stacks, chain cache, dependency graph, usage bits, wait
 * contexts, interrupt state (kernel/locking/lockdep.c, 6.12; rewritten from its rules). Like the kernel's it sees one
 * thread run after the other and knows classes, not instances.
 */
import type { ReportKind } from '../../contract/report.ts';
import { addDependency, pathTo, search, type LockClass, type Reached, type ReadKind } from './graph.ts';
import {
  ALL_ENABLED,
  ALL_USED_IN,
  ALL_WRITERS,
  asReader,
  ENABLED_HARDIRQ,
  ENABLED_SOFTIRQ,
  excludedBy,
  exclusiveBit,
  isEnabled,
  isReader,
  maskOf,
  USED_IN_HARDIRQ,
  USED_IN_SOFTIRQ,
  type UsageBit,
} from './usage.ts';
import { waitScale, type WaitScale } from './wait-types.ts';

export interface LockdepOptions {
  /** CONFIG_PROVE_RAW_LOCK_NESTING. Default false, as in 6.12. */
  readonly rawNesting?: boolean;
}

/** What lockdep would print. */
export interface LockdepReport {
  readonly kind: ReportKind;
  /** Circular: from the lock being acquired along the chain to the one held. Others: the locks the report names. */
  readonly classes: readonly string[];
}

export interface Acquisition {
  /** The lock itself; releasing names it again. */
  readonly instance: string;
  /** Class and subclass in one, e.g. `A/1`. */
  readonly class: string;
  readonly read: ReadKind;
  readonly try: boolean;
  /** 0: unchecked. */
  readonly waitType: number;
  /** What has to be allowed where it is taken, if that is not `waitType`: RCU may be entered anywhere. */
  readonly outerWait?: number;
  /** A local_lock: one per CPU, so that other classes are not ordered through it in interrupts. */
  readonly perCpu?: boolean;
  /** A lock (instance) that must be held and orders all locks of this class among themselves: nest_lock. */
  readonly nestLock?: string;
}

interface Held extends Acquisition {
  /** Further instances of the same class, taken right after it under a nest lock: the kernel only counts them. */
  readonly more: readonly string[];
  readonly lock: LockClass;
  readonly irqContext: number;
  readonly hardirqsOff: boolean;
}

/** One CPU that runs one context; `Lockdep` keeps what outlives it. */
interface Task {
  held: Held[];
  hardirqsOn: boolean;
  softirqsOn: boolean;
  inHardirq: boolean;
  inSoftirq: boolean;
  /** On a real-time kernel this hard interrupt would be a thread. */
  threaded: boolean;
}

export class Lockdep {
  private readonly classes = new Map<string, LockClass>();
  private readonly chains = new Set<string>();
  private readonly scale: WaitScale;
  private task: Task = newTask('task');
  private readonly reported: LockdepReport[] = [];

  constructor(options: LockdepOptions = {}) {
    this.scale = waitScale(options.rawNesting ?? false);
  }

  /** All reports so far. The kernel's stops at the first one; so should a caller that compares with it. */
  get reports(): readonly LockdepReport[] {
    return this.reported;
  }

  get waitTypes(): WaitScale {
    return this.scale;
  }

  /** Another thread runs from here on; what the last one still held is forgotten. */
  begin(context: 'task' | 'softirq' | 'hardirq', threaded = false): void {
    this.task = newTask(context, threaded);
  }

  /** Classes held now, oldest first. */
  get heldClasses(): readonly string[] {
    return this.task.held.map((held) => held.class);
  }

  acquire(acquisition: Acquisition): void {
    const { task } = this;
    const lock = this.classFor(acquisition);
    const top = task.held.at(-1);
    if (top?.lock === lock && acquisition.nestLock !== undefined) {
      task.held[task.held.length - 1] = { ...top, more: [...top.more, acquisition.instance] };
      return;
    }
    const next: Held = {
      ...acquisition,
      more: [],
      lock,
      irqContext: (task.inHardirq ? 2 : 0) + (task.inSoftirq ? 1 : 0),
      hardirqsOff: !task.hardirqsOn,
    };
    if (this.checkWaitContext(next) && this.markUsage(next) && this.checkNestLock(next)) this.validateChain(next);
    task.held.push(next);
  }

  private checkNestLock({ nestLock, class: taken }: Held): boolean {
    if (nestLock === undefined || this.task.held.some((held) => has(held, nestLock))) return true;
    return this.report('nested-lock-not-taken', [taken]);
  }

  release(instance: string): void {
    const { task } = this;
    const at = task.held.findLastIndex((held) => has(held, instance));
    const released = task.held[at];
    if (!released) {
      this.report('bad-unlock-balance', [instance]);
      return;
    }
    const [instead, ...more] = [released.instance, ...released.more].filter((each) => each !== instance);
    if (instead !== undefined) {
      task.held[at] = { ...released, instance: instead, more };
      return;
    }
    const above = task.held.slice(at + 1);
    task.held = task.held.slice(0, at);
    // Out of order: those above are taken again on what is left, as reacquire_held_locks() does.
    for (const held of above) {
      if (this.checkWaitContext(held) && this.markUsage(held)) this.validateChain(held);
      task.held.push(held);
    }
  }

  /** Memory of a held lock is initialised again or freed. */
  initialise(instance: string): void {
    const held = this.task.held.find((candidate) => candidate.instance === instance);
    if (held) this.report('held-lock-freed', [held.class]);
  }

  hardirqs(on: boolean): void {
    const { task } = this;
    if (on && !task.hardirqsOn) {
      task.hardirqsOn = true;
      this.markHeld(ENABLED_HARDIRQ);
      if (task.softirqsOn) this.markHeld(ENABLED_SOFTIRQ);
    }
    task.hardirqsOn = on;
  }

  softirqs(on: boolean): void {
    const { task } = this;
    const before = task.softirqsOn;
    task.softirqsOn = on;
    if (on && !before && task.hardirqsOn) this.markHeld(ENABLED_SOFTIRQ);
  }

  private classFor({ class: id, waitType, outerWait = waitType, perCpu = false }: Acquisition): LockClass {
    const known = this.classes.get(id);
    if (known) return known;
    const made: LockClass = {
      id,
      innerWait: waitType,
      outerWait,
      perCpu,
      usage: 0,
      after: [],
      before: [],
    };
    this.classes.set(id, made);
    return made;
  }

  private report(kind: ReportKind, classes: readonly string[]): false {
    this.reported.push({ kind, classes });
    return false;
  }

  /** check_wait_context: the strictest lock held in this interrupt context decides what may be taken inside. */
  private checkWaitContext(next: Held): boolean {
    const { task } = this;
    if (next.lock.innerWait === 0 || next.try) return true;
    let inner = this.scale.max;
    if (task.inHardirq) inner = task.threaded ? this.scale.config : this.scale.spin;
    else if (task.inSoftirq) inner = this.scale.config;
    for (const held of inContext(task.held, next.irqContext))
      if (held.lock.innerWait > 0) inner = Math.min(inner, held.lock.innerWait);
    return next.lock.outerWait <= inner || this.report('invalid-wait-context', [next.class]);
  }

  /** mark_usage: in what the lock is taken, and what may interrupt while it is held. */
  private markUsage(next: Held): boolean {
    const { task } = this;
    const mark = (bit: UsageBit): boolean => this.markLock(next, next.read === 0 ? bit : asReader(bit));
    if (!next.try) {
      if (task.inHardirq && !mark(USED_IN_HARDIRQ)) return false;
      if (task.inSoftirq && !mark(USED_IN_SOFTIRQ)) return false;
    }
    if (next.hardirqsOff) return true;
    if (!mark(ENABLED_HARDIRQ)) return false;
    return !task.softirqsOn || mark(ENABLED_SOFTIRQ);
  }

  private markHeld(bit: UsageBit): void {
    for (const held of this.task.held) if (!this.markLock(held, held.read === 0 ? bit : asReader(bit))) return;
  }

  /** mark_lock and mark_lock_irq: a new usage against the class's own and against those it depends on. */
  private markLock(held: Held, bit: UsageBit): boolean {
    const { lock } = held;
    if (lock.usage & maskOf(bit)) return true;
    lock.usage |= maskOf(bit);
    const excluding = exclusiveBit(bit);
    const own = maskOf(excluding) | (isReader(bit) ? 0 : maskOf(asReader(excluding)));
    if (lock.usage & own) return this.report('inconsistent-state', [lock.id]);
    const wanted = maskOf(excluding) | maskOf(asReader(excluding));
    const found = isEnabled(bit)
      ? search(lock, held.read !== 0, 'before', (reached) => (usageOf(reached) & wanted) !== 0, isPerCpu)
      : search(lock, held.read === 2, 'after', (reached) => (usageOf(reached) & wanted) !== 0, isPerCpu);
    return (
      !found ||
      this.report(
        'irq-inversion',
        pathTo(found).map((each) => each.id),
      )
    );
  }

  /** validate_chain: nothing is checked when the same locks were held in the same order before. */
  private validateChain(next: Held): void {
    if (next.try) return;
    const { held } = this.task;
    const here = inContext(held, next.irqContext);
    // The kernel's key does not contain the interrupt context either.
    const key = [...here, next].map((each) => `${each.class}\u0000${each.read}`).join('\u0001');
    if (this.chains.has(key)) return;
    this.chains.add(key);
    const deadlock = this.checkDeadlock(next);
    // Ordered by its nest lock: no dependency is added.
    if (deadlock !== 'none') return;
    for (const prev of [...here].reverse()) {
      if (!this.checkPrevAdd(prev, next)) return;
      // A lock that was not tried is connected to the ones before it already.
      if (!prev.try) return;
    }
  }

  /** check_deadlock: the same class is held already; `nested` when a nest lock held before puts them in order. */
  private checkDeadlock(next: Held): 'none' | 'nested' | 'reported' {
    let nested = false;
    for (const prev of this.task.held) {
      if (next.nestLock !== undefined && has(prev, next.nestLock)) nested = true;
      if (prev.lock !== next.lock || (next.read === 2 && prev.read !== 0)) continue;
      if (nested) return 'nested';
      this.report('recursive', [next.class]);
      return 'reported';
    }
    return 'none';
  }

  /** check_prev_add: the new dependency prev -> next. */
  private checkPrevAdd(prev: Held, next: Held): boolean {
    const back = search(
      next.lock,
      next.read === 2,
      'after',
      (reached) => reached.lock === prev.lock && (prev.read === 0 || !reached.onlyWeak),
    );
    if (back) {
      const path = pathTo(back).map((each) => each.id);
      return path.length === 1 ? this.report('recursive', path) : this.report('circular', path);
    }
    if (!this.checkIrqUsage(prev, next)) return false;
    addDependency(prev.lock, prev.read, next.lock, next.read);
    return true;
  }

  /** check_irq_usage: something before prev is taken in an interrupt that may come on something after next. */
  private checkIrqUsage(prev: Held, next: Held): boolean {
    let used = 0;
    const gather = (reached: Reached): boolean => {
      used |= usageOf(reached);
      return false;
    };
    search(prev.lock, prev.read !== 0, 'before', gather, isPerCpu);
    used &= ALL_USED_IN;
    if (used === 0) return true;
    const forward = excludedBy(used);
    const unsafe = search(
      next.lock,
      next.read === 2,
      'after',
      (reached) => (usageOf(reached) & forward) !== 0,
      isPerCpu,
    );
    if (!unsafe) return true;
    const backward = excludedBy(unsafe.lock.usage & ALL_ENABLED);
    const safe = search(
      prev.lock,
      prev.read !== 0,
      'before',
      (reached) => (usageOf(reached) & backward) !== 0,
      isPerCpu,
    );
    if (!safe) return true;
    return this.report(
      'irq-unsafe-order',
      [...pathTo(safe).reverse(), ...pathTo(unsafe)].map((each) => each.id),
    );
  }
}

const has = (held: Held, instance: string): boolean => held.instance === instance || held.more.includes(instance);

/** usage_skip: searches for usages do not go through local locks. */
const isPerCpu = (reached: Reached): boolean => reached.lock.perCpu;

/** What counts of a class's usage at the end of a path: weakly reached, only what writers do. */
function usageOf(reached: { readonly lock: LockClass; readonly onlyWeak: boolean }): number {
  return reached.onlyWeak ? reached.lock.usage & ALL_WRITERS : reached.lock.usage;
}

/** The locks taken since this interrupt context began. */
function inContext(held: readonly Held[], irqContext: number): readonly Held[] {
  const outside = held.findLastIndex((each) => each.irqContext !== irqContext);
  return held.slice(outside + 1);
}

function newTask(context: 'task' | 'softirq' | 'hardirq', threaded = false): Task {
  return {
    held: [],
    hardirqsOn: context !== 'hardirq',
    softirqsOn: context !== 'softirq',
    inHardirq: context === 'hardirq',
    inSoftirq: context === 'softirq',
    threaded,
  };
}
