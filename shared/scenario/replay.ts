/**
 * Stepping through a scenario. Every state is a value, so going back is keeping the old one. A thread that cannot go on
 * takes one step "begins to wait"; a deadlock is shown when the waiting threads can never move again.
 */
import type { AcquireMode } from '../contract/scenario.ts';
import {
  blockersOf,
  IDLE_CPU,
  initialMachineState,
  interruptedBy,
  isDone,
  isRefused,
  machineActions,
  members,
  PENDING,
  perform,
  pointOf,
  type MachineState,
} from './machine.ts';
import { compile } from './machine/compile.ts';
import type { Machine, RunnableScenario } from './machine/points.ts';
import { tell } from './replay/changed-words.ts';
import { findDeadlock } from './replay/find-deadlock.ts';
import type {
  ReplayAction,
  ReplayLockState,
  ReplayState,
  ReplayThreadState,
  ScheduleEntry,
} from './replay/replay-state.ts';

const machines = new WeakMap<RunnableScenario, Machine>();

function machineOf(scenario: RunnableScenario): Machine {
  const known = machines.get(scenario);
  if (known) return known;
  const machine = compile(scenario);
  machines.set(scenario, machine);
  return machine;
}

/** Nobody has done anything yet. Throws RangeError for a scenario that `checkScenario` refuses. */
export function initialState(scenario: RunnableScenario): ReplayState {
  const machine = machineOf(scenario);
  return describe(scenario, machine, initialMachineState(machine), 0, 0, 'Nothing has happened yet.');
}

/** Everything that can happen next, threads in order. Empty at the end, and in a deadlock that holds everybody. */
export function enabledActions(state: ReplayState): readonly ReplayAction[] {
  const machine = machineOf(state.scenario);
  const actions: ReplayAction[] = machineActions(machine, state.machine).map(({ thread, on }) => {
    const id = machine.threads[thread]!.id;
    const { step } = pointOf(machine, state.machine, thread);
    if (on !== undefined)
      return { thread: id, step: 0, kind: 'interrupt', ...(on === IDLE_CPU ? {} : { on: machine.threads[on]!.id }) };
    if (isRefused(machine, state.machine, thread)) return { thread: id, step, kind: 'fail' };
    const announced = afterAnnouncing(machine, state.machine, thread);
    const waits = announced !== state.machine && blockersOf(machine, announced, thread) !== 0;
    return { thread: id, step, kind: waits ? 'wait' : 'run' };
  });
  machine.threads.forEach((thread, index) => {
    if (!canBeginToWait(machine, state, index)) return;
    actions.push({ thread: thread.id, step: pointOf(machine, state.machine, index).step, kind: 'wait' });
  });
  const order = (action: ReplayAction): number => machine.threadIndex.get(action.thread)!;
  return actions.sort((a, b) => order(a) - order(b));
}

/**
 * Everything that `step` takes: also that a writer begins to wait although it could have the lock at once, which is never
 * offered but part of schedules that were found.
 */
export function possibleActions(state: ReplayState): readonly ReplayAction[] {
  const machine = machineOf(state.scenario);
  return enabledActions(state).flatMap((action): ReplayAction[] => {
    const point = pointOf(machine, state.machine, machine.threadIndex.get(action.thread)!);
    return action.kind === 'run' && point.kind === 'announce' ? [action, { ...action, kind: 'wait' }] : [action];
  });
}

/** True for a thread that would have to wait at its next step and has not begun to. */
function canBeginToWait(machine: Machine, state: ReplayState, index: number): boolean {
  if (state.waiting & (1 << index) || state.machine.on[index] === PENDING || isDone(machine, state.machine, index))
    return false;
  return interruptedBy(machine, state.machine, index) === -1 && blockersOf(machine, state.machine, index) !== 0;
}

function afterAnnouncing(machine: Machine, state: MachineState, thread: number): MachineState {
  return pointOf(machine, state, thread).kind === 'announce' ? perform(machine, state, { thread }) : state;
}

/**
 * Let one thing happen. `action` is one of `enabledActions`, a thread's id, or an entry of a schedule.
 * Throws RangeError when it is not possible now (unknown thread, done, still waiting, interrupted).
 */
