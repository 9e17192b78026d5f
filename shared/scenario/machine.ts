/**
 * The machine that runs a scenario. A thread is compiled into points; where a thread is says everything about it (what
 * it holds, whether its interrupts are on), so the state of the whole machine is one point per thread plus where each
 * interrupt came. Stepping, exploration and the tests run on this and on nothing else.
 */
import type { ScenarioLock, ScenarioStep, ScenarioThread } from '../contract/scenario.ts';
import { checkScenario } from './check.ts';
import type { LockFamily, LockView, Request, ThreadSet } from './semantics/family.ts';
import { LOCK_FAMILIES } from './semantics/index.ts';
import { initialFlags, mayInterrupt, type Context, type InterruptFlags } from './semantics/interrupts.ts';
import { trySucceeds } from './semantics/trylock.ts';

/** What the machine needs of a scenario; `Scenario` and `ReplayScenario` both are one. */
export interface RunnableScenario {
  readonly locks: readonly ScenarioLock[];
  readonly threads: readonly (Omit<ScenarioThread, 'steps'> & { readonly steps: readonly ScenarioStep[] })[];
}

/** Most threads and most locks of a scenario: sets of them are the bits of one number. */
export const MAX_THREADS = 31;
export const MAX_LOCKS = 31;

export type PointKind =
  /** Begins to wait exclusively for a lock where that already matters to others. Never waits itself. */
  | 'announce'
  | 'acquire'
  | 'try'
  | 'release'
  | 'wait'
  | 'complete'
  /** Interrupts or bottom halves on or off: nothing anybody else sees. */
  | 'local'
  | 'end';

/** A lock that a thread has: index of the lock, how, and index of the step that took it. */
export interface Hold {
  readonly lock: number;
  readonly mode: Request;
  readonly step: number;
}

/** Where a thread is: what it does next, and what it has. */
export interface Point {
  /** Index within the thread's points. */
  readonly index: number;
  /** Index of the step it executes; from the number of steps on, when it is over and only lets go of what it still holds. */
  readonly step: number;
  readonly kind: PointKind;
  /** Index of the lock, -1 without one. */
  readonly lock: number;
  readonly request: Request;
  /** Point after success, -1 at the end. */
  next: number;
  /** Point after a failed try or a refused entry, -1 where that cannot be. */
  failed: number;
  /** Locks (bit sets) held exclusively, for reading, and waited for since the announcement. */
  readonly writes: number;
  readonly reads: number;
  readonly announced: number;
  /** What a user sees as held, in the order taken. */
  readonly holds: readonly Hold[];
  readonly flags: InterruptFlags;
  /** Per lock: completions signalled minus used up by this thread so far. */
  readonly signals: readonly number[];
  /** Locks with a `complete` at this point or after it. */
  completesAhead: number;
}

export interface CompiledThread {
  readonly id: string;
  readonly context: Context;
  /** For an interrupt that belongs to one CPU: the index of that CPU's thread; -1 otherwise. */
  readonly on: number;
  readonly points: readonly Point[];
}

export interface Machine {
  readonly scenario: RunnableScenario;
  readonly families: readonly LockFamily[];
  /** Locks (bit set) that some thread enters, see semantics/completion.ts. */
  readonly entered: number;
  readonly threads: readonly CompiledThread[];
  readonly lockIndex: ReadonlyMap<string, number>;
  readonly threadIndex: ReadonlyMap<string, number>;
}

/** An interrupt that has not come yet, and one that came on an idle CPU. Otherwise the index of the thread below. */
export const PENDING = -2;
export const IDLE_CPU = -1;

/** The state of a machine, a value. */
export interface MachineState {
  /** Point of each thread. */
  readonly points: readonly number[];
  /** For each thread: PENDING, IDLE_CPU or the thread it interrupts. Tasks: IDLE_CPU. */
  readonly on: readonly number[];
}

interface Trace {
  holds: Hold[];
  /** Locks whose removal is over: nobody enters any more, though nobody holds them. */
  gone: number;
  announced: number;
  irqDepth: number;
  bhDepth: number;
  signals: number[];
}

