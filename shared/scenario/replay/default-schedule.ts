/** Whole runs: of a schedule, and the one that is shown before anything was chosen. */
import type { RunnableScenario } from '../machine/points.ts';
import type { ReplayScenario } from '../replay-scenario.ts';
import { actionFor, initialState, step } from '../replay.ts';
import type { ReplayAction, ReplayState, ScheduleEntry } from './replay-state.ts';

/** All states of a run, the initial one first. Without a schedule: `defaultSchedule`. */
export function replayStates(scenario: RunnableScenario, schedule?: readonly ScheduleEntry[]): readonly ReplayState[] {
  const states = [initialState(scenario)];
  for (const entry of schedule ?? defaultSchedule(scenario)) states.push(step(states.at(-1)!, entry));
  return states;
}

/**
 * The run a report tells of: each thread takes its first lock, assumed writers begin to wait, then each thread goes for
 * its second one, the reporting task last, as in the kernel's own table. For a scenario without roles: each thread in
 * turn, one step at a time, until nobody can move.
 */
export function defaultSchedule(scenario: RunnableScenario): readonly ReplayAction[] {
  const taken: ReplayAction[] = [];
  let state = initialState(scenario);
  const take = (entry: ScheduleEntry): boolean => {
    const action = actionFor(state, entry);
    if (!action) return false;
    state = step(state, action);
    taken.push(action);
    return true;
  };
  if (!hasRoles(scenario)) {
    runAll(scenario, take);
    return taken;
  }
  const [first, ...others] = scenario.threads;
  const advance = (thread: ReplayScenario['threads'][number], roles: readonly string[]): void => {
    for (;;) {
      const { nextStep, pending } = state.threads.find((candidate) => candidate.id === thread.id)!;
      const next = nextStep === undefined ? undefined : thread.steps[nextStep];
      if (!next || !roles.includes(next.role)) return;
      if (pending) {
        const on = scenario.threads.find((below) => thread.on === below.id);
        if (
          !take({ thread: thread.id, kind: 'interrupt', ...(on ? { on: on.id } : {}) }) &&
          !take({ thread: thread.id })
        )
          return;
      } else if (!take({ thread: thread.id })) return;
    }
  };
  for (const thread of scenario.threads) advance(thread, ['prepare', 'hold']);
  for (const thread of scenario.threads) advance(thread, ['between']);
  for (const thread of [...others].reverse()) advance(thread, ['prepare', 'hold', 'want']);
  if (first) advance(first, ['prepare', 'hold', 'want']);
  if (state.deadlock === undefined) runAll(scenario, take);
  return taken;
}

function runAll(scenario: RunnableScenario, take: (entry: ScheduleEntry) => boolean): void {
  for (let moved = true; moved;) {
    moved = false;
    for (const thread of scenario.threads) if (take({ thread: thread.id })) moved = true;
  }
}

function hasRoles(scenario: RunnableScenario): scenario is ReplayScenario {
  // A written scenario says of no step that it holds or wants something for the others.
  return scenario.threads.some((thread) =>
    thread.steps.some((each) => 'role' in each && (each.role === 'hold' || each.role === 'want')),
  );
}
