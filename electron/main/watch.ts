/** Watching over consoles for the user: triggers, what they do, and the answers to SysRq keys, put together. */
import { wayFor } from '../../shared/console-log/sysrq.ts';
import type { EventName, EventPayload } from '../../shared/contract/ipc.ts';
import type { Answer, FiredTrigger, SysRqKey, SysRqWay, Trigger } from '../../shared/contract/ipc/triggers.ts';
import type { ByteOffset } from '../../shared/contract/units.ts';
import { readNotes, type Notes } from '../node/capture-notes.ts';
import { Answers } from './answers.ts';
import type { Consoles } from './consoles.ts';
import type { Hosts } from './hosts.ts';
import { TriggerActions } from './trigger-actions.ts';
import { Triggers, type FiredDetails } from './triggers.ts';

export interface WatchOptions {
  readonly triggers: () => readonly Trigger[] | undefined;
  readonly consoles: () => Consoles;
  readonly hosts: () => Pick<Hosts, 'ask'>;
  readonly tell: <K extends EventName>(name: K, payload: EventPayload<K>) => void;
  readonly onFired: (fired: FiredTrigger, trigger: Trigger, details: FiredDetails) => void;
  readonly onError: (error: unknown) => void;
}

export class Watch {
  readonly answers: Answers;
  readonly triggers: Triggers;
  readonly #options: WatchOptions;
  readonly #notes = new Map<string, Promise<Notes>>();

  constructor(options: WatchOptions) {
    this.#options = options;
    const { onError, onFired, tell } = options;
    const consoleOf = (id: string) =>
      options
        .consoles()
        .list()
        .find((console) => console.id === id);
    const note = (id: string, noted: Parameters<Consoles['note']>[1]) => options.consoles().note(id, noted);
    this.answers = new Answers({
      consoleOf,
      act: (id, action) => options.consoles().act(id, action),
      read: async (id, from, count) => (await options.hosts().ask('console.bytes', { id, from, count })).bytes,
      lineAt: async (id, offset) => (await options.hosts().ask('console.lineAt', { id, offset })).line,
      noted: async (id) => (await this.#notesOf(id)).answers,
      note,
      tell: (answer) => tell('answer.changed', answer),
      onError,
    });
    this.triggers = new Triggers({
      triggers: options.triggers,
      consoleOf,
      answers: this.answers,
      actions: new TriggerActions({
        answers: this.answers,
        act: (id, action) => options.consoles().act(id, action),
        consoleOf,
      }),
      onFired,
      onMore: (fired) => tell('trigger.fired', fired),
      noted: async (id) => (await this.#notesOf(id)).fired,
      note,
      onError,
    });
  }

  /** Everything that the page is told of consoles comes by here. */
  onTold<K extends EventName>(name: K, payload: EventPayload<K>): void {
    // Answers first: triggers ask them whose bytes these are.
    if (name === 'console.changed') this.answers.onConsole(payload as EventPayload<'console.changed'>);
    this.triggers.onTold(name, payload);
    if (name !== 'console.removed') return;
    const { id } = payload as EventPayload<'console.removed'>;
    this.answers.forget(id);
    this.#notes.delete(id);
  }

  /** The user presses a SysRq key. @returns what was begun @throws ProblemError when it can't be pressed */
  press(id: string, key: SysRqKey, way: SysRqWay | undefined, report: ByteOffset | undefined): Promise<Answer> {
    const hasBreak = this.#options.consoles().get(id).abilities?.includes('break') === true;
    // The user does not wait for what a trigger asked.
    this.answers.overtake(id);
    return this.answers.press(id, key, wayFor(hasBreak, way), { report }).pressed;
  }

  #notesOf(id: string): Promise<Notes> {
    const known = this.#notes.get(id);
    if (known !== undefined) return known;
    const notes = readNotes(id, this.#options.consoles().filesOf(id).events);
    this.#notes.set(id, notes);
    return notes;
  }
}
