/**
 * Stepping through a scenario. Every state is a value, so going back is keeping the old one. A thread that cannot go on
 * takes one step "begins to wait"; a deadlock is shown when the waiting threads can never move again.
 */
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
  viewOf,
  type MachineState,
} from './machine.ts';
import { compile } from './machine/compile.ts';
import type { Machine, RunnableScenario } from './machine/points.ts';
import { anyHelps, stuckThreads } from './machine/stuck.ts';
import type { ReplayScenario } from './replay-scenario.ts';
import type { AcquireMode } from '../contract/scenario.ts';

/** One thing a user can let happen next. Also the entry of a schedule (`lockstep.verdict/1` has `thread` and `step`). */
export interface ReplayAction {
  readonly thread: string;
  /** Index of the step this concerns; for an interrupt that comes, 0. */
  readonly step: number;
  /** `run`: the step succeeds. `wait`: it begins to wait. `fail`: a try fails. `interrupt`: an interrupt comes. */
  readonly kind: 'run' | 'wait' | 'fail' | 'interrupt';
  /** For an interrupt: the thread it comes on top of; absent on an idle CPU. */
  readonly on?: string;
}

/** An entry of a schedule; a missing `kind` is decided by the state (run, fail, or wait when it cannot go on). */
export type ScheduleEntry = Pick<ReplayAction, 'thread'> & Partial<ReplayAction>;

export interface ReplayThreadState {
  readonly id: string;
  readonly holds: readonly { readonly lock: string; readonly mode: AcquireMode }[];
  /** The lock it waits for since it tried to get it. */
  readonly waitsFor?: string;
  /** Threads that have to move on before it can; empty when nothing is in its way. */
  readonly waitsOn: readonly string[];
  /** Index of the step it takes next; the number of steps or more when only letting go is left; absent when done. */
  readonly nextStep?: number;
  readonly blocked: boolean;
  readonly done: boolean;
  /** The interrupt that runs on top of it. */
  readonly interruptedBy?: string;
  /** An interrupt that has not come yet. */
  readonly pending: boolean;
}

export interface ReplayLockState {
  readonly id: string;
  readonly holders: readonly { readonly thread: string; readonly mode: AcquireMode }[];
  readonly waiters: readonly string[];
}

export interface Deadlock {
  /** Each waits for a lock that keeps the next one of the list; the last one closes the circle to the first. */
  readonly cycle: readonly { readonly thread: string; readonly waitsFor?: string; readonly heldBy: string }[];
  /** Other threads that wait for those of the circle. */
  readonly alsoStuck: readonly string[];
  /** `T0 → T1 → T0`. */
  readonly words: string;
}

export interface ReplayState {
  readonly scenario: RunnableScenario;
  /** The number of actions that led here. */
  readonly time: number;
  readonly threads: readonly ReplayThreadState[];
  readonly locks: readonly ReplayLockState[];
  /** What just changed, one sentence. */
  readonly changed: string;
  /** The action that led here; absent in the initial state. */
  readonly action?: ReplayAction;
  readonly deadlock?: Deadlock;
  /** Every thread is done. */
  readonly finished: boolean;
  /** Where the machine is; for this module and for links to a state. */
  readonly machine: MachineState;
  /** Threads (bit set) that have begun to wait. */
  readonly waiting: number;
}

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
  const chosen = choose(machine, state, entry);
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

