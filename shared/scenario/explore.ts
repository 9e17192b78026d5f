/**
 * Every interleaving of a scenario: is a deadlock reachable, which ones, and by which shortest run. With a sound
 * partial-order reduction and symmetry (explore/persistent.ts, explore/visited.ts); a limit that is hit is said, and then
 * the answer is "unknown", never "no".
 */
import {
  blockersOf,
  compile,
  IDLE_CPU,
  initialMachineState,
  isRefused,
  members,
  perform,
  pointOf,
  type Machine,
  type MachineAction,
  type MachineState,
  type RunnableScenario,
} from './machine.ts';
import type { Verdict } from '../contract/scenario.ts';
import { circlesOf, type Circle } from './explore/circles.ts';
import { canFail, candidates, reach, type Candidate, type Reach } from './explore/circle-search.ts';
import { persistentActions } from './explore/persistent.ts';
import { shortestRun, type ShortRun } from './explore/shortest.ts';
import { newSnapshot, settled, tablesOf, take, type Tables } from './explore/tables.ts';
import { newVisited } from './explore/visited.ts';
import type { ReplayAction } from './replay.ts';

export interface ExploreOptions {
  /** Give up after this many states. Default 3,000,000 (about 100 MB). */
  readonly maxStates?: number;
  /** Tell apart at most this many deadlocks. Default 1,000. */
  readonly maxDeadlocks?: number;
  /** Stop at the first deadlock. Default false. */
  readonly firstOnly?: boolean;
  /** `walk`: state by state even where circles can be looked at one by one (for comparison). Default `best`. */
  readonly method?: 'best' | 'walk';
  /** States between two progress reports. Default 20,000. */
  readonly progressEvery?: number;
}

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

export interface Exploration {
  readonly answer: 'deadlock' | 'no-deadlock' | 'unknown';
  /** All interleavings were covered and all deadlocks told apart. */
  readonly complete: boolean;
  /** Why not, in words. */
  readonly limit?: string;
  readonly deadlocks: readonly FoundDeadlock[];
  /** Different states seen (after reduction). */
  readonly states: number;
  /** Steps from one state to another that were tried. */
  readonly transitions: number;
}

export interface ExploreProgress {
  readonly states: number;
  readonly transitions: number;
  readonly deadlocks: number;
}

/**
 * Explore step by step: yields progress now and then, so that a worker can show it and stop. Returns the result.
 * Throws RangeError for a scenario that `checkScenario` refuses.
 */
export function* exploring(
  scenario: RunnableScenario,
  options: ExploreOptions = {},
): Generator<ExploreProgress, Exploration> {
  const tables = tablesOf(compile(scenario));
  return tables.circular && options.method !== 'walk'
    ? yield* exploringCircles(tables, options)
    : yield* walking(tables, options);
}

const MAX_STATES = 3_000_000;
const MAX_DEADLOCKS = 1000;
/** Circles that the programs allow; looking at more takes too long. */
const MAX_CANDIDATES = 100_000;

