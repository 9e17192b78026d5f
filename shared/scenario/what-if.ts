/**
 * Named changes of a scenario: what if an outer lock were held, an acquisition moved, a class were two locks. Each is a
 * value that can be stored, shown in words, stacked and taken back; applying one never changes the scenario it is given.
 */
import type { ReportKind } from '../contract/report.ts';
import type {
  AcquireMode,
  LockType,
  Scenario,
  ScenarioLock,
  ScenarioStep,
  ScenarioThread,
} from '../contract/scenario.ts';
import { checkScenario } from './check.ts';
import { explore, type Exploration } from './explore.ts';
import type { RunnableScenario } from './machine/points.ts';
import { plainScenario } from './replay-scenario.ts';
import { validate } from '../lockdep/model/validate.ts';

export type WhatIf =
  /** These threads take `lock` (new, a mutex, when the scenario has none of that name) around everything they do. */
  | { readonly change: 'hold-outer'; readonly lock: string; readonly threads: readonly string[] }
  /** The thread does without this acquisition (and its release). `step` counts the steps of the scenario it is applied to. */
  | { readonly change: 'drop'; readonly thread: string; readonly step: number }
  /** The acquisition (with its release) happens before or after everything under the lock `outOf`. */
  | {
      readonly change: 'move-out';
      readonly thread: string;
      readonly step: number;
      readonly outOf: string;
      readonly where: 'before' | 'after';
    }
  /** Two acquisitions of a thread change places. */
  | { readonly change: 'swap'; readonly thread: string; readonly step: number; readonly with: number }
  | { readonly change: 'try'; readonly thread: string; readonly step: number }
  | { readonly change: 'mode'; readonly thread: string; readonly step: number; readonly mode: AcquireMode }
  /** What `lock` stands for are two locks of one class; these threads use the second one. */
  | { readonly change: 'split'; readonly lock: string; readonly threads: readonly string[] }
  /** Two locks are one and the same. */
  | { readonly change: 'merge'; readonly lock: string; readonly with: string }
  /** What this thread does happens only at boot: over before any other thread runs. */
  | { readonly change: 'only-at-boot'; readonly thread: string }
  /** What these threads do is done by one task, one after the other. */
  | { readonly change: 'one-task'; readonly threads: readonly string[] }
  /** Instead of waiting for the users of `lock` the thread takes a reference and lets the last user clean up. */
  | { readonly change: 'take-reference'; readonly thread: string; readonly step: number };

/** Locks that lockdep does not see: they only put threads in order. */
const ORDERING = 'order of events: ';
const ONE_TASK = `${ORDERING}one task`;

/** `T0, T1 and T2` */
export function allOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}

/** The change in words, for a list of changes. */
export function wordsOf(change: WhatIf, scenario: RunnableScenario): string {
  const lockAt = (thread: string, step: number): string => {
    const what = scenario.threads.find((each) => each.id === thread)?.steps[step];
    return what && 'lock' in what ? what.lock : `step ${step + 1}`;
  };
  switch (change.change) {
    case 'hold-outer':
      return `${allOf(change.threads)} ${change.threads.length === 1 ? 'holds' : 'hold'} ${change.lock} all the time`;
    case 'drop':
      return `${change.thread} does not take ${lockAt(change.thread, change.step)}`;
    case 'move-out':
      return `${change.thread} ${waitsAt(scenario, change) ? 'waits for' : 'takes'} ${lockAt(change.thread, change.step)} ${change.where} ${change.outOf}, not ${isAround(scenario, change) ? 'around' : 'under'} it`;
    case 'swap':
      return `${change.thread} takes ${lockAt(change.thread, change.with)} before ${lockAt(change.thread, change.step)}`;
    case 'try':
      return `${change.thread} only tries ${lockAt(change.thread, change.step)}`;
    case 'mode':
      return `${change.thread} takes ${lockAt(change.thread, change.step)} ${change.mode === 'write' ? 'for writing' : 'for reading'}`;
    case 'split':
      return `${change.lock} is another lock of the same class in ${allOf(change.threads)}`;
    case 'merge':
      return `${change.lock} and ${change.with} are one lock`;
    case 'only-at-boot':
      return `${change.thread} happens only at boot, before the others`;
    case 'one-task':
      return `${allOf(change.threads)} are one task, so never at the same time`;
    case 'take-reference':
      return `${change.thread} takes a reference instead of waiting for ${lockAt(change.thread, change.step)}`;
  }
}

