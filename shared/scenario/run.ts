/**
 * A run of a scenario as the user made it: the steps that were chosen, and after them what happens when each thread goes
 * on in turn. Only the chosen part has to be kept; everything else follows from it.
 */
import type { RunnableScenario } from './machine/points.ts';
import { enabledActions, initialState, step } from './replay.ts';
import { defaultSchedule } from './replay/default-schedule.ts';
import type { ReplayAction, ReplayState, ScheduleEntry } from './replay/replay-state.ts';

export interface Run {
  /** All states, the initial one first. */
  readonly states: readonly ReplayState[];
  /** How many steps were chosen; the rest is the threads going on in turn. 0 for the run by default. */
  readonly chosen: number;
  /** A chosen step that is not possible there: it and what was chosen after it are left out. */
  readonly refused?: string;
}

/** Steps of the longest run; longer ones are cut: nobody steps through them. */
export const LONGEST_RUN = 2000;

/**
 * @param chosen what to do first; empty for the run by default (`defaultSchedule`)
 * @throws RangeError for a scenario that `checkScenario` refuses
 */
export function runOf(scenario: RunnableScenario, chosen: readonly ScheduleEntry[] = []): Run {
  const states = [initialState(scenario)];
  if (chosen.length === 0) {
    for (const action of defaultSchedule(scenario).slice(0, LONGEST_RUN)) states.push(step(states.at(-1)!, action));
    return { states, chosen: 0 };
  }
  let refused: string | undefined;
  for (const entry of chosen.slice(0, LONGEST_RUN)) {
    try {
      states.push(step(states.at(-1)!, entry));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      refused = error.message;
      break;
    }
  }
  const taken = states.length - 1;
  goOn(scenario, states);
  return { states, chosen: taken, ...(refused === undefined ? {} : { refused }) };
}

/** Each thread in turn takes one step, until a deadlock or until nobody can move. */
function goOn(scenario: RunnableScenario, states: ReplayState[]): void {
  for (let moved = true; moved;) {
    moved = false;
    for (const { id } of scenario.threads) {
      const now = states.at(-1)!;
      if (now.deadlock !== undefined || states.length > LONGEST_RUN) return;
      const next = enabledActions(now).find((action) => action.thread === id);
      if (next === undefined) continue;
      states.push(step(now, next));
      moved = true;
    }
  }
}

/** What was done to get to a state of a run. */
export function actionsUpTo(states: readonly ReplayState[], at: number): readonly ReplayAction[] {
  return states.slice(1, at + 1).flatMap(({ action }) => (action === undefined ? [] : [action]));
}

export const sameAction = (a: ReplayAction | undefined, b: ReplayAction | undefined): boolean =>
  a !== undefined && b !== undefined && a.thread === b.thread && a.kind === b.kind && a.on === b.on;

/** What to stop at when a run goes on by itself. */
export type Breakpoint =
  { readonly stop: 'blocked' } | { readonly stop: 'deadlock' } | { readonly stop: 'taken'; readonly lock: string };

/** The steps of a run at which one of the breakpoints happens, in order. */
export function stopsOf(states: readonly ReplayState[], breakpoints: readonly Breakpoint[]): readonly number[] {
  const happens = (at: number, breakpoint: Breakpoint): boolean => {
    const now = states[at]!;
    switch (breakpoint.stop) {
      case 'deadlock':
        return now.deadlock !== undefined && states[at - 1]?.deadlock === undefined;
      case 'blocked':
        return now.action?.kind === 'wait';
      case 'taken':
        return holders(now, breakpoint.lock) > holders(states[at - 1]!, breakpoint.lock);
    }
  };
  return [...states.keys()].filter((at) => at > 0 && breakpoints.some((breakpoint) => happens(at, breakpoint)));
}

/** The first step after `from` at which it happens; undefined when it does not happen in this run. */
export function nextStop(states: readonly ReplayState[], from: number, breakpoint: Breakpoint): number | undefined {
  return stopsOf(states, [breakpoint]).find((at) => at > from);
}

const holders = (state: ReplayState, lock: string): number =>
  state.locks.find(({ id }) => id === lock)?.holders.length ?? 0;