function choose(machine: Machine, state: ReplayState, entry: ScheduleEntry): ReplayAction | undefined {
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

/** All states of a run, the initial one first. Without a schedule: `defaultSchedule`. */
export function replayStates(scenario: RunnableScenario, schedule?: readonly ScheduleEntry[]): readonly ReplayState[] {
  const states = [initialState(scenario)];
  for (const entry of schedule ?? defaultSchedule(scenario)) states.push(step(states.at(-1)!, entry));
  return states;
}

/**
 * The run a report tells of: each thread takes its first lock, assumed writers begin to wait, then each thread goes for
 * its second one, the reporting task last, as in the kernel's own table. For a scenario without roles: each thread in
 * turn, one step at a time, until nobody can move.
 */
export function defaultSchedule(scenario: RunnableScenario): readonly ReplayAction[] {
  const taken: ReplayAction[] = [];
  let state = initialState(scenario);
  const take = (entry: ScheduleEntry): boolean => {
    const action = choose(machineOf(scenario), state, entry);
    if (!action) return false;
    state = step(state, action);
    taken.push(action);
    return true;
  };
  if (!hasRoles(scenario)) {
    runAll(scenario, take);
    return taken;
  }
  const [first, ...others] = scenario.threads;
  const advance = (thread: ReplayScenario['threads'][number], roles: readonly string[]): void => {
    for (;;) {
      const { nextStep, pending } = state.threads.find((candidate) => candidate.id === thread.id)!;
      const next = nextStep === undefined ? undefined : thread.steps[nextStep];
      if (!next || !roles.includes(next.role)) return;
      if (pending) {
        const on = scenario.threads.find((below) => thread.on === below.id);
        if (
          !take({ thread: thread.id, kind: 'interrupt', ...(on ? { on: on.id } : {}) }) &&
          !take({ thread: thread.id })
        )
          return;
      } else if (!take({ thread: thread.id })) return;
    }
  };
  for (const thread of scenario.threads) advance(thread, ['prepare', 'hold']);
  for (const thread of scenario.threads) advance(thread, ['between']);
  for (const thread of [...others].reverse()) advance(thread, ['prepare', 'hold', 'want']);
  if (first) advance(first, ['prepare', 'hold', 'want']);
  if (state.deadlock === undefined) runAll(scenario, take);
  return taken;
}

function runAll(scenario: RunnableScenario, take: (entry: ScheduleEntry) => boolean): void {
  for (let moved = true; moved;) {
    moved = false;
    for (const thread of scenario.threads) if (take({ thread: thread.id })) moved = true;
  }
}

function hasRoles(scenario: RunnableScenario): scenario is ReplayScenario {
  // A written scenario says of no step that it holds or wants something for the others.
  return scenario.threads.some((thread) =>
    thread.steps.some((each) => 'role' in each && (each.role === 'hold' || each.role === 'want')),
  );
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

function findDeadlock(
  scenario: RunnableScenario,
  machine: Machine,
  state: MachineState,
  waiting: number,
): Deadlock | undefined {
  let considered = waiting;
  machine.threads.forEach((_, index) => {
    if (!isDone(machine, state, index) && interruptedBy(machine, state, index) !== -1) considered |= 1 << index;
  });
  const stuck = stuckThreads(machine, state, considered);
  if (stuck === 0) return undefined;
  const cycle = findCycle(machine, state, stuck);
  const id = (index: number): string => machine.threads[index]!.id;
  const lockOf = (index: number): string | undefined => {
    if (interruptedBy(machine, state, index) !== -1) return undefined;
    const { lock } = pointOf(machine, state, index);
    return lock === -1 ? undefined : scenario.locks[lock]!.id;
  };
  const around = cycle.map((index, at) => {
    const waitsFor = lockOf(index);
    return {
      thread: id(index),
      ...(waitsFor === undefined ? {} : { waitsFor }),
      heldBy: id(cycle[(at + 1) % cycle.length]!),
    };
  });
  return {
    cycle: around,
    alsoStuck: members(stuck)
      .filter((index) => !cycle.includes(index))
      .map(id),
    words: cycle.length === 0 ? 'waits for ever' : [...cycle, cycle[0]!].map(id).join(' → '),
  };
}

/**
 * A circle among threads that are stuck: from each to one of its blockers that is stuck as well, beginning with the
 * lowest. Empty when somebody waits for a thread that has ended, which is no circle.
 */
export function findCycle(machine: Machine, state: MachineState, stuck: number): number[] {
  for (const start of members(stuck)) {
    const path: number[] = [];
    let at: number | undefined = start;
    while (at !== undefined && !path.includes(at)) {
      path.push(at);
      const onward: number[] = members(blockersOf(machine, state, at) & stuck);
      at = onward.find((next) => next === start) ?? onward[0];
    }
    if (at === undefined) continue;
    const circle = path.slice(path.indexOf(at));
    const lowest = circle.indexOf(Math.min(...circle));
    return [...circle.slice(lowest), ...circle.slice(0, lowest)];
  }
  return [];
}

function tell(machine: Machine, before: ReplayState, after: MachineState, index: number, action: ReplayAction): string {
  const { scenario } = before;
  const who = machine.threads[index]!.id;
  if (action.kind === 'interrupt') {
    const what = machine.threads[index]!.context === 'hardirq' ? 'hard interrupt' : 'soft interrupt';
    return action.on === undefined
      ? `${who}: the ${what} comes on an idle CPU.`
      : before.threads.find(({ id }) => id === action.on)?.done
        ? `${who}: the ${what} comes on ${action.on}’s CPU, which is idle.`
        : `${who}: the ${what} comes on ${action.on}’s CPU; ${action.on} stands still until it has returned.`;
  }
  const what = scenario.threads[index]!.steps[action.step];
  const ended = pointOf(machine, before.machine, index);
  if (!what && ended.lock !== -1) return `${who} ends and lets go of ${scenario.locks[ended.lock]!.id}.`;
  const lock = what && 'lock' in what ? scenario.locks.find((candidate) => candidate.id === what.lock) : undefined;
  if (!what || !lock) return `${who}: ${localWords(what?.op)}.`;
  const verbs = verbsOf(lock);
  if (action.kind === 'wait') {
    const names = members(blockersOf(machine, after, index)).map((other) =>
      other === index ? `${who} itself` : machine.threads[other]!.id,
    );
    return `${who} ${verbs.waits} ${lock.id}${why(machine, after, index, names)}.`;
  }
  if (action.kind === 'fail') return `${who} does not get ${lock.id} and goes on without it.`;
  const had = (before.waiting & (1 << index)) !== 0;
  if (what.op === 'acquire') {
    const reading = what.mode === 'write' || lock.type === 'completion' ? '' : ' for reading';
    return lock.type === 'completion' || (lock.type === 'active_ref' && what.mode !== 'write')
      ? `${who} enters ${lock.id}.`
      : `${who} ${had ? 'gets' : 'takes'} ${lock.id}${reading}.`;
  }
  if (what.op === 'release') return `${who} ${lock.type === 'completion' ? 'leaves' : 'releases'} ${lock.id}.`;
  if (what.op === 'wait') return `${who} finds ${lock.id} over and goes on.`;
  return `${who} completes ${lock.id}.`;
}

function verbsOf(lock: RunnableScenario['locks'][number]): { waits: string } {
  if ('verbs' in lock) return lock.verbs as { waits: string };
  return { waits: lock.type === 'completion' ? 'waits for the end of' : 'waits for' };
}

function why(machine: Machine, state: MachineState, index: number, names: readonly string[]): string {
  const point = pointOf(machine, state, index);
  const list = names.join(', ');
  if (anyHelps(machine, state, index))
    return names[0]?.endsWith(' itself') ? ', which nobody is left to complete' : `, which ${list} could complete`;
  const view = viewOf(machine, state, point.lock, index);
  const holders = view.writers | view.readers;
  if ((holders & blockersOf(machine, state, index)) !== 0) {
    const inside =
      machine.families[point.lock]!.type === 'completion' || machine.families[point.lock]!.type === 'active_ref';
    return inside ? `; inside: ${list}` : `; held by ${list}`;
  }
  return `, behind ${list}, who waits to write`;
}

function localWords(op: string | undefined): string {
  switch (op) {
    case 'irq-off':
      return 'switches interrupts off';
    case 'irq-on':
      return 'switches interrupts on';
    case 'bh-off':
      return 'switches bottom halves off';
    case 'bh-on':
      return 'switches bottom halves on';
    default:
      return 'goes on';
  }
}
