/** Explores one scenario and tells how far it is. Ended from outside: a worker that is stopped is terminated. */
import { exploring, type Exploration, type FoundDeadlock } from '../../shared/scenario/explore.ts';
import { comparingSections, type Overlaps } from '../../shared/scenario/overlap.ts';
import type { Scenario } from '../../shared/contract/scenario.ts';
import { lockdepKinds } from '../../shared/scenario/what-if.ts';
import type { ReportKind } from '../../shared/contract/report.ts';

export interface ExploreResult {
  readonly exploration: Exploration;
  readonly overlaps: Overlaps;
  readonly lockdep: readonly ReportKind[];
}

/** How far an exploration is. */
export interface ExploreSoFar {
  readonly states: number;
  /** How many different deadlocks were found. */
  readonly deadlocks: number;
  /**
   * At most `MOST_TOLD` of them, shortest schedule first. Where `shortest` is false the schedule is provisional: the result
   * may have a shorter one, and an order of its own.
   */
  readonly soFar: readonly FoundDeadlock[];
}

/** So many deadlocks are told while the exploration goes on; the result has all of them. */
export const MOST_TOLD = 100;
/** Milliseconds between two messages. */
const PACE = 200;

export type WorkerAnswer =
  | ({ readonly is: 'progress' } & ExploreSoFar)
  | { readonly is: 'done'; readonly result: ExploreResult }
  | { readonly is: 'failed'; readonly message: string };

const tell = (answer: WorkerAnswer): void => self.postMessage(answer);

let told = -Infinity;

/** Run to the end, and tell now and then how far it is. */
function watched<Step, Result>(steps: Generator<Step, Result>, progress: (step: Step) => ExploreSoFar): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - told < PACE) continue;
    tell({ is: 'progress', ...progress(value) });
    told = performance.now();
  }
}

self.onmessage = ({ data }: MessageEvent<Scenario>) => {
  try {
    const exploration = watched(exploring(data), ({ states, deadlocks, soFar }) => ({
      states,
      deadlocks,
      soFar: soFar(MOST_TOLD),
    }));
    const soFar = exploration.deadlocks.slice(0, MOST_TOLD);
    const overlaps = watched(comparingSections(data), (states) => ({
      states: exploration.states + states,
      deadlocks: exploration.deadlocks.length,
      soFar,
    }));
    tell({ is: 'done', result: { exploration, overlaps, lockdep: lockdepKinds(data) } });
  } catch (error) {
    tell({ is: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
};