function stepAt(
  scenario: RunnableScenario,
  { thread, step }: { thread: string; step: number },
): ScenarioStep | undefined {
  return scenario.threads.find(({ id }) => id === thread)?.steps[step];
}

const waitsAt = (scenario: RunnableScenario, at: { thread: string; step: number }): boolean =>
  stepAt(scenario, at)?.op === 'wait';

/** True when the acquisition that moves is the outer one of the two. */
function isAround(scenario: RunnableScenario, { thread, step, outOf }: WhatIf & { change: 'move-out' }): boolean {
  const steps = scenario.threads.find(({ id }) => id === thread)?.steps ?? [];
  return steps.findIndex((each) => each.op === 'acquire' && each.lock === outOf) > step;
}

/** Apply one change. Throws RangeError, with a sentence, when it does not fit the scenario. */
export function applyWhatIf(scenario: RunnableScenario, change: WhatIf): Scenario {
  const plain = plainScenario(scenario);
  const changed = endingWaits(plain, changes(plain, change));
  const problem = checkScenario(changed)[0];
  if (problem) throw new RangeError(`“${wordsOf(change, scenario)}” does not work here: ${problem.message}`);
  return changed;
}

/** Apply changes one on top of the other. */
export function applyAll(scenario: RunnableScenario, stack: readonly WhatIf[]): Scenario {
  return stack.reduce<Scenario>((current, change) => applyWhatIf(current, change), plainScenario(scenario));
}

function changes(scenario: Scenario, change: WhatIf): Scenario {
  switch (change.change) {
    case 'hold-outer':
      return holdOuter(scenario, change.lock, change.threads);
    case 'drop':
      return editSteps(scenario, change.thread, (steps) => section(steps, change.step).rest);
    case 'take-reference':
      return takeReference(scenario, change);
    case 'move-out':
      return editSteps(scenario, change.thread, (steps) => moveOut(steps, change.step, change.outOf, change.where));
    case 'swap':
      return editSteps(scenario, change.thread, (steps) => swap(steps, change.step, change.with));
    case 'try':
      return editAcquire(scenario, change.thread, change.step, (step) => ({ ...step, try: true }));
    case 'mode':
      return editAcquire(scenario, change.thread, change.step, (step) => inMode(scenario, step, change.mode));
    case 'split':
      return split(scenario, change.lock, change.threads);
    case 'merge':
      return merge(scenario, change.lock, change.with);
    case 'only-at-boot':
      return onlyAtBoot(scenario, change.thread);
    case 'one-task':
      return oneTask(scenario, change.threads);
  }
}

type Acquire = Extract<ScenarioStep, { op: 'acquire' }>;

function threadOf(scenario: Scenario, id: string): ScenarioThread {
  const thread = scenario.threads.find((each) => each.id === id);
  if (!thread) throw new RangeError(`no thread "${id}"`);
  return thread;
}

function editSteps(scenario: Scenario, id: string, edit: (steps: readonly ScenarioStep[]) => ScenarioStep[]): Scenario {
  const thread = threadOf(scenario, id);
  const steps = edit(thread.steps);
  return { ...scenario, threads: scenario.threads.map((each) => (each === thread ? { ...each, steps } : each)) };
}

function editAcquire(scenario: Scenario, id: string, at: number, edit: (step: Acquire) => Acquire): Scenario {
  return editSteps(scenario, id, (steps) => {
    const step = steps[at];
    if (step?.op === 'wait') throw new RangeError(`${id} does not take ${step.lock} there but waits for its end`);
    if (step?.op !== 'acquire') throw new RangeError(`step ${at + 1} of ${id} takes no lock`);
    return steps.map((each, index) => (index === at ? edit(step) : each));
  });
}

/** Locks that have readers; entering a wait or using a file that may be removed is no reading. */
const READABLE: readonly LockType[] = ['rwlock', 'rwsem', 'percpu_rwsem'];

/** True for an acquisition that can be made for reading and for writing. */
export const hasModes = (scenario: RunnableScenario, lock: string): boolean =>
  READABLE.includes(typeOf(scenario, lock)!);

const typeOf = (scenario: RunnableScenario, lock: string): LockType | undefined =>
  scenario.locks.find(({ id }) => id === lock)?.type;

function inMode(scenario: Scenario, step: Acquire, mode: AcquireMode): Acquire {
  if (!hasModes(scenario, step.lock)) throw new RangeError(`${step.lock} has no readers: it is no reader/writer lock`);
  if (step.mode === mode)
    throw new RangeError(`it is taken ${mode === 'write' ? 'for writing' : 'for reading'} already`);
  return { ...step, mode };
}

