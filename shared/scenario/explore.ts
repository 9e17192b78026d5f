/**
 * Every interleaving of a scenario: is a deadlock reachable, which ones, and by which shortest run. Circle by circle where
 * every deadlock is a circle (explore/by-circles.ts), otherwise state by state (explore/walk.ts); a limit that is hit is
 * said, and then the answer is "unknown", never "no".
 */
import { compile } from './machine/compile.ts';
import type { RunnableScenario } from './machine/points.ts';
import type { Verdict } from '../contract/scenario.ts';
import { byCircles } from './explore/by-circles.ts';
import type { BlockedThread, FoundDeadlock } from './explore/found.ts';
import type { Exploration, ExploreOptions, ExploreProgress } from './explore/options.ts';
import { tablesOf } from './explore/tables.ts';
import { walking } from './explore/walk.ts';
import type { ReplayAction } from './replay/replay-state.ts';

export type { BlockedThread, FoundDeadlock } from './explore/found.ts';
export type { Exploration, ExploreOptions, ExploreProgress } from './explore/options.ts';

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
    ? yield* byCircles(tables, options)
    : yield* walking(tables, options);
}

/** The same in one go. */
export function explore(scenario: RunnableScenario, options: ExploreOptions = {}): Exploration {
  const steps = exploring(scenario, options);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
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
    ...(first === undefined || isShortest(exploration) ? {} : { shortest: false as const }),
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

/** True when no deadlock can have a shorter schedule: one that was not found, or whose shortest run is not known, may. */
function isShortest({ complete, deadlocks }: Exploration): boolean {
  return complete && deadlocks.every(({ shortest }) => shortest);
}
