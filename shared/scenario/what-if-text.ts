/**
 * A stack of what-if changes as a short text for links: changes separated by `.`, their parts by `~`. Threads and locks
 * are numbers (base 36) in the scenario the change is applied to, names of new locks are written out.
 */
import type { Scenario } from '../contract/scenario.ts';
import type { RunnableScenario } from './machine/points.ts';
import { plainScenario } from './replay-scenario.ts';
import { applyWhatIf, type WhatIf } from './what-if.ts';

const BASE = 36;
const MOST = 50;
const MODES = { w: 'write', r: 'read', c: 'recursive-read' } as const;

export interface ChangedScenario {
  readonly changes: readonly WhatIf[];
  /** `stages[i]` is what change `i` is applied to; the last one is the result. */
  readonly stages: readonly [Scenario, ...Scenario[]];
  /** Why the rest of the text was left out. */
  readonly problem?: string;
}

/** The result of all changes. */
export const resultOf = ({ stages }: ChangedScenario): Scenario => stages.at(-1)!;

/** Apply the changes of a list, as far as they fit. Never throws for a scenario that can run. */
export function changeScenario(base: RunnableScenario, changes: readonly WhatIf[]): ChangedScenario {
  const stages: [Scenario, ...Scenario[]] = [plainScenario(base)];
  const taken: WhatIf[] = [];
  for (const change of changes) {
    try {
      stages.push(applyWhatIf(stages.at(-1)!, change));
      taken.push(change);
    } catch (error) {
      if (error instanceof RangeError) return { changes: taken, stages, problem: error.message };
      throw error;
    }
  }
  return { changes: taken, stages };
}

/** The changes as text. */
export function textOfWhatIf({ changes, stages }: ChangedScenario): string {
  return changes.map((change, index) => write(change, stages[index]!)).join('.');
}

/** What a text says. A part that cannot be meant, or does not fit the scenario, ends it and is named in `problem`. */
export function readWhatIfText(base: RunnableScenario, text: string): ChangedScenario {
  let changed = changeScenario(base, []);
  for (const part of text.split('.').slice(0, MOST)) {
    if (part === '') continue;
    const change = read(part, resultOf(changed));
    if (change === undefined)
      return { ...changed, problem: `“${part.slice(0, 40)}” is not a change of this scenario.` };
    changed = changeScenario(base, [...changed.changes, change]);
    if (changed.problem !== undefined) return changed;
  }
  return changed;
}

const escape = (name: string): string =>
  Array.from(name.slice(0, 60), (mark) => (/\w/.test(mark) ? mark : `-${mark.codePointAt(0)!.toString(16)}-`)).join('');
const unescape = (text: string): string =>
  text.replace(/-([0-9a-f]{1,5})-/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));

function write(change: WhatIf, at: Scenario): string {
  const number = (value: number): string => value.toString(BASE);
  const thread = (id: string): string => number(at.threads.findIndex((each) => each.id === id));
  const threads = (ids: readonly string[]): string => ids.map(thread).join('');
  const lock = (id: string): string => number(at.locks.findIndex((each) => each.id === id));
  const parts = (): readonly string[] => {
    switch (change.change) {
      case 'hold-outer':
        return ['h', escape(change.lock), threads(change.threads)];
      case 'drop':
        return ['d', thread(change.thread), number(change.step)];
      case 'move-out':
        return ['o', thread(change.thread), number(change.step), lock(change.outOf), change.where];
      case 'swap':
        return ['s', thread(change.thread), number(change.step), number(change.with)];
      case 'try':
        return ['t', thread(change.thread), number(change.step)];
      case 'mode':
        return [
          'm',
          thread(change.thread),
          number(change.step),
          change.mode === 'recursive-read' ? 'c' : change.mode[0]!,
        ];
      case 'split':
        return ['p', lock(change.lock), threads(change.threads)];
      case 'merge':
        return ['j', lock(change.lock), lock(change.with)];
      case 'only-at-boot':
        return ['b', thread(change.thread)];
      case 'one-task':
        return ['u', threads(change.threads)];
      case 'take-reference':
        return ['r', thread(change.thread), number(change.step)];
    }
  };
  return parts().join('~');
}

function read(text: string, at: Scenario): WhatIf | undefined {
  const [code, first = '', second = '', third = '', fourth = ''] = text.split('~');
  const thread = at.threads[Number.parseInt(first, BASE)]?.id;
  const step = Number.parseInt(second, BASE);
  const lock = (part: string): string | undefined => at.locks[Number.parseInt(part, BASE)]?.id;
  const threads = (part: string): readonly string[] | undefined => {
    const ids = Array.from(part, (mark) => at.threads[Number.parseInt(mark, BASE)]?.id);
    return ids.length > 0 && ids.every((id) => id !== undefined) ? ids : undefined;
  };
  const onStep = thread !== undefined && Number.isInteger(step) ? { thread, step } : undefined;
  switch (code) {
    case 'h': {
      const ids = threads(second);
      return ids && first !== '' ? { change: 'hold-outer', lock: unescape(first), threads: ids } : undefined;
    }
    case 'd':
      return onStep && { change: 'drop', ...onStep };
    case 'o': {
      const outOf = lock(third);
      return onStep && outOf !== undefined && (fourth === 'before' || fourth === 'after')
        ? { change: 'move-out', ...onStep, outOf, where: fourth }
        : undefined;
    }
    case 's': {
      const other = Number.parseInt(third, BASE);
      return onStep && Number.isInteger(other) ? { change: 'swap', ...onStep, with: other } : undefined;
    }
    case 't':
      return onStep && { change: 'try', ...onStep };
    case 'm':
      return onStep && third in MODES
        ? { change: 'mode', ...onStep, mode: MODES[third as keyof typeof MODES] }
        : undefined;
    case 'p': {
      const id = lock(first);
      const ids = threads(second);
      return id !== undefined && ids ? { change: 'split', lock: id, threads: ids } : undefined;
    }
    case 'j': {
      const id = lock(first);
      const other = lock(second);
      return id !== undefined && other !== undefined ? { change: 'merge', lock: id, with: other } : undefined;
    }
    case 'b':
      return thread === undefined ? undefined : { change: 'only-at-boot', thread };
    case 'u': {
      const ids = threads(first);
      return ids && { change: 'one-task', threads: ids };
    }
    case 'r':
      return onStep && { change: 'take-reference', ...onStep };
    default:
      return undefined;
  }
}