export function step(state: ReplayState, action: string | ScheduleEntry): ReplayState {
  const machine = machineOf(state.scenario);
  const entry: ScheduleEntry = typeof action === 'string' ? { thread: action } : action;
  const index = machine.threadIndex.get(entry.thread);
  if (index === undefined) throw new RangeError(`no thread "${entry.thread}"`);
  const chosen = actionFor(state, entry);
  if (!chosen) throw new RangeError(`thread "${entry.thread}" can do nothing now${whyNot(machine, state, index)}`);
  const next = execute(machine, state, index, chosen);
  let waiting = state.waiting;
  if (chosen.kind === 'wait') waiting |= 1 << index;
  else waiting &= ~(1 << index);
  return describe(
    state.scenario,
    machine,
    next,
    waiting,
    state.time + 1,
    tell(machine, state, next, index, chosen),
    chosen,
  );
}

/** What an entry of a schedule means now; undefined when it is not possible. */
export function actionFor(state: ReplayState, entry: ScheduleEntry): ReplayAction | undefined {
  const machine = machineOf(state.scenario);
  const offered = enabledActions(state).filter((action) => action.thread === entry.thread);
  const exact = offered.find(
    (action) =>
      (entry.kind === undefined || action.kind === entry.kind) &&
      (entry.kind !== 'interrupt' || action.on === entry.on),
  );
  if (exact) return exact;
  // A schedule may let a writer begin to wait although it could have the lock at once.
  const index = machine.threadIndex.get(entry.thread)!;
  const run = offered.find((action) => action.kind === 'run');
  return entry.kind === 'wait' && run && pointOf(machine, state.machine, index).kind === 'announce'
    ? { ...run, kind: 'wait' }
    : undefined;
}

function execute(machine: Machine, state: ReplayState, thread: number, action: ReplayAction): MachineState {
  if (action.kind === 'interrupt')
    return perform(machine, state.machine, {
      thread,
      on: action.on === undefined ? IDLE_CPU : machine.threadIndex.get(action.on)!,
    });
  const announced = afterAnnouncing(machine, state.machine, thread);
  return action.kind === 'wait' ? announced : perform(machine, announced, { thread });
}

function whyNot(machine: Machine, state: ReplayState, index: number): string {
  if (isDone(machine, state.machine, index)) return ': it is done';
  const above = interruptedBy(machine, state.machine, index);
  if (above !== -1) return `: ${machine.threads[above]!.id} interrupts it`;
  return state.waiting & (1 << index) ? ': it waits' : '';
}

function describe(
  scenario: RunnableScenario,
  machine: Machine,
  state: MachineState,
  waiting: number,
  time: number,
  changed: string,
  action?: ReplayAction,
): ReplayState {
  const name = (lock: number): string => scenario.locks[lock]!.id;
  const mode = (request: string): AcquireMode => (request === 'wait' ? 'write' : (request as AcquireMode));
  const threads = machine.threads.map((thread, index): ReplayThreadState => {
    const point = pointOf(machine, state, index);
    const done = point.kind === 'end';
    const above = interruptedBy(machine, state, index);
    const waits = (waiting & (1 << index)) !== 0;
    const blockers = done || state.on[index] === PENDING ? 0 : blockersOf(machine, state, index);
    return {
      id: thread.id,
      holds: point.holds.map((held) => ({ lock: name(held.lock), mode: mode(held.mode) })),
      ...(waits && point.lock !== -1 ? { waitsFor: name(point.lock) } : {}),
      waitsOn: waits || above !== -1 ? members(blockers).map((other) => machine.threads[other]!.id) : [],
      ...(done ? {} : { nextStep: point.step }),
      blocked: (waits && blockers !== 0) || above !== -1,
      done,
      ...(above === -1 ? {} : { interruptedBy: machine.threads[above]!.id }),
      pending: state.on[index] === PENDING,
    };
  });
  const locks = scenario.locks.map(({ id }): ReplayLockState => ({
    id,
    holders: threads.flatMap((thread) =>
      thread.holds.filter((held) => held.lock === id).map((held) => ({ thread: thread.id, mode: held.mode })),
    ),
    waiters: threads.filter((thread) => thread.waitsFor === id).map((thread) => thread.id),
  }));
  const deadlock = findDeadlock(scenario, machine, state, waiting);
  return {
    scenario,
    time,
    threads,
    locks,
    changed,
    ...(action ? { action } : {}),
    ...(deadlock ? { deadlock } : {}),
    finished: threads.every((thread) => thread.done),
    machine: state,
    waiting,
  };
}
