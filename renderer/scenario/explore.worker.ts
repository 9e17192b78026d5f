/** Explores one scenario and tells how far it is. Ended from outside: a worker that is stopped is terminated. */
import { exploring, type Exploration } from '../../shared/scenario/explore.ts';
import { neverTogether, type Overlaps } from '../../shared/scenario/overlap.ts';
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

self.onmessage = ({ data }: MessageEvent<Scenario>) => {
  try {
    const steps = exploring(data);
    for (;;) {
      const { done, value } = steps.next();
      if (done) {
        tell({
          is: 'done',
          result: { exploration: value, overlaps: neverTogether(data), lockdep: lockdepKinds(data) },
        });
        return;
      }
      tell({ is: 'progress', states: value.states, deadlocks: value.deadlocks });
    }
  } catch (error) {
    tell({ is: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
};
