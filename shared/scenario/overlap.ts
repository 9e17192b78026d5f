/** Which sections of different threads can never run at the same time, and why. */
import { initialMachineState, machineActions, perform } from './machine.ts';
import { compile } from './machine/compile.ts';
import type { Machine, Point, RunnableScenario } from './machine/points.ts';
import { compatible } from './explore/pairs.ts';
import { everyState } from './explore/shortest.ts';
import { tablesOf } from './explore/tables.ts';

/** From taking a lock to letting it go. */
export interface Section {
  readonly thread: string;
  readonly lock: string;
  /** Index of the step that takes it, and of the one that lets it go (the number of steps when that is the thread's end). */
  readonly from: number;
  readonly to: number;
}

export interface NeverTogether {
  readonly sections: readonly [Section, Section];
  /** Both hold this lock there, at least one of them exclusively; absent when the order of events keeps them apart. */
  readonly because?: string;
}

export interface Overlaps {
  readonly never: readonly NeverTogether[];
  readonly sections: number;
  /** False when not all states were looked at: then `never` only lists what locks prove, there may be more. */
  readonly complete: boolean;
}

/** States between two signs of life. */
const PACE = 2_000;

/**
 * Compare the sections of every two threads step by step: yields now and then how many states were looked at, so that a
 * worker can show it and stop. Returns the result. Throws RangeError for a scenario that `checkScenario` refuses.
 *
 * @param maxStates limit for scenarios in which a third thread can matter (trylocks, completions, interrupts).
 */
export function* comparingSections(scenario: RunnableScenario, maxStates = 200_000): Generator<number, Overlaps> {
  const machine = compile(scenario);
  const together = tablesOf(machine).monotone ? yield* pairwise(machine) : yield* overall(machine, maxStates);
  const sections = sectionsOf(machine);
  const never: NeverTogether[] = [];
  for (const [at, a] of sections.entries()) {
    if (at % 100 === 99) yield 0;
    for (const b of sections.slice(at + 1)) {
      if (a.index === b.index) continue;
      const pairs = a.points.flatMap((p) => b.points.map((q) => [p, q] as const));
      const meets = together
        ? pairs.some(([p, q]) => together.has(keyOf(a.index, p, b.index, q)))
        : pairs.some(([p, q]) => compatible(machine, pointAt(machine, a.index, p), pointAt(machine, b.index, q)));
      if (!meets) {
        const because = commonLock(machine, a, b);
        never.push({ sections: [a.section, b.section], ...(because === undefined ? {} : { because }) });
      }
    }
  }
  return { never, sections: sections.length, complete: together !== undefined };
}

/** The same in one go. */
export function neverTogether(scenario: RunnableScenario, maxStates?: number): Overlaps {
  const steps = comparingSections(scenario, maxStates);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

interface PlacedSection {
  readonly index: number;
  readonly section: Section;
  readonly points: readonly number[];
}

function pointAt(machine: Machine, thread: number, point: number): Point {
  return machine.threads[thread]!.points[point]!;
}

function keyOf(i: number, p: number, j: number, q: number): string {
  return i < j ? `${i} ${p} ${j} ${q}` : `${j} ${q} ${i} ${p}`;
}

/** Every section with the points at which its lock is held. */
function sectionsOf(machine: Machine): PlacedSection[] {
  return machine.scenario.threads.flatMap((thread, index) => {
    const { points } = machine.threads[index]!;
    return thread.steps.flatMap((step, from): PlacedSection[] => {
      if (step.op !== 'acquire') return [];
      let depth = 0;
      const end = thread.steps.findIndex((other, at) => {
        if (at <= from) return false;
        if (other.op === 'acquire' && other.lock === step.lock) depth++;
        return other.op === 'release' && other.lock === step.lock && depth-- === 0;
      });
      const to = end === -1 ? thread.steps.length : end;
      const lock = machine.lockIndex.get(step.lock)!;
      const inside = points.filter(
        (point) => point.step > from && point.step <= to && point.holds.some((held) => held.lock === lock),
      );
      return [
        {
          index,
          section: { thread: thread.id, lock: step.lock, from, to },
          points: inside.map((point) => point.index),
        },
      ];
    });
  });
}

/** Where other threads only hinder, two threads meet exactly when they meet without the others. */
function* pairwise(machine: Machine): Generator<number, Set<string>> {
  const together = new Set<string>();
  let told = 0;
  const count = machine.threads.length;
  for (let i = 0; i < count; i++)
    for (let j = i + 1; j < count; j++) {
      const first = initialMachineState(machine);
      const stack = [first];
      together.add(keyOf(i, 0, j, 0));
      for (let state = stack.pop(); state; state = stack.pop())
        for (const action of machineActions(machine, state)) {
          if (action.thread !== i && action.thread !== j) continue;
          const next = perform(machine, state, action);
          const key = keyOf(i, next.points[i]!, j, next.points[j]!);
          if (together.has(key)) continue;
          together.add(key);
          stack.push(next);
          if (together.size - told < PACE) continue;
          told = together.size;
          yield told;
        }
    }
  return together;
}

function* overall(machine: Machine, maxStates: number): Generator<number, Set<string> | undefined> {
  const together = new Set<string>();
  let states = 0;
  for (const { points } of everyState(machine)) {
    if (++states > maxStates) return undefined;
    if (states % PACE === 0) yield states;
    for (let i = 0; i < points.length; i++)
      for (let j = i + 1; j < points.length; j++) together.add(keyOf(i, points[i]!, j, points[j]!));
  }
  return together;
}

/** A lock that both hold at all points of their sections. */
function commonLock(machine: Machine, a: PlacedSection, b: PlacedSection): string | undefined {
  const throughout = (section: PlacedSection, which: 'writes' | 'reads'): number =>
    section.points.reduce((set, point) => set & pointAt(machine, section.index, point)[which], -1);
  const both =
    (throughout(a, 'writes') & (throughout(b, 'writes') | throughout(b, 'reads'))) |
    (throughout(a, 'reads') & throughout(b, 'writes'));
  const lock = machine.scenario.locks.findIndex((_, index) => both & (1 << index));
  return lock === -1 ? undefined : machine.scenario.locks[lock]!.id;
}
