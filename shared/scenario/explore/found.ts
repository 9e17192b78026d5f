/** A deadlock that was found, as a user sees it. */
import {
  blockersOf,
  IDLE_CPU,
  initialMachineState,
  isRefused,
  members,
  PENDING,
  perform,
  pointOf,
  type MachineAction,
  type MachineState,
} from '../machine.ts';
import type { Machine } from '../machine/points.ts';
import type { ReplayAction } from '../replay/replay-state.ts';
import { circlesOf, type Circle } from './circles.ts';
import type { ShortRun } from './shortest.ts';
import type { Tables } from './tables.ts';

export interface BlockedThread {
  readonly thread: string;
  readonly step: number;
  /** The lock; empty for a thread that stands still under an interrupt. */
  readonly waitsFor: string;
  readonly heldBy: readonly string[];
}

export interface FoundDeadlock {
  readonly kind: Circle['kind'];
  /** Equal for equal deadlocks of the same scenario, and for twins in each other's place. */
  readonly key: string;
  /** The threads of the circle, each waiting for the next. */
  readonly threads: readonly string[];
  readonly locks: readonly string[];
  /** A run that ends in it; then each thread of `blocked` begins to wait. */
  readonly schedule: readonly ReplayAction[];
  readonly blocked: readonly BlockedThread[];
  /** No shorter run exists. False when looking for one was given up. */
  readonly shortest: boolean;
}

/** Put a run that ends in a deadlock into words. */
export function describe(tables: Tables, short: ShortRun, circle: Circle): FoundDeadlock {
  const { machine } = tables;
  const schedule: ReplayAction[] = [];
  let at = initialMachineState(machine);
  for (const action of short.actions) {
    schedule.push(asReplayAction(machine, at, action));
    at = perform(machine, at, action);
  }
  const id = (index: number): string => machine.threads[index]!.id;
  const twinned = circle.threads.some((index) =>
    tables.twins.some((twin, other) => other !== index && twin === tables.twins[index]),
  );
  // Twins may have changed places on the shortest run, so who is blocked is read there.
  const last = (twinned ? matching(tables, at, circle) : undefined) ?? { state: at, circle: fromLowest(circle) };
  const blocked = last.circle.threads.map((index): BlockedThread => {
    const point = pointOf(machine, last.state, index);
    const under = last.state.on.findIndex(
      (on, other) => on === index && pointOf(machine, last.state, other).kind !== 'end',
    );
    return {
      thread: id(index),
      step: point.step,
      waitsFor: under !== -1 || point.lock === -1 ? '' : machine.scenario.locks[point.lock]!.id,
      heldBy: members(blockersOf(machine, last.state, index)).map(id),
    };
  });
  return {
    kind: circle.kind,
    key: circle.key,
    threads: last.circle.threads.map(id),
    locks: [...new Set(blocked.map((thread) => thread.waitsFor).filter((lock) => lock !== ''))],
    schedule: merged(schedule),
    blocked,
    shortest: short.proven,
  };
}

/** A circle can begin with any of its threads: with the first one of the scenario. */
function fromLowest(circle: Circle): Circle {
  if (circle.kind !== 'circle') return circle;
  const first = circle.threads.indexOf(Math.min(...circle.threads));
  return { ...circle, threads: [...circle.threads.slice(first), ...circle.threads.slice(0, first)] };
}

function matching(
  tables: Tables,
  state: MachineState,
  circle: Circle,
): { state: MachineState; circle: Circle } | undefined {
  const blocked = tables.machine.threads.reduce(
    (set, _, index) =>
      state.on[index] !== PENDING && blockersOf(tables.machine, state, index) !== 0 ? set | (1 << index) : set,
    0,
  );
  const same = circlesOf(tables.machine, tables.twins, state, blocked).find((other) => other.key === circle.key);
  return same ? { state, circle: same } : undefined;
}

function asReplayAction(machine: Machine, state: MachineState, action: MachineAction): ReplayAction {
  const thread = machine.threads[action.thread]!.id;
  if (action.on !== undefined)
    return {
      thread,
      step: 0,
      kind: 'interrupt',
      ...(action.on === IDLE_CPU ? {} : { on: machine.threads[action.on]!.id }),
    };
  const { step, kind } = pointOf(machine, state, action.thread);
  if (isRefused(machine, state, action.thread)) return { thread, step, kind: 'fail' };
  return { thread, step, kind: kind === 'announce' ? 'wait' : 'run' };
}

/** A writer that begins to wait and gets the lock at once takes one step, not two. */
function merged(schedule: readonly ReplayAction[]): ReplayAction[] {
  return schedule.filter((action, at) => {
    const next = schedule[at + 1];
    return !(
      action.kind === 'wait' &&
      next?.kind === 'run' &&
      next.thread === action.thread &&
      next.step === action.step
    );
  });
}