/** Compile. Throws RangeError with the first problem when `checkScenario` has one. */
export function compile(scenario: RunnableScenario): Machine {
  const problem = checkScenario(scenario)[0];
  if (problem) throw new RangeError(problem.message);
  const lockIndex = new Map(scenario.locks.map((lock, index) => [lock.id, index]));
  const families = scenario.locks.map((lock) => LOCK_FAMILIES[lock.type]);
  const readLocks = new Set<string>();
  for (const thread of scenario.threads)
    for (const step of thread.steps) if (step.op === 'acquire' && step.mode !== 'write') readLocks.add(step.lock);
  const threadIndex = new Map(scenario.threads.map((thread, index) => [thread.id, index]));
  const threads = scenario.threads.map((thread) => ({
    ...compileThread(thread, lockIndex, families, readLocks),
    on: thread.on === undefined ? -1 : threadIndex.get(thread.on)!,
  }));
  let entered = 0;
  for (const thread of scenario.threads)
    for (const step of thread.steps) if (step.op === 'acquire') entered |= 1 << lockIndex.get(step.lock)!;
  return { scenario, families, entered, threads, lockIndex, threadIndex };
}

function compileThread(
  thread: RunnableScenario['threads'][number],
  lockIndex: ReadonlyMap<string, number>,
  families: readonly LockFamily[],
  readLocks: ReadonlySet<string>,
): Omit<CompiledThread, 'on'> {
  const points: Point[] = [];
  const steps = [...thread.steps, ...missingReleases(thread.steps)];
  const base = initialFlags(thread.context);

  const push = (trace: Trace, step: number, kind: PointKind, lock: number, request: Request): Point => {
    const point: Point = {
      index: points.length,
      step,
      kind,
      lock,
      request,
      next: -1,
      failed: -1,
      writes: trace.holds.reduce((set, held) => (held.mode === 'write' ? set | (1 << held.lock) : set), trace.gone),
      reads: trace.holds.reduce((set, held) => (held.mode === 'write' ? set : set | (1 << held.lock)), 0),
      announced: trace.announced,
      holds: [...trace.holds],
      flags: {
        irqsOn: base.irqsOn && trace.irqDepth === 0,
        bottomHalvesOn: base.bottomHalvesOn && trace.bhDepth === 0,
      },
      signals: [...trace.signals],
      completesAhead: 0,
    };
    points.push(point);
    return point;
  };

  /** Points for the steps of `order` from position `at`; returns the index of the first. */
  const build = (order: readonly number[], at: number, trace: Trace): number => {
    const step = order[at];
    if (step === undefined) return push(trace, steps.length, 'end', -1, 'write').index;
    const what = steps[step]!;
    const lock = 'lock' in what ? lockIndex.get(what.lock)! : -1;
    const after: Trace = { ...trace, holds: [...trace.holds], signals: [...trace.signals] };
    if (what.op === 'acquire') {
      const family = families[lock]!;
      const wants = family.type === 'completion' ? 'read' : exclusiveOnly(family) ? 'write' : what.mode;
      const mayBeRefused = family.type === 'active_ref' && wants !== 'write';
      let first: Point | undefined;
      let now = trace;
      if (!what.try && wants === 'write' && family.waitingWriterMatters && readLocks.has(what.lock)) {
        first = push(trace, step, 'announce', lock, 'write');
        now = { ...trace, announced: trace.announced | (1 << lock) };
      }
      const point = push(now, step, what.try ? 'try' : 'acquire', lock, wants);
      if (first) first.next = point.index;
      after.holds.push({ lock, mode: wants, step });
      point.next = build(order, at + 1, after);
      if (what.try || mayBeRefused) {
        const copy: Trace = { ...trace, holds: [...trace.holds], signals: [...trace.signals] };
        point.failed = build(withoutSection(steps, order, at), at, copy);
      }
      return (first ?? point).index;
    }
    if (what.op === 'release') {
      const point = push(trace, step, 'release', lock, 'write');
      const held = after.holds.findLastIndex((hold) => hold.lock === lock);
      const [let_go] = after.holds.splice(held, 1);
      if (let_go?.mode === 'write' && families[lock]!.type === 'active_ref') after.gone |= 1 << lock;
      point.next = build(order, at + 1, after);
      return point.index;
    }
    if (what.op === 'wait' || what.op === 'complete') {
      const point = push(trace, step, what.op, lock, 'wait');
      after.signals[lock] = (after.signals[lock] ?? 0) + (what.op === 'complete' ? 1 : -1);
      point.next = build(order, at + 1, after);
      return point.index;
    }
    const point = push(trace, step, 'local', -1, 'write');
    if (what.op === 'irq-off') after.irqDepth++;
    if (what.op === 'irq-on') after.irqDepth--;
    if (what.op === 'bh-off') after.bhDepth++;
    if (what.op === 'bh-on') after.bhDepth--;
    point.next = build(order, at + 1, after);
    return point.index;
  };

  const start = build(
    steps.map((_, index) => index),
    0,
    { holds: [], gone: 0, announced: 0, irqDepth: 0, bhDepth: 0, signals: families.map(() => 0) },
  );
  const ordered = merged(renumber(points, start));
  for (const point of [...ordered].reverse()) {
    const ahead = [point.next, point.failed].reduce((set, next) => set | (ordered[next]?.completesAhead ?? 0), 0);
    point.completesAhead = ahead | (point.kind === 'complete' ? 1 << point.lock : 0);
  }
  return { id: thread.id, context: thread.context, points: ordered };
}

