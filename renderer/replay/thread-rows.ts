/** What a thread's column shows at a moment of the replay, as values. */
import type { ReplayScenario, ReplayStep, ReplayThread } from '../../shared/scenario/replay-scenario.ts';
import type { ReplayState, ReplayThreadState } from '../../shared/scenario/replay/replay-state.ts';
import { acquireVerb, LOCAL } from './action-words.ts';

/** `holding` and `waiting` are now; `next` and `later` have not happened; `past` is over. */
export type RowState = 'holding' | 'waiting' | 'next' | 'later' | 'past';

export interface ThreadRow {
  readonly key: number;
  /** Number of the step of this run that does it, from 1: the interleaving. Absent when this run never gets there. */
  readonly at?: number | undefined;
  readonly state: RowState;
  /** Before the lock's name: "holds", "waits for", "will take". */
  readonly words: string;
  readonly lock?: string;
  /** After it: "held by T1". */
  readonly because?: string;
  /** Where the report says so, or that it does not. */
  readonly evidence: string;
  readonly note?: string;
  readonly inferred: boolean;
  /** This row is what the current step changed. */
  readonly isNew: boolean;
}

interface Times {
  /** When a thread first tried it, and when it succeeded: `thread/step` to the number of the run's step. */
  readonly first: ReadonlyMap<string, number>;
  readonly done: ReadonlyMap<string, number>;
  /** Tries in vain; what such a thread would have done under the lock it leaves out. */
  readonly failed: ReadonlySet<string>;
}

const timesOfRuns = new WeakMap<readonly ReplayState[], Times>();

function timesOf(states: readonly ReplayState[]): Times {
  const known = timesOfRuns.get(states);
  if (known !== undefined) return known;
  const first = new Map<string, number>();
  const done = new Map<string, number>();
  const failed = new Set<string>();
  states.forEach(({ action }, at) => {
    if (action === undefined || action.kind === 'interrupt') return;
    const key = `${action.thread}/${action.step}`;
    if (!first.has(key)) first.set(key, at);
    if (action.kind !== 'wait') done.set(key, at);
    if (action.kind === 'fail') failed.add(key);
  });
  const times = { first, done, failed };
  timesOfRuns.set(states, times);
  return times;
}

/** The rows of one thread. What would come after a deadlock is left out: it never comes. */
export function rowsOf(
  scenario: ReplayScenario,
  thread: ReplayThread,
  states: readonly ReplayState[],
  at: number,
): readonly ThreadRow[] {
  const state = states[at];
  const now = state?.threads.find(({ id }) => id === thread.id);
  if (state === undefined || now === undefined) return [];
  const times = timesOf(states);
  const furthest = states.at(-1)?.threads.find(({ id }) => id === thread.id)?.nextStep ?? thread.steps.length;
  return thread.steps.flatMap((step, index) => {
    if (index > furthest || (step.role === 'leave' && index >= furthest)) return [];
    const isNew = state.action?.thread === thread.id && state.action.step === index;
    const row = rowOf(scenario, step, index, now, isNew, state);
    const isOver = row.state === 'holding' || row.state === 'past';
    const own = `${thread.id}/${index}`;
    const at = (isOver ? times.done : times.first).get(own);
    if (row.state !== 'past') return [{ ...row, at }];
    const words = times.failed.has(own) ? 'did not get' : at === undefined ? 'left out:' : row.words;
    return [{ ...row, words, at }];
  });
}

function rowOf(
  scenario: ReplayScenario,
  step: ReplayStep,
  index: number,
  now: ReplayThreadState,
  isNew: boolean,
  state: ReplayState,
): ThreadRow {
  const shared = { key: index, isNew, evidence: step.evidence.words, note: step.note };
  const inferred = !step.evidence.known;
  if (!('lock' in step)) {
    const done = now.nextStep === undefined || index < now.nextStep;
    return {
      ...shared,
      inferred,
      state: done ? 'past' : index === now.nextStep ? 'next' : 'later',
      words: LOCAL[step.op],
    };
  }
  const { lock } = step;
  const kind = scenario.locks.find(({ id }) => id === lock);
  const verbs = kind?.verbs ?? { holds: 'holds', waits: 'waits for' };
  const isPlain = verbs.holds === 'holds';
  const mode = isPlain && step.op === 'acquire' && step.mode !== 'write' ? 'for reading' : undefined;
  if (now.nextStep === index && now.waitsFor !== undefined)
    return {
      ...shared,
      inferred,
      state: 'waiting',
      words: verbs.waits,
      lock,
      because: becauseOf(now, state, lock, isPlain),
    };
  const isDone = now.nextStep === undefined || index < now.nextStep;
  if (isDone && step.op === 'acquire' && now.holds.some((held) => held.lock === lock))
    return { ...shared, inferred, state: 'holding', words: verbs.holds, lock, because: mode };
  if (isDone) return { ...shared, inferred, state: 'past', words: PAST[step.op], lock };
  const future = step.op !== 'acquire' ? FUTURE[step.op] : acquireVerb(scenario, lock, step.mode);
  return {
    ...shared,
    inferred,
    state: now.nextStep === index ? 'next' : 'later',
    words: future,
    lock,
    because: mode,
  };
}

function becauseOf(now: ReplayThreadState, state: ReplayState, lock: string, isPlain: boolean): string | undefined {
  const holders = state.locks.find(({ id }) => id === lock)?.holders.map(({ thread }) => thread) ?? [];
  const names = (holders.length > 0 ? holders : now.waitsOn).map((id) => (id === now.id ? 'itself' : id));
  return names.length === 0 ? undefined : `${isPlain ? 'held by' : 'inside:'} ${names.join(', ')}`;
}

const PAST = { acquire: 'had', release: 'released', wait: 'waited for', complete: 'completed' } as const;
const FUTURE = { release: 'releases', wait: 'waits for', complete: 'completes' } as const;
