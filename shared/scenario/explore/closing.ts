/** Whether a circle can be closed, and which other threads have to run along for it. */
import type { Candidate } from './candidates.ts';
import { reach, type Reach } from './reach.ts';
import { isCounted } from './closures.ts';
import type { Tables } from './tables.ts';

/** The same machine with signals enough for everybody who waits for a counted completion. */
export function withSignals(tables: Tables): Tables {
  const { machine, counted } = tables;
  if (counted.length === 0) return tables;
  // What is entered, and has nobody inside, is waited for in vain by nobody.
  const entered = counted.reduce((set, lock) => set | (1 << lock), machine.entered);
  return { ...tables, machine: { ...machine, entered }, counted: [] };
}

/**
 * Whether a circle can be closed: by its own threads, or with the help of others that make a step of theirs fail or give
 * what they wait for on the way. All others only hinder. First with steps that fail at will and signals enough: what is not
 * reachable then, never is. Then without help: what is found then need only be bettered.
 *
 * @param generous the tables `withSignals`.
 * @param below only runs with less entries are of interest.
 */
export function* closing(
  tables: Tables,
  generous: Tables,
  candidate: Candidate,
  below: number,
  maxStates: number,
): Generator<undefined, Reach> {
  let states = 0;
  let transitions = 0;
  const attempt = function* (
    on: Tables,
    helpers: readonly number[],
    better: number,
    failAtWill: boolean,
  ): Generator<undefined, Reach> {
    const options = { helpers, failAtWill, below: better, maxStates: maxStates - states };
    const result = yield* reach(on, candidate, options);
    states += result.states;
    transitions += result.transitions;
    return { ...result, states, transitions };
  };
  const helpers = helpersOf(tables, candidate);
  if (helpers.length === 0) return yield* attempt(tables, [], below, false);
  // A run is known that this one has to better.
  if (below !== Infinity) return yield* attempt(tables, helpers, below, false);
  const atWill = yield* attempt(generous, [], Infinity, true);
  if (!atWill.run) return atWill;
  const alone = yield* attempt(tables, [], Infinity, false);
  const helped = yield* attempt(tables, helpers, alone.run ? alone.cost : Infinity, false);
  return helped.run ? helped : { ...helped, run: alone.run, cost: alone.cost };
}

/** The other threads that can make a step fail or signal what it waits for: of the circle, or of one that can. */
function helpersOf(tables: Tables, candidate: Candidate): number[] {
  const { machine } = tables;
  /** Locks (bit sets) of steps that can fail, and completions that are waited for. */
  let tried = 0;
  let wanted = 0;
  const look = (thread: number, before: number): void => {
    for (const point of tables.threads[thread]!.points) {
      if (point.index >= before) continue;
      if (point.failed !== -1) tried |= 1 << point.lock;
      if (isCounted(tables, point)) wanted |= 1 << point.lock;
    }
  };
  candidate.threads.forEach((thread, at) => look(thread, candidate.points[at]!));
  const helpers = new Set<number>();
  for (let before = -1; before !== helpers.size;) {
    before = helpers.size;
    machine.threads.forEach(({ points }, thread) => {
      if (candidate.threads.includes(thread) || helpers.has(thread)) return;
      const hinders = points.some((point) => (point.writes | point.reads | point.announced) & tried);
      if (!hinders && !(points[0]!.completesAhead & wanted)) return;
      helpers.add(thread);
      look(thread, Infinity);
    });
  }
  return [...helpers].sort((a, b) => a - b);
}