/** Circle by circle, see explore/circle-search.ts. */
function* exploringCircles(tables: Tables, options: ExploreOptions): Generator<ExploreProgress, Exploration> {
  const { maxStates = MAX_STATES, maxDeadlocks = MAX_DEADLOCKS, firstOnly = false, progressEvery = 20_000 } = options;
  const { list, more } = candidates(tables, MAX_CANDIDATES);
  let limit = more ? `more than ${MAX_CANDIDATES} possible circles; the others were not looked at` : undefined;
  const deadlocks: FoundDeadlock[] = [];
  const known = new Set<string>();
  let states = 0;
  let transitions = 0;
  let reported = 0;
  for (const candidate of list) {
    if (deadlocks.length >= maxDeadlocks) {
      limit ??= `more than ${maxDeadlocks} different deadlocks; the others are not told apart`;
      break;
    }
    if (firstOnly && deadlocks.length > 0) {
      limit ??= 'stopped at the first deadlock, as asked';
      break;
    }
    if (known.has(candidate.key)) continue;
    const result = reachable(tables, candidate, maxStates - states);
    states += result.states;
    transitions += result.transitions;
    if (result.givenUp) {
      limit = `stopped after ${maxStates} states`;
      break;
    }
    if (result.run) {
      const circle: Circle = { kind: 'circle', threads: candidate.threads, key: candidate.key };
      const short =
        result.run.length === candidate.length
          ? { actions: result.run, proven: true }
          : shortestRun(tables, result.run, circle);
      known.add(candidate.key);
      deadlocks.push(describe(tables, short, circle));
    }
    if (states - reported >= progressEvery) {
      reported = states;
      yield { states, transitions, deadlocks: deadlocks.length };
    }
  }
  return {
    answer: deadlocks.length > 0 ? 'deadlock' : limit === undefined ? 'no-deadlock' : 'unknown',
    complete: limit === undefined,
    ...(limit === undefined ? {} : { limit }),
    deadlocks: deadlocks.sort((a, b) => a.schedule.length - b.schedule.length),
    // Without any possible circle nothing but the beginning is looked at.
    states: Math.max(1, states),
    transitions,
  };
}

/** Whether a circle can be closed: by its own threads, or with the help of others that make a step of theirs fail. */
function reachable(tables: Tables, candidate: Candidate, maxStates: number): Reach {
  const { machine } = tables;
  let states = 0;
  let transitions = 0;
  const attempt = (helpers: readonly number[], failAtWill: boolean): Reach => {
    const result = reach(machine, candidate, { helpers, failAtWill, maxStates: maxStates - states });
    states += result.states;
    transitions += result.transitions;
    return { ...result, states, transitions };
  };
  if (!canFail(machine, candidate)) return attempt([], false);
  const atWill = attempt([], true);
  if (!atWill.run) return atWill;
  const others = machine.threads.map((_, index) => index).filter((index) => !candidate.threads.includes(index));
  const companies = [
    [],
    ...(others.length > 1 ? others.map((index) => [index]) : []),
    ...(others.length > 0 ? [others] : []),
  ];
  let last: Reach = atWill;
  for (const helpers of companies) {
    last = attempt(helpers, false);
    if (last.run || last.givenUp) return last;
  }
  return last;
}

/** State by state, with persistent sets. */
function* walking(tables: Tables, options: ExploreOptions): Generator<ExploreProgress, Exploration> {
  const { maxStates = MAX_STATES, maxDeadlocks = MAX_DEADLOCKS, firstOnly = false, progressEvery = 20_000 } = options;
  const { machine } = tables;
  const visited = newVisited(tables);
  const snapshot = newSnapshot(machine);
  const found = new Map<string, FoundDeadlock>();
  const run: MachineAction[] = [];
  interface Level {
    readonly state: MachineState;
    readonly actions: readonly MachineAction[];
    next: number;
  }
  const stack: Level[] = [];
  let transitions = 0;
  let limit: string | undefined;

  /** Look at a state; the actions to try from there, none when it was seen or ends here. */
  const enter = (state: MachineState): readonly MachineAction[] => {
    if (!visited.add(state)) return [];
    take(tables, snapshot, state);
    let blocked = 0;
    for (let i = 0; i < machine.threads.length; i++) if (snapshot.blockers[i] !== 0) blocked |= 1 << i;
    const actions = persistentActions(tables, snapshot, state);
    if (blocked === 0 || actions.length > 0) return actions;
    const circles = circlesOf(machine, tables.twins, state, blocked);
    for (const circle of circles) {
      if (found.has(circle.key)) continue;
      if (found.size >= maxDeadlocks)
        limit ??= `more than ${maxDeadlocks} different deadlocks; the others are not told apart`;
      else found.set(circle.key, describe(tables, shortestRun(tables, run, circle), circle));
    }
    return [];
  };

  const first = initialMachineState(machine);
  stack.push({ state: first, actions: enter(first), next: 0 });
  let reported = 0;
  while (stack.length > 0) {
    const level = stack.at(-1)!;
    const action = level.actions[level.next++];
    if (action === undefined || (firstOnly && found.size > 0)) {
      stack.pop();
      run.pop();
      continue;
    }
    if (visited.size >= maxStates) {
      limit = `stopped after ${maxStates} states`;
      break;
    }
    transitions++;
    const state = settled(machine, perform(machine, level.state, action));
    run.push(action);
    stack.push({ state, actions: enter(state), next: 0 });
    if (visited.size - reported >= progressEvery) {
      reported = visited.size;
      yield { states: visited.size, transitions, deadlocks: found.size };
    }
  }
  if (firstOnly && found.size > 0) limit ??= 'stopped at the first deadlock, as asked';
  return {
    answer: found.size > 0 ? 'deadlock' : limit === undefined ? 'no-deadlock' : 'unknown',
    complete: limit === undefined,
    ...(limit === undefined ? {} : { limit }),
    deadlocks: [...found.values()].sort((a, b) => a.schedule.length - b.schedule.length),
    states: visited.size,
    transitions,
  };
}