/** A thread that ends lets go of what it still holds, last taken first. */
function missingReleases(steps: readonly ScenarioStep[]): ScenarioStep[] {
  const held: string[] = [];
  for (const step of steps) {
    if (step.op === 'acquire') held.unshift(step.lock);
    if (step.op === 'release') held.splice(held.indexOf(step.lock), 1);
  }
  return held.map((lock) => ({ op: 'release', lock }));
}

/** Only readers/writer families know a reading mode; on the others every acquisition is exclusive. */
function exclusiveOnly(family: LockFamily): boolean {
  return ['mutex', 'rtmutex', 'spinlock', 'raw_spinlock'].includes(family.type);
}

/**
 * The order of steps when the acquisition at position `at` of `order` failed: without it, and without what is done under
 * it up to its release, except releases of what was held before and switching interrupts. Without a matching release
 * only the acquisition itself is left out.
 */
function withoutSection(steps: readonly ScenarioStep[], order: readonly number[], at: number): number[] {
  const failed = steps[order[at]!]!;
  const lockOf = (step: ScenarioStep): string => ('lock' in step ? step.lock : '');
  const skipped = new Set([order[at]!]);
  const releases = matchingRelease(steps, order, at);
  if (releases === -1) return order.filter((step) => !skipped.has(step));
  const taken: string[] = [];
  for (let i = at + 1; i <= releases; i++) {
    const step = steps[order[i]!]!;
    if (step.op === 'acquire') {
      taken.push(step.lock);
      skipped.add(order[i]!);
    } else if (step.op === 'wait' || step.op === 'complete') {
      skipped.add(order[i]!);
    } else if (step.op === 'release') {
      const own = taken.lastIndexOf(step.lock);
      if (own !== -1) {
        taken.splice(own, 1);
        skipped.add(order[i]!);
      } else if (i === releases && step.lock === lockOf(failed)) skipped.add(order[i]!);
    }
  }
  // Taken inside the section and released after it: those releases go too.
  for (let i = releases + 1; i < order.length && taken.length > 0; i++) {
    const step = steps[order[i]!]!;
    if (step.op === 'acquire') taken.unshift('');
    const own = step.op === 'release' ? taken.lastIndexOf(step.lock) : -1;
    if (own !== -1) {
      taken.splice(own, 1);
      skipped.add(order[i]!);
    }
  }
  return order.filter((step) => !skipped.has(step));
}

