/**
 * Circle by circle, where every deadlock is a circle of threads that wait for each other (tables.ts: `circular`): list what
 * the programs allow, and for each one see whether its few threads get to their places.
 */
import type { MachineAction } from '../machine.ts';
import { candidates, type Candidate } from './candidates.ts';
import { closing, withSignals } from './closing.ts';
import {
  DEFAULT_STATES,
  MAX_DEADLOCKS,
  type Exploration,
  type ExploreOptions,
  type ExploreProgress,
} from './options.ts';
import { newTeller, type Find } from './so-far.ts';
import type { Tables } from './tables.ts';

/** Circles that the programs allow; looking at more takes too long. */
const MAX_CANDIDATES = 100_000;

/**
 * States looked at for one possible circle: few at first, so that what can be told soon is told soon; more for those that
 * were given up.
 */
const FIRST_STATES_EACH = 5_000;
const MAX_STATES_EACH = 300_000;

interface Best {
  readonly candidate: Candidate;
  readonly actions: readonly MachineAction[];
  /** Entries of the schedule. */
  readonly cost: number;
}

/** Explore where every deadlock is a circle. Yields progress now and then. */
export function* byCircles(tables: Tables, options: ExploreOptions): Generator<ExploreProgress, Exploration> {
  const looked = yield* lookAtCircles(tables, options, [FIRST_STATES_EACH, MAX_STATES_EACH]);
  const known = new Set(looked.finds.map(({ circle }) => circle.key));
  const open = new Set(looked.left.map(({ key }) => key).filter((key) => !known.has(key))).size;
  let { limit } = looked;
  if (open > 0) limit ??= `${open} possible circles given up after ${MAX_STATES_EACH} states each`;
  const deadlocks = newTeller(tables)(looked.finds, Infinity);
  return {
    answer: deadlocks.length > 0 ? 'deadlock' : limit === undefined ? 'no-deadlock' : 'unknown',
    complete: limit === undefined,
    ...(limit === undefined ? {} : { limit }),
    deadlocks,
    // Without any possible circle nothing but the beginning is looked at.
    states: Math.max(1, looked.states),
    transitions: looked.transitions,
  };
}

/** What came of looking at circles. */
export interface LookedAt {
  /** The circles that can be closed, with the shortest runs that were found. */
  readonly finds: readonly Find[];
  /** False when there are too many circles to list: then others than `left` may be possible as well. */
  readonly listed: boolean;
  /** Circles that were given up or not looked at. Listed ones that are neither here nor found can never be closed. */
  readonly left: readonly Candidate[];
  /** Why not all circles were looked at, in words. */
  readonly limit?: string;
  readonly states: number;
  readonly transitions: number;
}

/**
 * Circle by circle, shortest first. Yields progress now and then.
 *
 * @param budgets states for one circle: those that were given up are looked at again with the next one.
 */
export function* lookAtCircles(
  tables: Tables,
  options: ExploreOptions,
  budgets: readonly number[],
): Generator<ExploreProgress, LookedAt> {
  const {
    maxStates = DEFAULT_STATES.circles,
    maxDeadlocks = MAX_DEADLOCKS,
    firstOnly = false,
    progressEvery = 20_000,
  } = options;
  const best = new Map<string, Best>();
  let states = 0;
  let transitions = 0;
  let reported = 0;
  let limit: string | undefined;
  /** Circles that were not looked at need at least so many entries. */
  let horizon = Infinity;
  /** Keys of circles that were given up, for now or for good. */
  const undecided = new Set<string>();
  /** Circles that need less entries were all looked at, or are undecided. */
  let looked = 0;
  const finds = (): Find[] =>
    [...best.values()].map(({ candidate: { threads, key }, actions, cost }) => ({
      circle: { kind: 'circle', threads, key },
      short: { actions, proven: !undecided.has(key) && cost <= Math.min(horizon, looked) },
    }));
  const tellSoFar = newTeller(tables);
  const progress = (): ExploreProgress => ({
    states,
    transitions,
    deadlocks: best.size,
    soFar: (most) => tellSoFar(finds(), most),
  });
  /** Run a part of the work to its end, with progress at each of its signs of life. */
  const watched = function* <T>(work: Generator<undefined, T>): Generator<ExploreProgress, T> {
    for (;;) {
      const { done, value } = work.next();
      if (done) return value;
      yield progress();
    }
  };

  const { list, limit: uncounted } = yield* watched(candidates(tables, MAX_CANDIDATES));
  const generous = withSignals(tables);
  limit = uncounted;
  if (uncounted !== undefined) horizon = 0;
  /** Look at circles, shortest first; returns those that were given up. */
  const lookAt = function* (some: readonly Candidate[], each: number): Generator<ExploreProgress, Candidate[]> {
    const givenUp: Candidate[] = [];
    const enough = (known: boolean): string | undefined => {
      if (states > maxStates) return `stopped after ${maxStates} states`;
      if (firstOnly && best.size > 0) return 'stopped at the first deadlock, as asked';
      if (known || best.size < maxDeadlocks) return undefined;
      return `more than ${maxDeadlocks} different deadlocks; the others are not told apart`;
    };
    for (const [at, candidate] of some.entries()) {
      const known = best.get(candidate.key);
      const below = known?.cost ?? Infinity;
      if (candidate.length >= below) continue;
      const why = enough(known !== undefined);
      if (why !== undefined) {
        limit ??= why;
        horizon = Math.min(horizon, candidate.length);
        return [...givenUp, ...some.slice(at)];
      }
      const budget = Math.min(each, maxStates + 1 - states);
      looked = Math.max(looked, candidate.length);
      const result = yield* watched(closing(tables, generous, candidate, below, budget));
      states += result.states;
      transitions += result.transitions;
      if (result.givenUp) {
        givenUp.push(candidate);
        undecided.add(candidate.key);
      }
      if (result.run) best.set(candidate.key, { candidate, actions: result.run, cost: result.cost });
      if (states - reported < progressEvery && !(result.run && known === undefined)) continue;
      reported = states;
      yield progress();
    }
    if (states > maxStates && givenUp.length > 0) limit ??= `stopped after ${maxStates} states`;
    return givenUp;
  };
  let left = list;
  for (const each of budgets) if (limit === undefined || left === list) left = yield* lookAt(left, each);
  looked = Infinity;
  undecided.clear();
  for (const { key } of left) undecided.add(key);
  return {
    finds: finds(),
    listed: uncounted === undefined,
    left,
    ...(limit === undefined ? {} : { limit }),
    states,
    transitions,
  };
}
