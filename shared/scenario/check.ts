/** Whether a scenario makes sense: what a written one can get wrong beyond its JSON shape. */
import { quoted } from './json-positions.ts';
import { MAX_LOCKS, MAX_THREADS, type RunnableScenario } from './machine/points.ts';

/** A problem and where it is: a path into the scenario object, e.g. ["threads", 0, "steps", 3, "lock"]. */
export interface ScenarioProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const MAX_STEPS = 1000;
/** More are not told. */
const MOST_PROBLEMS = 1000;
/** So many names of locks are listed. */
const MOST_NAMES = 8;
/** Each trylock doubles the ways through the rest of its thread. */
const MAX_TRIES = 6;

/** All problems, in the order of the scenario; empty when it can run. */
export function checkScenario(scenario: RunnableScenario): readonly ScenarioProblem[] {
  const problems: ScenarioProblem[] = [];
  const tell = (path: readonly (string | number)[], message: string): void => {
    if (problems.length < MOST_PROBLEMS) problems.push({ path, message });
  };
  if (scenario.locks.length > MAX_LOCKS)
    tell(['locks'], `${scenario.locks.length} locks; at most ${MAX_LOCKS} are possible`);
  if (scenario.threads.length > MAX_THREADS)
    tell(['threads'], `${scenario.threads.length} threads; at most ${MAX_THREADS} are possible`);
  const locks = new Map(scenario.locks.map((lock) => [lock.id, lock]));
  duplicates(scenario.locks).forEach((at) =>
    tell(['locks', at, 'id'], `a second lock "${quoted(scenario.locks[at]!.id)}"`),
  );
  duplicates(scenario.threads).forEach((at) =>
    tell(['threads', at, 'id'], `a second thread "${quoted(scenario.threads[at]!.id)}"`),
  );
  scenario.locks.forEach((lock, at) => lock.id === '' && tell(['locks', at, 'id'], 'a lock needs a name'));
  scenario.threads.forEach((thread, at) => thread.id === '' && tell(['threads', at, 'id'], 'a thread needs a name'));
  if (problems.length > 0) return problems;

  scenario.threads.forEach((thread, at) => {
    if (thread.on === undefined) return;
    const below = scenario.threads.find((other) => other.id === thread.on);
    if (thread.context === 'task')
      tell(['threads', at, 'on'], 'only an interrupt (context hardirq or softirq) comes on another thread');
    else if (!below) tell(['threads', at, 'on'], `no thread "${quoted(thread.on)}"`);
    else if (below.context !== 'task')
      tell(['threads', at, 'on'], `"${quoted(thread.on)}" is an interrupt; name the task whose CPU it is`);
  });

  const entered = new Set<string>();
  for (const thread of scenario.threads)
    for (const step of thread.steps) if (step.op === 'acquire') entered.add(step.lock);

  scenario.threads.forEach((thread, threadAt) => {
    const held: string[] = [];
    let irqOff = 0;
    let bhOff = 0;
    let tries = 0;
    if (thread.steps.length > MAX_STEPS)
      tell(['threads', threadAt, 'steps'], `${thread.steps.length} steps; at most ${MAX_STEPS} are possible`);
    thread.steps.forEach((step, stepAt) => {
      const path = ['threads', threadAt, 'steps', stepAt] as const;
      if ('lock' in step) {
        const lock = locks.get(step.lock);
        if (!lock) {
          tell([...path, 'lock'], `no lock "${quoted(step.lock)}"; declared are ${namesOf(locks)}`);
          return;
        }
        if (step.op === 'complete' && lock.type !== 'completion')
          tell([...path, 'op'], `"complete" needs a lock of type completion, "${quoted(step.lock)}" is a ${lock.type}`);
        if (step.op === 'wait' && lock.type !== 'completion')
          tell([...path, 'op'], `"wait" needs a lock of type completion, "${quoted(step.lock)}" is a ${lock.type}`);
        if (step.op === 'complete' && entered.has(step.lock))
          tell(
            [...path, 'op'],
            `"${quoted(step.lock)}" is entered with "acquire" elsewhere; it ends with "release", not "complete"`,
          );
        if (step.op === 'acquire') {
          held.push(step.lock);
          if (step.try || (lock.type === 'active_ref' && step.mode !== 'write')) tries++;
        }
        if (step.op === 'release') {
          const at = held.lastIndexOf(step.lock);
          if (at === -1)
            tell(
              [...path, 'lock'],
              `thread "${quoted(thread.id)}" releases "${quoted(step.lock)}", which it does not hold`,
            );
          else held.splice(at, 1);
        }
        return;
      }
      if (step.op === 'irq-off') irqOff++;
      if (step.op === 'irq-on' && --irqOff < 0)
        tell([...path, 'op'], `thread "${quoted(thread.id)}" switches interrupts on, which are not off`);
      if (step.op === 'bh-off') bhOff++;
      if (step.op === 'bh-on' && --bhOff < 0)
        tell([...path, 'op'], `thread "${quoted(thread.id)}" switches bottom halves on, which are not off`);
    });
    if (tries > MAX_TRIES)
      tell(
        ['threads', threadAt, 'steps'],
        `${tries} acquisitions that may fail in one thread; at most ${MAX_TRIES} are possible`,
      );
  });
  return problems;
}

function namesOf(locks: ReadonlyMap<string, unknown>): string {
  const names = [...locks.keys()];
  if (names.length === 0) return 'none';
  const shown = names.slice(0, MOST_NAMES).map(quoted).join(', ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}

function duplicates(items: readonly { readonly id: string }[]): number[] {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    if (seen.has(item.id)) return [index];
    seen.add(item.id);
    return [];
  });
}
