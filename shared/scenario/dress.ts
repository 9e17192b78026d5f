/**
 * From a bare scenario back to one that can be shown. After a what-if change each step keeps the evidence of the report
 * it came from, and what the change brought in is marked; a written scenario points at the lines of its text.
 */
import type { LockType, Scenario, ScenarioStep, ScenarioThread } from '../contract/scenario.ts';
import type { Evidence, ReplayLock, ReplayScenario, ReplayStep, ReplayThread } from './replay-scenario.ts';

const VERBS: Readonly<Partial<Record<LockType, ReplayLock['verbs']>>> = {
  active_ref: { holds: 'has an active reference to', waits: 'waits for the last user of' },
  completion: { holds: 'runs inside', waits: 'waits for the end of' },
};
const LOCK_VERBS = { holds: 'holds', waits: 'waits for' } as const;

const TYPE_WORDS: Readonly<Record<LockType, string>> = {
  mutex: 'A mutex: one holder, the others sleep.',
  rtmutex: 'An rt_mutex: one holder, which inherits the priority of those who wait.',
  spinlock: 'A spinlock: one holder, the others spin (on PREEMPT_RT they sleep).',
  raw_spinlock: 'A raw spinlock: one holder, the others spin.',
  rwlock: 'An rwlock: many readers or one writer; readers may come in again in interrupts.',
  rwsem: 'A rw_semaphore: many readers or one writer; a waiting writer keeps new readers out.',
  percpu_rwsem: 'A per-CPU rw_semaphore: many readers or one writer; a waiting writer keeps new readers out.',
  active_ref: 'Active references: users of a sysfs file have one, removing the file waits for all of them.',
  completion: 'Something that is waited for: who is inside keeps those who wait for its end waiting.',
};

/** `base` after changes: `changed` is what they made of it, `words` says what they were. */
export function dressChanged(base: ReplayScenario, changed: Scenario, words: readonly string[]): ReplayScenario {
  if (words.length === 0) return base;
  const said = `What if: ${words.join('; ')}.`;
  return {
    ...base,
    locks: changed.locks.map((lock): ReplayLock => {
      const known = base.locks.find(({ id }) => id === lock.id) ?? base.locks.find((each) => each.class === lock.class);
      return known
        ? { ...known, ...lock }
        : {
            ...lock,
            certainty: 'assumed',
            pseudo: false,
            words: `${said} ${TYPE_WORDS[lock.type]}`,
            verbs: verbsOf(lock.type),
          };
    }),
    threads: changed.threads.map((thread): ReplayThread => {
      const known = base.threads.find(({ id }) => id === thread.id);
      if (known === undefined) return dressThread(thread, () => ({ known: false, words: said }));
      const classOf = (lock: string): string | undefined =>
        (changed.locks.find(({ id }) => id === lock) ?? base.locks.find(({ id }) => id === lock))?.class;
      return { ...known, ...thread, steps: matched(known.steps, thread.steps, classOf, said) };
    }),
    assumptions: [...base.assumptions, said],
  };
}

/** Steps with what is known about them; those that the changes brought in say so. */
function matched(
  before: readonly ReplayStep[],
  after: readonly ScenarioStep[],
  classOf: (lock: string) => string | undefined,
  said: string,
): readonly ReplayStep[] {
  const left = [...before];
  return after.map((step): ReplayStep => {
    const at = left.findIndex(
      (old) =>
        old.op === step.op &&
        (!('lock' in old) || !('lock' in step) || old.lock === step.lock || classOf(old.lock) === classOf(step.lock)),
    );
    const [old] = at === -1 ? [] : left.splice(at, 1);
    if (old === undefined)
      return {
        ...step,
        role: step.op === 'release' ? 'leave' : 'prepare',
        evidence: { known: false, words: said },
        modeCertainty: 'assumed',
        note:
          step.op === 'complete'
            ? 'Added by a what-if change: nobody is inside any more, so the wait ends at once.'
            : 'Added by a what-if change.',
      };
    const { role, evidence, modeCertainty, note } = old;
    const isOther = step.op === 'acquire' && old.op === 'acquire' && (step.try !== old.try || step.mode !== old.mode);
    const told = isOther ? said : note;
    return { ...step, role, evidence, modeCertainty, ...(told === undefined ? {} : { note: told }) };
  });
}

export interface WrittenWords {
  /** What a thread is called beside its id. */
  readonly titleOf?: (thread: string) => string | undefined;
  /** Line of the text a step is written on, from 1. */
  readonly lineOf?: (thread: number, step: number) => number;
}

/** A scenario that somebody wrote. */
export function dressWritten(scenario: Scenario, { titleOf, lineOf }: WrittenWords = {}): ReplayScenario {
  return {
    schema: scenario.schema,
    from: 'written',
    locks: scenario.locks.map((lock): ReplayLock => ({
      ...lock,
      certainty: 'printed',
      words: TYPE_WORDS[lock.type],
      pseudo: lock.type === 'completion',
      verbs: verbsOf(lock.type),
    })),
    threads: scenario.threads.map((thread, index) =>
      dressThread(
        thread,
        (step) => ({
          known: true,
          words: lineOf === undefined ? 'As written.' : `Line ${lineOf(index, step)} of the text.`,
        }),
        titleOf?.(thread.id),
      ),
    ),
    assumptions: [],
  };
}

function dressThread(thread: ScenarioThread, evidenceOf: (step: number) => Evidence, title?: string): ReplayThread {
  return {
    ...thread,
    title: title ?? (thread.context === 'task' ? '' : `${thread.context === 'hardirq' ? 'hard' : 'soft'} interrupt`),
    origin: 'current',
    inferred: false,
    words: title ?? thread.id,
    steps: thread.steps.map((step, at): ReplayStep => ({
      ...step,
      role: step.op === 'release' ? 'leave' : 'prepare',
      evidence: evidenceOf(at),
      modeCertainty: 'printed',
    })),
  };
}

const verbsOf = (type: LockType): ReplayLock['verbs'] => VERBS[type] ?? LOCK_VERBS;
