/** Explores one scenario and tells how far it is. Ended from outside: a worker that is stopped is terminated. */
import { exploring, type Exploration } from '../../shared/scenario/explore.ts';
import { comparingSections, type Overlaps } from '../../shared/scenario/overlap.ts';
import type { Scenario } from '../../shared/contract/scenario.ts';
import { lockdepKinds } from '../../shared/scenario/what-if.ts';
import type { ReportKind } from '../../shared/contract/report.ts';

export interface ExploreResult {
  readonly exploration: Exploration;
  readonly overlaps: Overlaps;
  readonly lockdep: readonly ReportKind[];
}

export type WorkerAnswer =
  | { readonly is: 'progress'; readonly states: number; readonly deadlocks: number }
  | { readonly is: 'done'; readonly result: ExploreResult }
  | { readonly is: 'failed'; readonly message: string };

const tell = (answer: WorkerAnswer): void => self.postMessage(answer);

/** Run to the end, and tell at each step how far it is. */
function watched<Step, Result>(steps: Generator<Step, Result>, progress: (step: Step) => WorkerAnswer): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    tell(progress(value));
  }
}

self.onmessage = ({ data }: MessageEvent<Scenario>) => {
  try {
    const exploration = watched(exploring(data), ({ states, deadlocks }) => ({ is: 'progress', states, deadlocks }));
    const overlaps = watched(comparingSections(data), (states) => ({
      is: 'progress',
      states: exploration.states + states,
      deadlocks: exploration.deadlocks.length,
    }));
    tell({ is: 'done', result: { exploration, overlaps, lockdep: lockdepKinds(data) } });
  } catch (error) {
    tell({ is: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
};
