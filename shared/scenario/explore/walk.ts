/** State by state, where a deadlock need not be a circle. */
import { perform, initialMachineState, type MachineAction } from '../machine.ts';
import { lookAtCircles, type LookedAt } from './by-circles.ts';
import type { Candidate } from './candidates.ts';
import type { Circle } from './circles.ts';
import {
  DEFAULT_STATES,
  MAX_DEADLOCKS,
  type Exploration,
  type ExploreOptions,
  type ExploreProgress,
} from './options.ts';
import { reach } from './reach.ts';
import { shortestRun, type ShortRun } from './shortest.ts';
import { newTeller, type Find } from './so-far.ts';
import type { Tables } from './tables.ts';
import { walkFused } from './walk-fused.ts';
import { walkInterrupts } from './walk-interrupts.ts';

export interface Walked {
  readonly found: ReadonlyMap<string, FoundRun>;
  readonly states: number;
  readonly transitions: number;
  readonly limit?: string;
}

export interface FoundRun {
  readonly circle: Circle;
  /** Some run to it. */
  readonly run: readonly MachineAction[];
}

export interface WalkOptions extends Required<
  Pick<ExploreOptions, 'maxStates' | 'maxDeadlocks' | 'firstOnly' | 'progressEvery'>
> {
  /** Of `maxStates`, those that were looked at before. */
  readonly spent: number;
  /** Keys of deadlocks that are known and not looked for. */
  readonly known: ReadonlySet<string>;
  /** All circles of locks that are not known and may be possible; absent where they were not listed. */
  readonly open?: readonly Candidate[];
  /** What a progress report says of the deadlocks found so far. */
  readonly soFarOf: (found: ReadonlyMap<string, FoundRun>) => ExploreProgress['soFar'];
}

/** States looked at for the shortest run to one deadlock, and to all of them. */
const SHORT_STATES = 20_000;
const SHORT_STATES_OF_ALL = 200_000;

/** States for one circle, at first and after all others, before it is left to the walk. */
const CIRCLE_STATES = [5_000, 50_000];

/**
 * Explore where a deadlock need not be a circle. The circles of locks are looked at one by one first, for each is found, with
 * its shortest run, in a few hundred states; then only what is not known is walked after (hope.ts). With interrupts the
 * walk cannot tell what is known before it gets there, so it goes everywhere, as it does with `method: 'walk'`.
 */
export function* walking(tables: Tables, options: ExploreOptions): Generator<ExploreProgress, Exploration> {
  const most = tables.interrupts ? DEFAULT_STATES.walkInterrupts : DEFAULT_STATES.walk;
  const { maxStates = most, maxDeadlocks = MAX_DEADLOCKS, firstOnly = false, progressEvery = 20_000 } = options;
  const tell = newTeller(tables);
  let circles: LookedAt = { finds: [], left: [], listed: false, states: 0, transitions: 0 };
  if (options.method !== 'walk') {
    // The walk gets half of the states at least.
    const half = { ...options, maxStates: Math.floor(maxStates / 2) };
    circles = yield* lookAtCircles(tables, half, CIRCLE_STATES);
  }
  const walk = tables.interrupts ? walkInterrupts : walkFused;
  const walked = yield* walk(tables, {
    maxStates,
    maxDeadlocks,
    firstOnly,
    progressEvery,
    spent: circles.states,
    known: new Set(circles.finds.map(({ circle }) => circle.key)),
    ...(circles.listed ? { open: circles.left } : {}),
    soFarOf: (runs) => (most) => tell([...circles.finds, ...provisional(runs.values())], most),
  });
  const { found, limit } = walked;
  const states = circles.states + walked.states;
  const transitions = circles.transitions + walked.transitions;
  const finds: Find[] = [...circles.finds];
  let spent = 0;
  const left = [...found.values()].sort((a, b) => a.run.length - b.run.length);
  const soFar: ExploreProgress['soFar'] = (most) =>
    tell([...finds, ...provisional(left.slice(finds.length - circles.finds.length))], most);
  for (const { circle, run } of left) {
    const { short, states: more } = shorter(tables, circle, run, Math.min(SHORT_STATES, SHORT_STATES_OF_ALL - spent));
    spent += more;
    finds.push({ circle, short });
    yield { states, transitions, deadlocks: circles.finds.length + found.size, soFar };
  }
  return {
    answer: finds.length > 0 ? 'deadlock' : limit === undefined ? 'no-deadlock' : 'unknown',
    complete: limit === undefined,
    ...(limit === undefined ? {} : { limit }),
    deadlocks: tell(finds, Infinity),
    states,
    transitions,
  };
}

/** Any run, as it was found. */
function provisional(runs: Iterable<FoundRun>): Find[] {
  return [...runs].map(({ circle, run }) => ({ circle, short: { actions: run, proven: false } }));
}

/** A shortest run to the same deadlock, or at least a shorter one, and how many states were looked at for it. */
function shorter(
  tables: Tables,
  circle: Circle,
  run: readonly MachineAction[],
  maxStates: number,
): { readonly short: ShortRun; readonly states: number } {
  if (tables.interrupts || circle.kind !== 'circle') return shortestRun(tables, run, circle, maxStates);
  const { machine } = tables;
  const last = run.reduce((at, action) => perform(machine, at, action), initialMachineState(machine));
  const { threads, key } = circle;
  const search = reach(
    tables,
    {
      threads,
      points: threads.map((index) => last.points[index]!),
      under: threads.map(() => false),
      cpus: threads.map(() => -1),
      key,
      length: 0,
    },
    {
      helpers: machine.threads.map((_, index) => index).filter((index) => !threads.includes(index)),
      failAtWill: false,
      maxStates,
      below: Infinity,
    },
  );
  for (;;) {
    const { done, value } = search.next();
    if (!done) continue;
    if (!value.run) return shortestRun(tables, run, circle, maxStates - value.states);
    // Over other failures the same steps have other places.
    const proven = threads.every((index) => machine.threads[index]!.points.every(({ failed }) => failed === -1));
    return { short: { actions: value.run, proven: proven && !twinned(tables, threads) }, states: value.states };
  }
}

/** With a twin in its place it may be shorter. */
function twinned(tables: Tables, threads: readonly number[]): boolean {
  return threads.some((index) => tables.twins.some((twin, other) => other !== index && twin === tables.twins[index]));
}
