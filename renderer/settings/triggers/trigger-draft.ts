/** A trigger while it is being edited: every field as it is typed, and what is wrong with it. */
import { SHELL_COMMAND } from '../../../shared/console-log/sysrq.ts';
import type { HarmlessSysRq, Trigger, TriggerEvent } from '../../../shared/contract/ipc/triggers.ts';

export interface TriggerDraft {
  readonly id: string;
  readonly on: TriggerEvent;
  readonly isEnabled: boolean;
  readonly text: string;
  readonly isRegex: boolean;
  readonly seconds: string;
  readonly onlySome: boolean;
  readonly consoles: readonly string[];
  readonly notifies: boolean;
  readonly marks: boolean;
  readonly rings: boolean;
  readonly sysRq: readonly HarmlessSysRq[];
  readonly by: 'break' | 'command';
  readonly command: string;
  readonly stopsGuest: boolean;
}

export interface DraftErrors {
  readonly text?: string | undefined;
  readonly seconds?: string | undefined;
  readonly consoles?: string | undefined;
  readonly command?: string | undefined;
}

const LONGEST_SILENCE = 86_400;

export const newDraft = (): TriggerDraft =>
  draftOf({ id: crypto.randomUUID(), on: 'text', isEnabled: true, seconds: 60 });

export const draftOf = (trigger: Trigger): TriggerDraft => ({
  id: trigger.id,
  on: trigger.on,
  isEnabled: trigger.isEnabled,
  text: trigger.text ?? '',
  isRegex: trigger.isRegex ?? false,
  seconds: String(trigger.seconds ?? ''),
  onlySome: trigger.consoles !== undefined,
  consoles: trigger.consoles ?? [],
  notifies: trigger.notifies ?? true,
  marks: trigger.marks ?? true,
  rings: trigger.rings ?? false,
  sysRq: trigger.sysRq ?? [],
  by: trigger.sysRqWay?.by ?? 'break',
  command: trigger.sysRqWay?.by === 'command' ? trigger.sysRqWay.command : SHELL_COMMAND,
  stopsGuest: trigger.stopsGuest ?? false,
});

function patternError(text: string): string | undefined {
  try {
    new RegExp(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return `Not a regular expression: ${error.message.replace(/^Invalid regular expression: \/.*\/[a-z]*: /su, '')}.`;
  }
}

function textError({ on, text, isRegex }: TriggerDraft): string | undefined {
  if (on !== 'text') return undefined;
  if (text.trim() === '') return isRegex ? 'Type a pattern.' : 'Type what to look for.';
  if (text.length > 500) return `${text.length} characters are too many; at most 500.`;
  return isRegex ? patternError(text) : undefined;
}

/** What is wrong with a draft; all absent when nothing is. */
export function errorsOfDraft(draft: TriggerDraft): DraftErrors {
  const { on, seconds, onlySome, consoles, sysRq, by, command } = draft;
  const number = Number(seconds);
  const isTime = /^\d+$/.test(seconds) && number >= 1 && number <= LONGEST_SILENCE;
  const typed = command.trim();
  return {
    text: textError(draft),
    seconds: on === 'silence' && !isTime ? `Type whole seconds, 1 to ${LONGEST_SILENCE}.` : undefined,
    consoles: onlySome && consoles.length === 0 ? 'Choose at least one console.' : undefined,
    command:
      sysRq.length > 0 && by === 'command' && (!typed.includes('KEY') || typed.length > 500)
        ? 'Type a command with KEY in it, for the letter.'
        : undefined,
  };
}

/** The trigger, of a draft without errors; what is as usual is left out. */
export function triggerOfDraft(draft: TriggerDraft): Trigger {
  const { id, on, isEnabled, notifies, marks, rings, sysRq, stopsGuest } = draft;
  return {
    id,
    on,
    isEnabled,
    ...(on === 'text' ? { text: draft.text, ...(draft.isRegex ? { isRegex: true } : {}) } : {}),
    ...(on === 'silence' ? { seconds: Number(draft.seconds) } : {}),
    ...(draft.onlySome ? { consoles: [...draft.consoles] } : {}),
    ...(notifies ? {} : { notifies }),
    ...(marks ? {} : { marks }),
    ...(rings ? { rings } : {}),
    ...(sysRq.length > 0 ? { sysRq: [...sysRq] } : {}),
    ...(sysRq.length > 0 && draft.by === 'command'
      ? { sysRqWay: { by: 'command' as const, command: draft.command.trim() } }
      : {}),
    ...(stopsGuest ? { stopsGuest } : {}),
  };
}

/** What a trigger does, in a few words each, beside what every trigger does by itself. */
export function deedsOf({ notifies, marks, rings, sysRq = [], stopsGuest, consoles }: Trigger): readonly string[] {
  return [
    ...(consoles === undefined ? [] : [`only ${consoles.join(', ')}`]),
    ...(notifies === false ? ['no notification'] : []),
    ...(marks === false ? ['no mark'] : []),
    ...(rings === true ? ['bell'] : []),
    ...(sysRq.length > 0 ? [`SysRq ${sysRq.join(', ')}`] : []),
    ...(stopsGuest === true ? ['stops the guest'] : []),
  ];
}
