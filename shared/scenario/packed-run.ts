/**
 * A long run in few characters: of each step only which of the things that could happen did. Where one thing could
 * happen a step takes no room, where two could one bit; a character holds six.
 *
 *     `_` and the digits (base 64 as in base64url, the first one weighs most) of the number
 *     check + 4096 · (steps + 2001 · (c₁ + n₁ · (c₂ + n₂ · ( … ))))
 *
 * nᵢ is the number of actions possible before step i (`possibleActions`), cᵢ the place of the one taken among them, and
 * the check comes from all steps: packed, a run means something in its own scenario only, and in another one it must
 * not be played as if it meant that.
 */
import type { RunnableScenario } from './machine/points.ts';
import { initialState, possibleActions, step } from './replay.ts';
import type { ReplayAction, ReplayState } from './replay/replay-state.ts';
import { PACKED } from './run-notation.ts';
import { LONGEST_RUN, sameAction } from './run.ts';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const SIX = 6n;
const CHECKS = 4096;
const COUNTS = LONGEST_RUN + 1;

/** FNV-1a of what was done, folded to 12 bits. */
function checkOf(actions: readonly ReplayAction[]): number {
  let hash = 0x811c9dc5;
  for (const { thread, step: at, kind, on } of actions)
    for (const character of `${thread}\n${at}\n${kind}\n${on ?? ''}\n`)
      hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  return (hash ^ (hash >>> 12) ^ (hash >>> 24)) & (CHECKS - 1);
}

/**
 * @param states of a run, the initial one first; its first `count` steps are written
 * @returns undefined for a run that cannot be packed: too long, or with a step that was not among the possible ones
 */
export function packRun(states: readonly ReplayState[], count: number): string | undefined {
  if (count > LONGEST_RUN || count >= states.length) return undefined;
  const actions: ReplayAction[] = [];
  let number = 0n;
  for (let at = count; at >= 1; at--) {
    const possible = possibleActions(states[at - 1]!);
    const choice = possible.findIndex((each) => sameAction(each, states[at]!.action));
    if (choice === -1) return undefined;
    number = number * BigInt(possible.length) + BigInt(choice);
    actions.unshift(states[at]!.action!);
  }
  number = (number * BigInt(COUNTS) + BigInt(count)) * BigInt(CHECKS) + BigInt(checkOf(actions));
  let text = '';
  for (; number > 0n; number >>= SIX) text = DIGITS[Number(number & 63n)]! + text;
  return PACKED + text;
}

/** @returns the steps; undefined when the text is not a run of this scenario */
export function unpackRun(scenario: RunnableScenario, text: string): readonly ReplayAction[] | undefined {
  let number = 0n;
  for (const character of text.slice(PACKED.length)) {
    const digit = DIGITS.indexOf(character);
    if (digit === -1) return undefined;
    number = (number << SIX) | BigInt(digit);
  }
  const take = (among: number): number => {
    const digit = Number(number % BigInt(among));
    number /= BigInt(among);
    return digit;
  };
  const check = take(CHECKS);
  const count = take(COUNTS);
  const actions: ReplayAction[] = [];
  let state = initialState(scenario);
  while (actions.length < count) {
    const possible = possibleActions(state);
    if (possible.length === 0) return undefined;
    const action = possible[take(possible.length)]!;
    actions.push(action);
    state = step(state, action);
  }
  return number === 0n && checkOf(actions) === check ? actions : undefined;
}
