/**
 * Chosen steps as a short text for links: one character a step, the thread's number in base 36. Where a thread could do
 * several things, a capital letter before it says which: `R` run, `W` wait, `F` fail, `I` and a thread (or `-`) for an
 * interrupt on top of it (or on an idle CPU).
 */
import type { RunnableScenario } from './machine.ts';
import { enabledActions, type ReplayAction, type ReplayState, type ScheduleEntry } from './replay.ts';
import { sameAction } from './run.ts';

const KINDS = { R: 'run', W: 'wait', F: 'fail' } as const;
const LETTERS = { run: 'R', wait: 'W', fail: 'F' } as const;
const BASE = 36;

/** @param states of a run, the initial one first; its first `count` steps are written. */
export function textOfRun(scenario: RunnableScenario, states: readonly ReplayState[], count: number): string {
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

/** What a text says; it ends at the first thing that cannot be meant. Whether the steps are possible is for the run to see. */
export function readRunText(scenario: RunnableScenario, text: string): readonly ScheduleEntry[] {
  const entries: ScheduleEntry[] = [];
  const idOf = (character: string): string | undefined => scenario.threads[Number.parseInt(character, BASE)]?.id;
  for (const match of text.matchAll(/(?:I(?<on>[0-9a-u-])|(?<kind>[RWF]))?(?<who>[0-9a-u])/gy)) {
    const { on, kind, who = '' } = match.groups ?? {};
    const thread = idOf(who);
    if (thread === undefined) return entries;
    if (on !== undefined) {
      const below = idOf(on);
      entries.push({ thread, kind: 'interrupt', ...(below === undefined ? {} : { on: below }) });
    } else entries.push({ thread, ...(kind === undefined ? {} : { kind: KINDS[kind as keyof typeof KINDS] }) });
  }
  return entries;
}
