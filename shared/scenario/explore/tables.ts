/** A machine as flat arrays for the exploration's inner loop, and one state's locks seen from all threads at once. */
import type { LockView, ThreadSet } from '../semantics/family.ts';
import { giverOf, IDLE_CPU, isDone, PENDING, type MachineState } from '../machine.ts';
import type { Machine, Point } from '../machine/points.ts';

/** What an action does to its lock, as far as others can tell. One bit each, so that sets of them are numbers. */
export const Effect = {
  exclusive: 1,
  read: 2,
  recursiveRead: 4,
  announce: 8,
  release: 16,
  wait: 32,
  complete: 64,
  try: 128,
  /** Takes a lock and lets it go again in one go (fuse.ts). */
  leafExclusive: 256,
  leafRead: 512,
  leafRecursiveRead: 1024,
} as const;

/**
 * For each effect, those that it does not commute with on the same lock when another thread has them. Releasing commutes
 * with everything that waits, as what waits for it cannot happen before; only a try can tell.
 */
const LEAVES = Effect.leafExclusive | Effect.leafRead | Effect.leafRecursiveRead;
const CONFLICTS: ReadonlyMap<number, number> = new Map([
  [Effect.exclusive, Effect.exclusive | Effect.read | Effect.recursiveRead | Effect.try | Effect.wait | LEAVES],
  [Effect.read, Effect.exclusive | Effect.announce | Effect.try | Effect.wait | Effect.leafExclusive],
  [Effect.recursiveRead, Effect.exclusive | Effect.try | Effect.wait | Effect.leafExclusive],
  [Effect.announce, Effect.read | Effect.try | Effect.leafRead],
  [Effect.release, Effect.try],
  [Effect.wait, Effect.exclusive | Effect.read | Effect.recursiveRead | Effect.wait],
  [Effect.complete, 0],
  [Effect.try, Effect.exclusive | Effect.read | Effect.recursiveRead | Effect.announce | Effect.release | Effect.try],
  [Effect.leafExclusive, Effect.exclusive | Effect.read | Effect.recursiveRead],
  [Effect.leafRead, Effect.exclusive | Effect.announce],
  [Effect.leafRecursiveRead, Effect.exclusive],
]);

export interface ThreadTable {
  readonly points: readonly Point[];
  /** Per point: the lock it is about (0 without one, where `mask` is 0), and the effects on it that its own does not commute with. */
  readonly lock: Int32Array;
  readonly mask: Int32Array;
  /** Effects on each lock that this point and those after it have; indexed [point * locks + lock]. */
  readonly ahead: Int32Array;
  /** How often this point and those after it wait for a counted completion, at most; indexed as `ahead`. */
  readonly waits: Int32Array;
}

export interface Tables {
  readonly machine: Machine;
  readonly threads: readonly ThreadTable[];
  /** Threads with the same program have the same number; the number is the first one's index. */
  readonly twins: readonly number[];
  /** Locks whose completions are counted. */
  readonly counted: readonly number[];
  /** Some thread is an interrupt. */
  readonly interrupts: boolean;
  /**
   * True when leaving a thread out only gives the others more freedom: no trylocks, no refused entries, no counted
   * completions, no interrupts. Then a circle is reachable exactly when its own threads reach it alone.
   */
  readonly monotone: boolean;
  /** True when every deadlock is a circle of threads that wait for each other: no counted completions. */
  readonly circular: boolean;
}

/** The tables of a compiled scenario. */
export function tablesOf(machine: Machine): Tables {
  const threads = machine.threads.map((thread) => threadTable(machine, thread.points));
  const interrupts = machine.threads.some((thread) => thread.context !== 'task');
  const refusals = machine.threads.some((thread) => thread.points.some((point) => point.failed !== -1));
  const counted = machine.families.flatMap((_, lock) =>
    !(machine.entered & (1 << lock)) &&
    machine.threads.some(({ points }) =>
      points.some((point) => point.lock === lock && (point.kind === 'complete' || point.kind === 'wait')),
    )
      ? [lock]
      : [],
  );
  const interruptsOnTasks = machine.threads.every(({ on }) => on === -1 || machine.threads[on]!.context === 'task');
  return {
    machine,
    threads,
    twins: twinsOf(machine, interrupts),
    counted,
    interrupts,
    monotone: !interrupts && !refusals && counted.length === 0,
    circular: counted.length === 0 && interruptsOnTasks,
  };
}

