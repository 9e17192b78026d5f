/**
 * Circle by circle, where every deadlock is a circle of threads that wait for each other (tables.ts: `circular`): list what
 * the programs allow, and for each one see whether its few threads get to their places.
 */
import type { MachineAction } from '../machine.ts';
import { candidates, type Candidate } from './candidates.ts';
import {
  DEFAULT_STATES,
  MAX_DEADLOCKS,
  type Exploration,
  type ExploreOptions,
  type ExploreProgress,
} from './options.ts';
import { reach, type Reach } from './reach.ts';
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

/** Explore. Yields progress now and then. */
export function* byCircles(tables: Tables, options: ExploreOptions): Generator<ExploreProgress, Exploration> {
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
      const result = yield* watched(closing(tables, candidate, below, budget));
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
  const far = yield* lookAt(list, FIRST_STATES_EACH);
  const left = limit === undefined ? yield* lookAt(far, MAX_STATES_EACH) : far;
  looked = Infinity;
  undecided.clear();
  for (const { key } of left) undecided.add(key);
  const open = [...undecided].filter((key) => !best.has(key)).length;
  if (open > 0) limit ??= `${open} possible circles given up after ${MAX_STATES_EACH} states each`;
  const deadlocks = tellSoFar(finds(), Infinity);
  return {
    answer: deadlocks.length > 0 ? 'deadlock' : limit === undefined ? 'no-deadlock' : 'unknown',
    complete: limit === undefined,
    ...(limit === undefined ? {} : { limit }),
    deadlocks,
    // Without any possible circle nothing but the beginning is looked at.
    states: Math.max(1, states),
    transitions,
  };
}

/**
 * Whether a circle can be closed: by its own threads, or with the help of others that make a step of theirs fail. First
 * with steps that fail at will: what is not reachable then, never is.
 */
function* closing(tables: Tables, candidate: Candidate, below: number, maxStates: number): Generator<undefined, Reach> {
  let states = 0;
  let transitions = 0;
  const attempt = function* (helpers: readonly number[], failAtWill: boolean): Generator<undefined, Reach> {
    const result = yield* reach(tables, candidate, { helpers, failAtWill, below, maxStates: maxStates - states });
    states += result.states;
    transitions += result.transitions;
    return { ...result, states, transitions };
  };
  if (!canFail(tables, candidate)) return yield* attempt([], false);
  const atWill = yield* attempt([], true);
  if (!atWill.run) return atWill;
  return yield* attempt(helpersOf(tables, candidate), false);
}

/** True when a thread of the candidate has a step before its place that can fail. */
function canFail(tables: Tables, candidate: Candidate): boolean {
  return candidate.threads.some((thread, at) =>
    tables.threads[thread]!.points.some((point) => point.failed !== -1 && point.index < candidate.points[at]!),
  );
}

/** The other threads that can make a step fail: of the circle, or of one that can. */
function helpersOf(tables: Tables, candidate: Candidate): number[] {
  const { machine } = tables;
  const failable = (thread: number, before: number): number =>
    tables.threads[thread]!.points.reduce(
      (set, point) => (point.failed !== -1 && point.index < before ? set | (1 << point.lock) : set),
      0,
    );
  let locks = candidate.threads.reduce((set, thread, at) => set | failable(thread, candidate.points[at]!), 0);
  const helpers = new Set<number>();
  for (let before = -1; before !== locks;) {
    before = locks;
    machine.threads.forEach(({ points }, thread) => {
      if (candidate.threads.includes(thread) || helpers.has(thread)) return;
      if (!points.some((point) => (point.writes | point.reads | point.announced) & locks)) return;
      helpers.add(thread);
      locks |= failable(thread, Infinity);
    });
  }
  return [...helpers].sort((a, b) => a - b);
}
