/** A change that is being put together in the form, before it is one. */
import type { AcquireMode, Scenario } from '../../shared/contract/scenario.ts';
import { hasModes, waitsForUsers, type WhatIf } from '../../shared/scenario/what-if.ts';

export type ChangeKind = WhatIf['change'];

export interface Draft {
  readonly kind: ChangeKind;
  /** A new outer lock's name. */
  readonly name: string;
  readonly threads: readonly string[];
  /** `thread index/step index` of one acquisition or wait. */
  readonly at: string;
  readonly with: string;
  readonly lock: string;
  readonly other: string;
  readonly where: 'before' | 'after';
  readonly mode: AcquireMode;
}

export interface KindInfo {
  readonly title: string;
  /** What it stands for, for who does not know the term. */
  readonly words: string;
  readonly fields: readonly (
    'name' | 'threads' | 'thread' | 'at' | 'with' | 'outOf' | 'where' | 'mode' | 'lock' | 'other'
  )[];
}

export const KINDS: Readonly<Record<ChangeKind, KindInfo>> = {
  'hold-outer': {
    title: 'Hold an outer lock',
    words: 'All of these threads hold one more lock around everything they do, e.g. device_hotplug_lock.',
    fields: ['name', 'threads'],
  },
  drop: {
    title: 'Do without a lock',
    words: 'The acquisition and its release are taken out.',
    fields: ['at'],
  },
  'move-out': {
    title: 'Move out from under a lock',
    words: 'The acquisition happens before or after everything under another lock, not inside it.',
    fields: ['at', 'outOf', 'where'],
  },
  swap: { title: 'Change the order', words: 'Two acquisitions of a thread change places.', fields: ['at', 'with'] },
  try: {
    title: 'Only try',
    words: 'A trylock: when the lock is taken, the thread goes on without it.',
    fields: ['at'],
  },
  mode: {
    title: 'Take for reading or writing',
    words: 'Readers let each other in; a writer is alone.',
    fields: ['at', 'mode'],
  },
  split: {
    title: 'Two locks, not one',
    words: 'Lockdep knows classes only: in these threads it is another lock of the same class.',
    fields: ['lock', 'threads'],
  },
  merge: {
    title: 'One lock, not two',
    words: 'Two locks of the scenario are one and the same.',
    fields: ['lock', 'other'],
  },
  'only-at-boot': {
    title: 'Happens only at boot',
    words: 'What this thread does is over before any of the others begins.',
    fields: ['thread'],
  },
  'one-task': {
    title: 'One task does both',
    words: 'What these threads do is done by a single task, one after the other.',
    fields: ['threads'],
  },
  'take-reference': {
    title: 'Take a reference instead of waiting',
    words: 'The thread does not wait for the users to be gone; the last of them cleans up.',
    fields: ['at'],
  },
};

/** The threads that may hold an outer lock or be one task: interrupts do neither. */
export const tasksOf = (scenario: Scenario): readonly string[] =>
  scenario.threads.filter(({ context }) => context === 'task').map(({ id }) => id);

/** A draft to begin with: the first thing that is possible of everything. */
export function firstDraft(scenario: Scenario, name: string): Draft {
  const at = acquisitions(scenario, 'hold-outer')[0]?.value ?? '';
  return {
    kind: 'hold-outer',
    name,
    threads: tasksOf(scenario),
    at,
    with: '',
    lock: scenario.locks[0]?.id ?? '',
    other: scenario.locks[1]?.id ?? '',
    where: 'after',
    mode: 'read',
  };
}

interface Option {
  readonly value: string;
  readonly title: string;
}

type Steps = Scenario['threads'][number]['steps'];

/** Locks a thread has when it comes to a step. */
function heldAt(steps: Steps, at: number): readonly string[] {
  const held: string[] = [];
  for (const step of steps.slice(0, at)) {
    if (step.op === 'acquire') held.push(step.lock);
    if (step.op === 'release') held.splice(held.lastIndexOf(step.lock), 1);
  }
  return held;
}

/** What a kind of change can be made to. */
function suits(scenario: Scenario, kind: ChangeKind, steps: Steps, at: number): boolean {
  const step = steps[at]!;
  if (step.op !== 'acquire' && step.op !== 'wait') return false;
  switch (kind) {
    case 'move-out':
      return heldAt(steps, at).some((lock) => lock !== step.lock);
    case 'swap':
      return step.op === 'acquire';
    case 'try':
      return step.op === 'acquire' && !step.try;
    case 'mode':
      return step.op === 'acquire' && hasModes(scenario, step.lock);
    case 'take-reference':
      return waitsForUsers(scenario, step);
    default:
      return true;
  }
}