function matchingRelease(steps: readonly ScenarioStep[], order: readonly number[], at: number): number {
  const first = steps[order[at]!]!;
  if (first.op !== 'acquire') return -1;
  let depth = 0;
  for (let i = at + 1; i < order.length; i++) {
    const step = steps[order[i]!]!;
    if (step.op === 'acquire' && step.lock === first.lock) depth++;
    if (step.op === 'release' && step.lock === first.lock) {
      if (depth === 0) return i;
      depth--;
    }
  }
  return -1;
}

/** Points in the order of execution, from `start` = 0; a successor always has a higher number. */
function renumber(points: readonly Point[], start: number): Point[] {
  const order: number[] = [];
  const seen = new Set<number>();
  const stack: { point: number; done: boolean }[] = [{ point: start, done: false }];
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    if (entry.done) {
      order.push(entry.point);
      continue;
    }
    if (seen.has(entry.point)) continue;
    seen.add(entry.point);
    stack.push({ point: entry.point, done: true });
    const point = points[entry.point]!;
    for (const next of [point.next, point.failed]) if (next !== -1) stack.push({ point: next, done: false });
  }
  order.reverse();
  const place = new Map(order.map((old, index) => [old, index]));
  return order.map((old, index) => {
    const point = points[old]!;
    return { ...point, index, next: place.get(point.next) ?? -1, failed: place.get(point.failed) ?? -1 };
  });
}

/**
 * Points that nothing can tell apart, looking at what is held there and at everything that can follow, are one point: after
 * the section of a failed try a thread is where it would be without the failure. Successors keep higher numbers.
 *
 * @param points successors have higher indexes.
 */
function merged(points: readonly Point[]): Point[] {
  const same = new Map<string, number>();
  const kept: number[] = [];
  const first: number[] = [];
  for (let at = points.length - 1; at >= 0; at--) {
    const point = points[at]!;
    const onward = { next: first[point.next] ?? -1, failed: first[point.failed] ?? -1 };
    const key = JSON.stringify({ ...point, ...onward, index: 0 });
    const known = same.get(key);
    first[at] = known ?? at;
    if (known !== undefined) continue;
    same.set(key, at);
    kept.push(at);
  }
  const place = new Map(kept.reverse().map((old, index) => [old, index]));
  const indexOf = (old: number): number => (old === -1 ? -1 : place.get(first[old]!)!);
  return kept.map((old, index) => {
    const point = points[old]!;
    return { ...point, index, next: indexOf(point.next), failed: indexOf(point.failed) };
  });
}

/** Every thread before its first step, no interrupt has come. */
export function initialMachineState(machine: Machine): MachineState {
  return {
    points: machine.threads.map(() => 0),
    on: machine.threads.map((thread) => (thread.context === 'task' ? IDLE_CPU : PENDING)),
  };
}

/** Where thread `index` is. */
export function pointOf(machine: Machine, state: MachineState, index: number): Point {
  return machine.threads[index]!.points[state.points[index]!]!;
}

/** True when the thread has nothing left to do. */
export function isDone(machine: Machine, state: MachineState, index: number): boolean {
  return pointOf(machine, state, index).kind === 'end';
}

/** The lock as thread `self` sees it. */
export function viewOf(machine: Machine, state: MachineState, lock: number, self: number): LockView {
  const bit = 1 << lock;
  let writers = 0;
  let readers = 0;
  let waitingWriters = 0;
  // What is entered needs no signal: waiting for it ends when nobody is inside.
  let signals = machine.entered & bit ? 1 : 0;
  let completers = 0;
  for (let i = 0; i < machine.threads.length; i++) {
    const point = machine.threads[i]!.points[state.points[i]!]!;
    const who = 1 << i;
    if (point.writes & bit) writers |= who;
    if (point.reads & bit) readers |= who;
    if (point.announced & bit) waitingWriters |= who;
    if (point.completesAhead & bit) completers |= 1 << giverOf(machine, state, i);
    if (!(machine.entered & bit)) signals += point.signals[lock]!;
  }
  const inInterrupt = machine.threads[self]!.context !== 'task';
  return { self: 1 << self, writers, readers, waitingWriters, inInterrupt, signals, completers };
}