/** True for a step that waits until those who use something have left, and not for one who has a lock. */
export function waitsForUsers(scenario: RunnableScenario, step: ScenarioStep): boolean {
  if (step.op === 'wait') return true;
  if (step.op !== 'acquire' || step.mode !== 'write') return false;
  return ['active_ref', 'percpu_rwsem'].includes(typeOf(scenario, step.lock)!);
}

function takeReference(scenario: Scenario, { thread, step }: WhatIf & { change: 'take-reference' }): Scenario {
  return editSteps(scenario, thread, (steps) => {
    const what = steps[step];
    if (what && !waitsForUsers(scenario, what)) throw new RangeError(`${thread} does not wait for users there`);
    return section(steps, step).rest;
  });
}

/**
 * A wait for the end of something that nobody runs any more ends at once. Without this it would become a wait for
 * somebody to complete it, and nobody does.
 */
function endingWaits(before: Scenario, after: Scenario): Scenario {
  const uses = (scenario: Scenario, lock: string, op: ScenarioStep['op']): boolean =>
    scenario.threads.some(({ steps }) => steps.some((step) => step.op === op && 'lock' in step && step.lock === lock));
  const left = after.locks.filter(({ id, class: name, type }) => {
    if (type !== 'completion' || uses(after, id, 'acquire') || uses(after, id, 'complete')) return false;
    return before.locks.some((old) => (old.id === id || old.class === name) && uses(before, old.id, 'acquire'));
  });
  if (left.length === 0) return after;
  const ends = (step: ScenarioStep): boolean => step.op === 'wait' && left.some(({ id }) => id === step.lock);
  return {
    ...after,
    threads: after.threads.map((thread) => ({
      ...thread,
      steps: thread.steps.flatMap((step) =>
        ends(step) && step.op === 'wait' ? [{ op: 'complete' as const, lock: step.lock }, step] : [step],
      ),
    })),
  };
}

/** An acquisition with its release (or a wait alone), and the steps without them. */
function section(steps: readonly ScenarioStep[], at: number): { taken: ScenarioStep[]; rest: ScenarioStep[] } {
  const first = steps[at];
  if (first?.op === 'wait') return { taken: [first], rest: steps.filter((_, index) => index !== at) };
  if (first?.op !== 'acquire') throw new RangeError(`step ${at + 1} takes no lock and waits for nothing`);
  let depth = 0;
  let end = -1;
  for (let i = at + 1; i < steps.length && end === -1; i++) {
    const step = steps[i]!;
    if (step.op === 'acquire' && step.lock === first.lock) depth++;
    if (step.op === 'release' && step.lock === first.lock && depth-- === 0) end = i;
  }
  const own = end === -1 ? [at] : [at, end];
  return { taken: own.map((index) => steps[index]!), rest: steps.filter((_, index) => !own.includes(index)) };
}

function moveOut(steps: readonly ScenarioStep[], at: number, outOf: string, where: 'before' | 'after'): ScenarioStep[] {
  const { taken, rest } = section(steps, at);
  const begin = rest.findIndex((step) => step.op === 'acquire' && step.lock === outOf);
  const end = rest.findLastIndex((step) => step.op === 'release' && step.lock === outOf);
  if (begin === -1) throw new RangeError(`the thread does not take "${outOf}"`);
  const place = where === 'before' ? begin : end === -1 ? rest.length : end + 1;
  return [...rest.slice(0, place), ...taken, ...rest.slice(place)];
}

function swap(steps: readonly ScenarioStep[], a: number, b: number): ScenarioStep[] {
  const first = steps[a];
  const second = steps[b];
  if (first?.op !== 'acquire' || second?.op !== 'acquire') throw new RangeError('both steps have to take a lock');
  return steps.map((step, index) => (index === a ? second : index === b ? first : step));
}

function holdOuter(scenario: Scenario, lock: string, ids: readonly string[]): Scenario {
  ids.forEach((id) => threadOf(scenario, id));
  const known = scenario.locks.some((each) => each.id === lock);
  const locks: ScenarioLock[] = known
    ? scenario.locks
    : [...scenario.locks, { id: lock, type: 'mutex', class: lock, subclass: 0 }];
  return {
    ...scenario,
    locks,
    threads: scenario.threads.map((thread) =>
      ids.includes(thread.id)
        ? {
            ...thread,
            steps: [{ op: 'acquire', lock, mode: 'write', try: false }, ...thread.steps, { op: 'release', lock }],
          }
        : thread,
    ),
  };
}

