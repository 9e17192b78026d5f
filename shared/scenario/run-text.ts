/**
 * Chosen steps as a short text for links. A short run: one character a step, the thread's number in base 36. Where a
 * thread could do several things, a capital letter before it says which: `R` run, `W` wait, `F` fail, `I` and a thread
 * (or `-`) for an interrupt on top of it (or on an idle CPU). A long one is packed (`packed-run.ts`).
 */
import type { RunnableScenario } from './machine/points.ts';
import { packRun, unpackRun } from './packed-run.ts';
import { enabledActions } from './replay.ts';
import type { ReplayAction, ReplayState, ScheduleEntry } from './replay/replay-state.ts';
import { PACKED } from './run-notation.ts';
import { runOf, sameAction, type Run } from './run.ts';

const KINDS = { R: 'run', W: 'wait', F: 'fail' } as const;
const LETTERS = { run: 'R', wait: 'W', fail: 'F' } as const;
const BASE = 36;
/** Characters up to which a run is left readable. */
const READABLE = 40;

/** @param states of a run, the initial one first; its first `count` steps are written. */
export function textOfRun(scenario: RunnableScenario, states: readonly ReplayState[], count: number): string {
  const text = readableText(scenario, states, count);
  const packed = text.length <= READABLE ? undefined : packRun(states, count);
  return packed !== undefined && packed.length < text.length ? packed : text;
}

/** One character a step, however long it gets. */
function readableText(scenario: RunnableScenario, states: readonly ReplayState[], count: number): string {
  const number = new Map(scenario.threads.map(({ id }, index) => [id, index.toString(BASE)]));
  const one = (action: ReplayAction, before: ReplayState): string => {
    const thread = number.get(action.thread)!;
    const offered = enabledActions(before).find((other) => other.thread === action.thread);
    if (sameAction(offered, action)) return thread;
    if (action.kind !== 'interrupt') return `${LETTERS[action.kind]}${thread}`;
    return `I${action.on === undefined ? '-' : number.get(action.on)!}${thread}`;
  };
  let text = '';
  for (let at = 1; at <= count; at++) {
    const { action } = states[at]!;
    if (action !== undefined) text += one(action, states[at - 1]!);
  }
  return text;
}

interface ReadRun {
  readonly entries: readonly ScheduleEntry[];
  /** Why the rest of the text was left out. */
  readonly problem?: string;
}

/** What a readable text says; it ends at the first thing that cannot be meant. */
function readReadable(scenario: RunnableScenario, text: string): ReadRun {
  const entries: ScheduleEntry[] = [];
  const idOf = (character: string): string | undefined => scenario.threads[Number.parseInt(character, BASE)]?.id;
  let read = 0;
  for (const match of text.matchAll(/(?:I(?<on>[0-9a-u-])|(?<kind>[RWF]))?(?<who>[0-9a-u])/gy)) {
    const { on, kind, who = '' } = match.groups ?? {};
    const thread = idOf(who);
    if (thread === undefined) break;
    if (on !== undefined) {
      const below = idOf(on);
      entries.push({ thread, kind: 'interrupt', ...(below === undefined ? {} : { on: below }) });
    } else entries.push({ thread, ...(kind === undefined ? {} : { kind: KINDS[kind as keyof typeof KINDS] }) });
    read = match.index + match[0].length;
  }
  return read === text.length ? { entries } : { entries, problem: `step ${entries.length + 1} is of no thread of it` };
}

/**
 * The run that a text means, as far as it is possible; `refused` says what was left out.
 * @param text absent for the run by default
 * @throws RangeError for a scenario that `checkScenario` refuses
 */
export function runFromText(scenario: RunnableScenario, text: string | undefined): Run {
  if (text === undefined || text === '') return runOf(scenario);
  if (!text.startsWith(PACKED)) {
    const { entries, problem } = readReadable(scenario, text);
    const run = runOf(scenario, entries);
    return run.refused !== undefined || problem === undefined ? run : { ...run, refused: problem };
  }
  const actions = unpackRun(scenario, text);
  if (actions !== undefined) return runOf(scenario, actions);
  return { ...runOf(scenario), refused: 'it was written for another scenario, or by another version of Lockstep' };
}
