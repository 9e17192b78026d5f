/** Explorations, each in a worker of its own, remembered by what was explored. */
import { useEffect, useMemo } from 'react';
import { create } from 'zustand';
import type { Scenario } from '../../shared/contract/scenario.ts';
import type { RunnableScenario } from '../../shared/scenario/machine/points.ts';
import { plainScenario } from '../../shared/scenario/replay-scenario.ts';
import type { ExploreResult, ExploreSoFar, WorkerAnswer } from './explore.worker.ts';
import ExploreWorker from './explore.worker.ts?worker';

export type ExplorationState =
  | ({ readonly is: 'running' } & ExploreSoFar)
  | { readonly is: 'done'; readonly result: ExploreResult }
  | ({ readonly is: 'stopped' } & ExploreSoFar)
  | { readonly is: 'failed'; readonly message: string };

/** Results that are remembered, and workers at a time: a what-if compares two. What is asked for meanwhile waits. */
const REMEMBERED = 40;
const AT_ONCE = 2;

const useExplorations = create<{ readonly byKey: ReadonlyMap<string, ExplorationState> }>(() => ({
  byKey: new Map(),
}));
const workers = new Map<string, Worker>();
const waiting = new Map<string, Scenario>();

function put(key: string, state: ExplorationState): void {
  useExplorations.setState(({ byKey }) => {
    const next = new Map(byKey);
    next.delete(key);
    next.set(key, state);
    for (const old of next.keys()) {
      if (next.size <= REMEMBERED) break;
      if (workers.has(old)) continue;
      next.delete(old);
      waiting.delete(old);
    }
    return { byKey: next };
  });
}

function end(key: string): void {
  waiting.delete(key);
  workers.get(key)?.terminate();
  workers.delete(key);
  // What was asked for last is what the user looks at.
  const next = [...waiting].at(-1);
  if (next !== undefined && workers.size < AT_ONCE) startWorker(...next);
}

export function stopExploring(key: string): void {
  const state = useExplorations.getState().byKey.get(key);
  end(key);
  if (state?.is === 'running') put(key, { ...state, is: 'stopped' });
}

function startExploring(key: string, scenario: Scenario): void {
  // Several panels ask for the same one at once; a second worker would take the place of the first, which nobody ended.
  if (workers.has(key) || waiting.has(key)) return;
  put(key, { is: 'running', states: 0, deadlocks: 0, soFar: [] });
  if (workers.size < AT_ONCE) startWorker(key, scenario);
  else waiting.set(key, scenario);
}

function startWorker(key: string, scenario: Scenario): void {
  waiting.delete(key);
  const worker = new ExploreWorker({ name: 'explore' });
  workers.set(key, worker);
  worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => {
    if (data.is === 'progress') {
      put(key, { ...data, is: 'running' });
      return;
    }
    end(key);
    put(key, data);
  };
  worker.onerror = ({ message }) => {
    end(key);
    put(key, { is: 'failed', message });
  };
  worker.postMessage(scenario);
}

export interface UsedExploration {
  readonly state: ExplorationState | undefined;
  readonly start: () => void;
  readonly stop: () => void;
}

/** The exploration of a scenario; begins by itself. */
export function useExploration(scenario: RunnableScenario): UsedExploration {
  const plain = useMemo(() => plainScenario(scenario), [scenario]);
  const key = useMemo(() => JSON.stringify(plain), [plain]);
  const state = useExplorations(({ byKey }) => byKey.get(key));
  const isMissing = state === undefined;
  useEffect(() => {
    if (isMissing) startExploring(key, plain);
  }, [isMissing, key, plain]);
  return useMemo(
    () => ({ state, start: () => startExploring(key, plain), stop: () => stopExploring(key) }),
    [state, key, plain],
  );
}