/** The interrupt that stands on top of thread `index` now, -1 without one. */
export function interruptedBy(machine: Machine, state: MachineState, index: number): number {
  for (let i = 0; i < machine.threads.length; i++)
    if (state.on[i] === index && i !== index && !isDone(machine, state, i)) return i;
  return -1;
}

/** What keeps a thread from taking its next step: threads (bit set) that must move on first; 0 when nothing does. */
export function blockersOf(machine: Machine, state: MachineState, index: number): ThreadSet {
  const above = interruptedBy(machine, state, index);
  if (above !== -1) return 1 << above;
  const point = pointOf(machine, state, index);
  if (point.kind !== 'acquire' && point.kind !== 'wait') return 0;
  return machine.families[point.lock]!.blockers(point.request, viewOf(machine, state, point.lock, index));
}

/** One thing that can happen next. */
export interface MachineAction {
  readonly thread: number;
  /** For an interrupt that comes: IDLE_CPU or the thread it comes on top of. Absent: the thread takes its step. */
  readonly on?: number;
}

/** Everything that can happen next. A thread that would have to wait has no action. */
export function machineActions(machine: Machine, state: MachineState): MachineAction[] {
  const actions: MachineAction[] = [];
  for (let i = 0; i < machine.threads.length; i++) actions.push(...actionsOfThread(machine, state, i));
  return actions;
}

/** The actions of one thread; several only for an interrupt that has not come yet. */
export function actionsOfThread(machine: Machine, state: MachineState, index: number): MachineAction[] {
  const thread = machine.threads[index]!;
  if (state.on[index] === PENDING) return arrivals(machine, state, index);
  if (thread.points[state.points[index]!]!.kind === 'end') return [];
  return blockersOf(machine, state, index) === 0 ? [{ thread: index }] : [];
}

/**
 * Where an interrupt can come now. One that is bound to a CPU comes on top of whatever runs there, which then stands still
 * whether it holds something or not. One that is not bound comes on an idle CPU of its own or on top of any thread; on
 * top of a task that holds nothing and has nothing to complete this makes no difference to an idle CPU, so it is left out.
 */
function arrivals(machine: Machine, state: MachineState, index: number): MachineAction[] {
  const { context: by, on } = machine.threads[index]!;
  if (on !== -1) {
    const top = topOf(machine, state, on);
    return accepts(machine, state, top, by) ? [{ thread: index, on: top }] : [];
  }
  const actions: MachineAction[] = [{ thread: index, on: IDLE_CPU }];
  for (let under = 0; under < machine.threads.length; under++) {
    if (under === index || state.on[under] === PENDING || interruptedBy(machine, state, under) !== -1) continue;
    const { context } = machine.threads[under]!;
    const point = pointOf(machine, state, under);
    const matters =
      point.kind === 'end'
        ? false
        : context !== 'task' || (point.writes | point.reads | point.announced | point.completesAhead) !== 0;
    // Something bound to this CPU may come on top of the soft interrupt.
    const carries = by === 'softirq' && context === 'task' && hardInterruptComes(machine, state, under);
    if ((matters || carries) && accepts(machine, state, under, by)) actions.push({ thread: index, on: under });
  }
  return actions;
}

/** What runs on the CPU of a task: the task (also when it has ended: then the CPU is idle), or the interrupt on top. */
export function topOf(machine: Machine, state: MachineState, task: number): number {
  const above = interruptedBy(machine, state, task);
  return above === -1 ? task : topOf(machine, state, above);
}

/** True when an interrupt of context `by` may come on top of this thread now. The CPU of a task that has ended is idle. */
function accepts(machine: Machine, state: MachineState, under: number, by: Context): boolean {
  const { kind, flags } = pointOf(machine, state, under);
  const { context } = machine.threads[under]!;
  return kind === 'end' ? context === 'task' : mayInterrupt(by, context, flags);
}