/** Whoever is one task with one of them already is the same task. */
function oneTask(scenario: Scenario, ids: readonly string[]): Scenario {
  const takes = (thread: ScenarioThread, lock: string): boolean =>
    thread.steps.some((step) => 'lock' in step && step.lock === lock);
  const chosen = scenario.threads.filter((thread) => ids.includes(thread.id));
  const shared = scenario.locks.filter(
    ({ id }) => id.startsWith(ONE_TASK) && chosen.some((thread) => takes(thread, id)),
  );
  const together = scenario.threads.filter(
    (thread) => ids.includes(thread.id) || shared.some(({ id }) => takes(thread, id)),
  );
  const interrupt = ids.map((id) => threadOf(scenario, id)).find(({ context }) => context !== 'task');
  if (interrupt) throw new RangeError(`${interrupt.id} is an interrupt, not a task`);
  return holdOuter(
    scenario,
    unused(scenario, ONE_TASK),
    together.map(({ id }) => id),
  );
}

function split(scenario: Scenario, id: string, ids: readonly string[]): Scenario {
  const lock = scenario.locks.find((each) => each.id === id);
  if (!lock) throw new RangeError(`no lock "${id}"`);
  const users = scenario.threads.filter(({ steps }) => steps.some((step) => 'lock' in step && step.lock === id));
  if (!users.some((thread) => ids.includes(thread.id))) throw new RangeError(`${allOf(ids)} does not use ${id}`);
  const second = unused(scenario, `${id} (another)`);
  return {
    ...scenario,
    locks: [...scenario.locks, { ...lock, id: second }],
    threads: scenario.threads.map((thread) =>
      ids.includes(thread.id) ? { ...thread, steps: renamed(thread.steps, id, second) } : thread,
    ),
  };
}

function merge(scenario: Scenario, id: string, other: string): Scenario {
  if (![id, other].every((name) => scenario.locks.some((each) => each.id === name)))
    throw new RangeError(`no locks "${id}" and "${other}"`);
  const types = [id, other].map((name) => typeOf(scenario, name)!);
  if (types[0] !== types[1]) throw new RangeError(`they are of different kinds: ${types.join(' and ')}`);
  const threads = scenario.threads.map((thread) => ({ ...thread, steps: renamed(thread.steps, other, id) }));
  const isEntered = threads.some(({ steps }) => steps.some((step) => step.op === 'acquire' && step.lock === id));
  return {
    ...scenario,
    locks: scenario.locks.filter((each) => each.id !== other),
    // What ended a wait for nobody (see endingWaits) has no place beside those who are inside.
    threads: threads.map((thread) => ({
      ...thread,
      steps: thread.steps.filter((step) => !(isEntered && step.op === 'complete' && step.lock === id)),
    })),
  };
}

function renamed(steps: readonly ScenarioStep[], from: string, to: string): ScenarioStep[] {
  return steps.map((step) => ('lock' in step && step.lock === from ? { ...step, lock: to } : step));
}

function unused(scenario: Scenario, name: string): string {
  let candidate = name;
  for (let n = 2; scenario.locks.some((lock) => lock.id === candidate); n++) candidate = `${name} ${n}`;
  return candidate;
}

/**
 * The boot thread ends with a completion for each of the others, which wait for theirs first. An interrupt of its CPU comes
 * when that is idle: it cannot wait on top of the thread it waits for. One that may come anywhere does not wait: it may
 * come to a CPU that boots, and is none of “the others”.
 */
function onlyAtBoot(scenario: Scenario, id: string): Scenario {
  const boot = threadOf(scenario, id);
  if (boot.context !== 'task') throw new RangeError(`${id} is an interrupt, it does not run by itself`);
  const lock = unused(scenario, `${ORDERING}boot is over`);
  const waits = (thread: ScenarioThread): boolean =>
    thread.id !== id && (thread.context === 'task' || thread.on !== undefined);
  const idle = `${ORDERING}the CPU after boot`;
  const isOnBoot = (thread: ScenarioThread): boolean => thread.on === id;
  const threads = scenario.threads.map((thread): ScenarioThread => {
    if (thread.id === id) {
      const told = scenario.threads.filter(waits).map((): ScenarioStep => ({ op: 'complete', lock }));
      return { ...thread, steps: [...thread.steps, ...told] };
    }
    if (!waits(thread)) return thread;
    const steps: ScenarioStep[] = [{ op: 'wait', lock }, ...thread.steps];
    return isOnBoot(thread) ? { ...thread, on: idle, steps } : { ...thread, steps };
  });
  return {
    ...scenario,
    locks: [...scenario.locks, { id: lock, type: 'completion', class: lock, subclass: 0 }],
    threads: scenario.threads.some(isOnBoot) ? [...threads, { id: idle, context: 'task', steps: [] }] : threads,
  };
}