/** The table of one thread, or of a part of it. */
export function threadTable(
  machine: Machine,
  points: readonly Point[],
  leaves: ReadonlySet<number> = new Set(),
): ThreadTable {
  const effect = Int32Array.from(points, (point) => {
    const plain = effectOf(machine, point);
    return leaves.has(point.index) ? leafEffect(plain) : plain;
  });
  const locks = machine.families.length;
  const lock = Int32Array.from(points, (point) => Math.max(0, point.lock));
  const mask = Int32Array.from(effect, (own) => CONFLICTS.get(own) ?? 0);
  const ahead = new Int32Array(points.length * locks);
  const waits = new Int32Array(points.length * locks);
  for (let at = points.length - 1; at >= 0; at--) {
    const point = points[at]!;
    // The lock may be taken in the same go.
    if (point.kind === 'announce') mask[at] = mask[at]! | mask[point.next]!;
    if (point.lock !== -1) ahead[at * locks + point.lock] = effect[at]!;
    for (const next of [point.next, point.failed])
      for (let i = 0; next !== -1 && i < locks; i++) {
        ahead[at * locks + i] = ahead[at * locks + i]! | ahead[next * locks + i]!;
        waits[at * locks + i] = Math.max(waits[at * locks + i]!, waits[next * locks + i]!);
      }
    if (point.kind === 'wait') waits[at * locks + point.lock] = waits[at * locks + point.lock]! + 1;
  }
  return { points, lock, mask, ahead, waits };
}

function effectOf(machine: Machine, point: Point): number {
  switch (point.kind) {
    case 'announce':
      return Effect.announce;
    case 'release':
      return Effect.release;
    case 'wait':
      return Effect.wait;
    case 'complete':
      return Effect.complete;
    case 'try':
      return Effect.try;
    case 'acquire': {
      const { type } = machine.families[point.lock]!;
      if (type === 'completion') return Effect.read;
      if (point.request === 'write') return Effect.exclusive;
      return point.request === 'recursive-read' && type === 'rwlock' ? Effect.recursiveRead : Effect.read;
    }
    default:
      return 0;
  }
}

function leafEffect(effect: number): number {
  if (effect === Effect.exclusive) return Effect.leafExclusive;
  return effect === Effect.read ? Effect.leafRead : Effect.leafRecursiveRead;
}

/** True when what thread `a` does next does not commute with something thread `b` may still do. */
export function conflict(tables: Tables, a: number, pointA: number, b: number, pointB: number): boolean {
  const mine = tables.threads[a]!;
  const theirs = tables.threads[b]!.ahead;
  return (mine.mask[pointA]! & theirs[pointB * tables.machine.families.length + mine.lock[pointA]!]!) !== 0;
}

/** With interrupts, places differ (who stands on whose CPU), so no two threads are taken for twins. */
function twinsOf(machine: Machine, interrupts: boolean): number[] {
  const first = new Map<string, number>();
  return machine.scenario.threads.map((thread, index) => {
    if (interrupts) return index;
    const program = JSON.stringify(
      thread.steps.map((step) =>
        'lock' in step ? [step.op, step.lock, ...(step.op === 'acquire' ? [step.mode, step.try] : [])] : [step.op],
      ),
    );
    const known = first.get(program);
    if (known === undefined) first.set(program, index);
    return known ?? index;
  });
}

/** The locks of one state, and who is blocked by whom. Reused from state to state. */
export interface Snapshot {
  readonly view: { -readonly [K in keyof LockView]: LockView[K] };
  readonly writers: Int32Array;
  readonly readers: Int32Array;
  readonly announced: Int32Array;
  readonly signals: Int32Array;
  readonly completers: Int32Array;
  /** Per thread: who must move on first (0: it can go on, or has nothing to do). */
  readonly blockers: Int32Array;
  /** Per thread that is about to begin to wait: who must move on before it can have the lock in the same go. */
  readonly behind: Int32Array;
  /** Per thread: threads of its CPU that can keep it from moving, or it them (explore/cpus.ts). */
  readonly coupled: Int32Array;
  /** Per thread: the interrupt on top of it, or -1. */
  readonly above: Int32Array;
}