function hardInterruptComes(machine: Machine, state: MachineState, cpu: number): boolean {
  return machine.threads.some(
    ({ context, on }, index) => on === cpu && context === 'hardirq' && state.on[index] === PENDING,
  );
}

/**
 * Who has to move on before thread `index` can give a completion: itself, or, while it is an interrupt that its CPU does
 * not let in, what runs there.
 */
export function giverOf(machine: Machine, state: MachineState, index: number): number {
  const { context, on } = machine.threads[index]!;
  if (on === -1 || state.on[index] !== PENDING) return index;
  const top = topOf(machine, state, on);
  return accepts(machine, state, top, context) ? index : top;
}

/** The state after an action that is possible in `state`. */
export function perform(machine: Machine, state: MachineState, action: MachineAction): MachineState {
  const { thread } = action;
  if (action.on !== undefined) return { points: state.points, on: replaced(state.on, thread, action.on) };
  const point = pointOf(machine, state, thread);
  return {
    points: replaced(state.points, thread, isRefused(machine, state, thread) ? point.failed : point.next),
    on: state.on,
  };
}

/** True when the thread's next step is a try that fails now, or entering something that is being removed. */
export function isRefused(machine: Machine, state: MachineState, index: number): boolean {
  const point = pointOf(machine, state, index);
  if (point.failed === -1) return false;
  const family = machine.families[point.lock]!;
  const view = viewOf(machine, state, point.lock, index);
  return point.kind === 'try' ? !trySucceeds(family, point.request, view) : family.turnedAway(point.request, view);
}

function replaced(values: readonly number[], index: number, value: number): readonly number[] {
  return values.map((old, i) => (i === index ? value : old));
}

/** The members of a thread set, ascending. */
export function members(set: ThreadSet): number[] {
  const found: number[] = [];
  for (let i = 0; i < 32; i++) if (set & (1 << i)) found.push(i);
  return found;
}

/**
 * The threads (bit set) that can never move again, whatever the others do, among those that wait. A thread waits for all
 * of its blockers to move on, except for a completion, which any of the completers can give.
 *
 * @param waiting threads to consider as waiting; the others are taken to be able to move.
 */
export function stuckThreads(machine: Machine, state: MachineState, waiting: ThreadSet): ThreadSet {
  let stuck = waiting;
  const blockers = machine.threads.map((_, index) => (waiting & (1 << index) ? blockersOf(machine, state, index) : 0));
  for (let changed = true; changed;) {
    changed = false;
    for (let i = 0; i < machine.threads.length; i++) {
      if (!(stuck & (1 << i))) continue;
      const holders = blockers[i]!;
      const free = anyHelps(machine, state, i)
        ? (holders & ~stuck) !== 0
        : (holders & stuck) === 0 && !endedHolder(machine, state, holders);
      if (!free) continue;
      stuck &= ~(1 << i);
      changed = true;
    }
  }
  return stuck;
}

/** True when one of the blockers is enough (a counted completion). */
export function anyHelps(machine: Machine, state: MachineState, index: number): boolean {
  if (interruptedBy(machine, state, index) !== -1) return false;
  const point = pointOf(machine, state, index);
  if (point.kind !== 'wait') return false;
  return !(machine.entered & (1 << point.lock));
}

/** True when somebody in the set has ended and so will never let go. */
function endedHolder(machine: Machine, state: MachineState, set: ThreadSet): boolean {
  return members(set).some((index) => isDone(machine, state, index));
}

/** All threads that cannot take their next step now (bit set). */
export function blockedThreads(machine: Machine, state: MachineState): ThreadSet {
  let blocked = 0;
  for (let i = 0; i < machine.threads.length; i++)
    if (state.on[i] !== PENDING && !isDone(machine, state, i) && blockersOf(machine, state, i) !== 0) blocked |= 1 << i;
  return blocked;
}