export interface Outcome {
  readonly scenario: Scenario;
  readonly exploration: Exploration;
  /** Kinds of what lockdep would report, running the threads one after another. */
  readonly lockdep: readonly ReportKind[];
}

/** Explore a scenario and ask the lockdep model about it. Locks that only put threads in order are hidden from lockdep. */
export function judge(scenario: RunnableScenario): Outcome {
  const plain = plainScenario(scenario);
  return {
    scenario: plain,
    exploration: explore(plain),
    lockdep: lockdepKinds(plain),
  };
}

/** Kinds of what lockdep would report. Locks that only put threads in order are hidden from it. */
export function lockdepKinds(scenario: RunnableScenario): readonly ReportKind[] {
  return validate(withoutOrdering(plainScenario(scenario))).reports.map((report) => report.kind);
}

function withoutOrdering(scenario: Scenario): Scenario {
  const hidden = (step: ScenarioStep): boolean => 'lock' in step && step.lock.startsWith(ORDERING);
  return {
    ...scenario,
    locks: scenario.locks.filter((lock) => !lock.id.startsWith(ORDERING)),
    threads: scenario.threads
      .filter(({ id }) => !id.startsWith(ORDERING))
      .map((thread) => ({ ...thread, steps: thread.steps.filter((step) => !hidden(step)) })),
  };
}

/** How a scenario stands by itself, in one sentence. */
export function standingWords({ exploration, lockdep }: Outcome): string {
  const complains = lockdep.length > 0;
  switch (exploration.answer) {
    case 'unknown':
      return `Not known: the exploration ${exploration.limit ?? 'was stopped'}.`;
    case 'deadlock':
      return complains
        ? 'A deadlock is reachable, and lockdep complains.'
        : 'A deadlock is reachable, and lockdep does not see it.';
    case 'no-deadlock':
      return complains ? 'No deadlock is reachable, but lockdep complains.' : 'No deadlock, and lockdep is silent.';
  }
}

/** What changes did, in one sentence: the deadlock and lockdep's complaint are told apart. */
export function compareOutcomes(before: Outcome, after: Outcome): string {
  const was = before.exploration.answer;
  const is = after.exploration.answer;
  if (is === 'unknown' || was === 'unknown') return standingWords(after);
  const complained = before.lockdep.length > 0;
  const complains = after.lockdep.length > 0;
  if (is === 'deadlock' && was === 'no-deadlock')
    return `This makes a deadlock possible that was not there before${complains ? '' : ', and lockdep does not see it'}.`;
  if (is === 'deadlock' && !isStillThere(before.exploration, after.exploration))
    return `That deadlock is gone, but another one is reachable, and lockdep ${complains ? 'complains' : 'does not see it'}.`;
  if (is === 'deadlock') {
    if (!complains && complained) return 'This only silences lockdep: the deadlock is still reachable.';
    if (!complains) return 'The deadlock is still reachable, and lockdep still does not see it.';
    return `The deadlock is still reachable, and ${complained ? 'lockdep still complains' : 'now lockdep complains'}.`;
  }
  const deadlock = was === 'deadlock' ? 'No deadlock is left' : 'There is no deadlock, as before';
  if (complains)
    return `${deadlock}, but ${complained ? 'lockdep would go on complaining' : 'now lockdep would complain'}.`;
  return was === 'no-deadlock' && complained
    ? `${deadlock}, and now lockdep is silent.`
    : `${deadlock}, and lockdep does not complain.`;
}

/** True when one of the deadlocks is about the same locks as one before, whoever takes them in which order. */
function isStillThere(before: Exploration, after: Exploration): boolean {
  const key = ({ locks }: Exploration['deadlocks'][number]): string => [...locks].sort().join('\n');
  const known = new Set(before.deadlocks.map(key));
  return after.deadlocks.some((deadlock) => known.has(key(deadlock)));
}