/** An empty snapshot for machines of this size. */
export function newSnapshot(machine: Machine): Snapshot {
  const locks = machine.families.length;
  const threads = machine.threads.length;
  return {
    view: { self: 0, writers: 0, readers: 0, waitingWriters: 0, inInterrupt: false, signals: 0, completers: 0 },
    writers: new Int32Array(locks),
    readers: new Int32Array(locks),
    announced: new Int32Array(locks),
    signals: Int32Array.from(machine.families, (_, lock) => (machine.entered & (1 << lock) ? 1 : 0)),
    completers: new Int32Array(locks),
    blockers: new Int32Array(threads),
    behind: new Int32Array(threads),
    coupled: new Int32Array(threads),
    above: new Int32Array(threads),
  };
}

/** Fill the snapshot for a state. */
export function take(tables: Tables, snapshot: Snapshot, state: MachineState): void {
  const { machine } = tables;
  const { writers, readers, announced, signals, completers, blockers, above, view } = snapshot;
  writers.fill(0);
  readers.fill(0);
  announced.fill(0);
  for (const lock of tables.counted) {
    signals[lock] = 0;
    completers[lock] = 0;
  }
  above.fill(-1);
  const count = machine.threads.length;
  for (let i = 0; i < count; i++) {
    const point = tables.threads[i]!.points[state.points[i]!]!;
    const who = 1 << i;
    mark(writers, point.writes, who);
    mark(readers, point.reads, who);
    mark(announced, point.announced, who);
    for (const lock of tables.counted) {
      signals[lock] = signals[lock]! + point.signals[lock]!;
      if (point.completesAhead & (1 << lock))
        completers[lock] = completers[lock]! | (tables.interrupts ? 1 << giverOf(machine, state, i) : who);
    }
    const below = state.on[i]!;
    if (below >= 0 && point.kind !== 'end') above[below] = i;
  }
  for (let i = 0; i < count; i++) {
    const point = tables.threads[i]!.points[state.points[i]!]!;
    if (above[i] !== -1) {
      blockers[i] = point.kind === 'end' ? 0 : 1 << above[i]!;
      continue;
    }
    if (point.kind !== 'acquire' && point.kind !== 'wait') {
      blockers[i] = 0;
      continue;
    }
    see(snapshot, point.lock, i, machine.threads[i]!.context !== 'task');
    blockers[i] = state.on[i] === PENDING ? 0 : machine.families[point.lock]!.blockers(point.request, view);
  }
}

/** Fill the snapshot's view with one lock as one thread sees it. */
export function see(snapshot: Snapshot, lock: number, thread: number, inInterrupt: boolean): LockView {
  const { view } = snapshot;
  view.self = 1 << thread;
  view.writers = snapshot.writers[lock]!;
  view.readers = snapshot.readers[lock]!;
  view.waitingWriters = snapshot.announced[lock]!;
  view.inInterrupt = inInterrupt;
  view.signals = snapshot.signals[lock]!;
  view.completers = snapshot.completers[lock]!;
  return view;
}

function mark(sets: Int32Array, locks: number, who: ThreadSet): void {
  for (let rest = locks; rest !== 0; rest &= rest - 1) {
    const lock = 31 - Math.clz32(rest & -rest);
    sets[lock] = sets[lock]! | who;
  }
}

/** The same moment, with interrupts that have returned forgotten, so that states which differ in nothing else are one. */
export function settled(machine: Machine, state: MachineState): MachineState {
  if (!machine.threads.some((_, index) => state.on[index]! >= 0 && isDone(machine, state, index))) return state;
  return {
    points: state.points,
    on: state.on.map((on, index) => (on >= 0 && isDone(machine, state, index) ? IDLE_CPU : on)),
  };
}