/** Everything that is taken or waited for and that a change of this kind can be made to, by thread and step. */
export function acquisitions(scenario: Scenario, kind: ChangeKind, onlyThread?: string): readonly Option[] {
  return scenario.threads.flatMap(({ id, steps }, thread) =>
    steps.flatMap((step, index): Option[] => {
      if (!suits(scenario, kind, steps, index) || (step.op !== 'acquire' && step.op !== 'wait')) return [];
      if (onlyThread !== undefined && id !== onlyThread) return [];
      const how =
        step.op === 'wait' ? 'waits for' : step.try ? 'tries' : step.mode === 'write' ? 'takes' : 'takes for reading';
      return [{ value: `${thread}/${index}`, title: `${id} ${how} ${step.lock}` }];
    }),
  );
}

export function placeOf(scenario: Scenario, at: string): { thread: string; step: number; lock: string } | undefined {
  const [threadIndex, step] = at.split('/').map(Number);
  const thread = scenario.threads[threadIndex ?? -1];
  const what = thread?.steps[step ?? -1];
  return thread && what && 'lock' in what && step !== undefined
    ? { thread: thread.id, step, lock: what.lock }
    : undefined;
}

/** Locks that the thread of a draft has where it takes the one the draft is about, the one it took last first. */
export function outerLocks(scenario: Scenario, at: string): readonly Option[] {
  const place = placeOf(scenario, at);
  const steps = scenario.threads.find(({ id }) => id === place?.thread)?.steps ?? [];
  const held = heldAt(steps, place?.step ?? 0).filter((lock) => lock !== place?.lock);
  return [...new Set([...held].reverse())].map((lock) => ({ value: lock, title: lock }));
}

/** A draft whose acquisition is one that its kind of change can be made to. */
export function settled(draft: Draft, scenario: Scenario): Draft {
  const options = acquisitions(scenario, draft.kind);
  return options.some(({ value }) => value === draft.at) ? draft : { ...draft, at: options[0]?.value ?? '', with: '' };
}

/** The change, or what is still missing. */
export function changeOf(made: Draft, scenario: Scenario): WhatIf | { readonly missing: string } {
  const draft = settled(made, scenario);
  const place = placeOf(scenario, draft.at);
  const threads = draft.threads.filter((id) => scenario.threads.some((thread) => thread.id === id));
  const { kind } = draft;
  switch (kind) {
    case 'hold-outer':
      if (draft.name.trim() === '') return { missing: 'Name the outer lock.' };
      if (threads.length === 0) return { missing: 'Choose the threads that hold it.' };
      return { change: kind, lock: draft.name.trim(), threads };
    case 'one-task':
      return threads.length < 2 ? { missing: 'Choose at least two threads.' } : { change: kind, threads };
    case 'split':
      if (threads.length === 0 || threads.length === scenario.threads.length)
        return { missing: 'Choose the threads that use the other lock, not all of them.' };
      return { change: kind, lock: draft.lock, threads };
    case 'merge':
      if (scenario.locks.length < 2) return { missing: 'There is only one lock.' };
      return draft.lock === draft.other
        ? { missing: 'Choose two different locks.' }
        : { change: kind, lock: draft.lock, with: draft.other };
    case 'only-at-boot':
      return threads[0] === undefined ? { missing: 'Choose a thread.' } : { change: kind, thread: threads[0] };
    case 'move-out': {
      if (!place) return { missing: NOTHING_TO[kind] ?? MISSING };
      const locks = outerLocks(scenario, draft.at);
      const outOf = locks.find(({ value }) => value === draft.lock)?.value ?? locks[0]?.value;
      if (outOf === undefined) return { missing: `${place.thread} takes no other lock that it could be moved out of.` };
      return { change: kind, thread: place.thread, step: place.step, outOf, where: draft.where };
    }
    case 'swap': {
      const other = placeOf(scenario, draft.with) ?? otherOf(scenario, draft.at);
      if (place && !other) return { missing: `${place.thread} takes no second lock to change places with.` };
      if (!place || !other || other.thread !== place.thread || other.step === place.step)
        return { missing: 'Choose two acquisitions of one thread.' };
      const [first, second] = [place.step, other.step].sort((a, b) => a - b) as [number, number];
      return { change: kind, thread: place.thread, step: first, with: second };
    }
    case 'mode':
      if (!place) return { missing: NOTHING_TO[kind] ?? MISSING };
      return { change: kind, thread: place.thread, step: place.step, mode: draft.mode };
    default:
      if (!place) return { missing: NOTHING_TO[kind] ?? MISSING };
      return { change: kind, thread: place.thread, step: place.step };
  }
}

const MISSING = 'Nothing is taken here.';
/** Why there is nothing to choose for a kind of change. */
const NOTHING_TO: Readonly<Partial<Record<ChangeKind, string>>> = {
  'move-out': 'No thread takes a lock under another.',
  mode: 'None of these locks has readers and writers.',
  'take-reference': 'No thread waits for the users of something.',
};

/** Another acquisition of the same thread. */
function otherOf(scenario: Scenario, at: string): ReturnType<typeof placeOf> {
  const thread = placeOf(scenario, at)?.thread;
  const other = acquisitions(scenario, 'swap', thread).find(({ value }) => value !== at);
  return other === undefined ? undefined : placeOf(scenario, other.value);
}
