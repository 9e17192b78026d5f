/** A scenario compiled to points. */
import type { ScenarioStep } from '../../contract/scenario.ts';
import { checkScenario } from '../check.ts';
import type { LockFamily, Request } from '../semantics/family.ts';
import { LOCK_FAMILIES } from '../semantics/index.ts';
import { initialFlags } from '../semantics/interrupts.ts';
import { withoutSection } from './failed-section.ts';
import { inRunOrder, mergedPoints } from './point-order.ts';
import type { CompiledThread, Hold, Machine, Point, PointKind, RunnableScenario } from './points.ts';

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
  const ordered = mergedPoints(inRunOrder(points, start));
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