/** The same in one go. */
export function explore(scenario: RunnableScenario, options: ExploreOptions = {}): Exploration {
  const steps = exploring(scenario, options);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

function describe(tables: Tables, short: ShortRun, circle: Circle): FoundDeadlock {
  const { machine } = tables;
  const schedule: ReplayAction[] = [];
  let at = initialMachineState(machine);
  for (const action of short.actions) {
    schedule.push(asReplayAction(machine, at, action));
    at = perform(machine, at, action);
  }
  const id = (index: number): string => machine.threads[index]!.id;
  // Twins may have changed places on the shortest run, so who is blocked is read there.
  const last = matching(tables, at, circle) ?? { state: at, circle };
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

function matching(
  tables: Tables,
  state: MachineState,
  circle: Circle,
): { state: MachineState; circle: Circle } | undefined {
  const blocked = tables.machine.threads.reduce(
    (set, _, index) =>
      state.on[index] !== -2 && blockersOf(tables.machine, state, index) !== 0 ? set | (1 << index) : set,
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

/** The run of a deadlock to its last step, in which each blocked thread begins to wait: what a replay shows. */
export function scheduleOf(deadlock: FoundDeadlock): readonly ReplayAction[] {
  const waitsAlready = (thread: BlockedThread): boolean =>
    deadlock.schedule.some(
      (action) => action.kind === 'wait' && action.thread === thread.thread && action.step === thread.step,
    );
  return [
    ...deadlock.schedule,
    ...deadlock.blocked
      .filter((thread) => thread.waitsFor !== '' && !waitsAlready(thread))
      .map((thread): ReplayAction => ({ thread: thread.thread, step: thread.step, kind: 'wait' })),
  ];
}

/** The object `lockstep explore` prints (contracts.md, 3): the deadlock with the shortest run. */
export function verdictOf(exploration: Exploration): Verdict {
  const first = exploration.deadlocks[0];
  return {
    schema: 'lockstep.verdict/1',
    deadlock: first !== undefined,
    states: exploration.states,
    complete: exploration.complete,
    ...(exploration.limit === undefined ? {} : { limit: exploration.limit }),
    schedule: (first?.schedule ?? []).map(({ thread, step, kind, on }) => ({
      thread,
      step,
      ...(kind === 'run' ? {} : { kind }),
      ...(on === undefined ? {} : { on }),
    })),
    blocked: (first?.blocked ?? []).map(({ thread, step, waitsFor, heldBy }) => ({
      thread,
      step,
      waitsFor,
      heldBy: [...heldBy],
    })),
  };
}
