/** From the events of a sidecar to notes in the log, one event after the other: a console of days has thousands. */
import { isGap, MOST_NOTES, type ConsoleNote } from '../../../shared/contract/ipc.ts';
import { epochMilliseconds, seconds } from '../../../shared/contract/units.ts';
import type { NotedEvent } from './sidecar-notes.ts';

/** What is typed with shorter pauses is one note, in µs. */
const ONE_GO = 3_000_000;
/** Longest text of a note, in characters. */
const LONGEST = 400;

/** Distributes over the kinds. */
type WithoutLine<T> = T extends ConsoleNote ? Omit<T, 'afterLine'> : never;
/** A note and the byte of the capture that comes after it. */
export type PlacedNote = WithoutLine<ConsoleNote> & { readonly offset: number };

export class NoteBook {
  /** The latest, from number `#first` on. */
  readonly #notes: PlacedNote[] = [];
  #first = 0;
  #gaps = 0;
  /** The connection is gone: since when (µs), and the number of the note that says so. */
  #lost: { readonly at: number; readonly number: number } | undefined;
  #typedAt = -Infinity;
  readonly #most: number;

  /** @param most notes kept; of more than twice as many, the latest */
  constructor(most = MOST_NOTES) {
    this.#most = most;
  }

  /** Gaps so far, those included that are not kept. */
  get gaps(): number {
    return this.#gaps;
  }

  /** Notes before this number stay as they are. */
  get settled(): number {
    const end = this.#first + this.#notes.length;
    const mayGrow = this.#notes.at(-1)?.kind === 'typed' ? end - 1 : end;
    return Math.min(mayGrow, this.#lost?.number ?? end);
  }

  /** Notes from a number on, and the number of the first of them. */
  since(from: number): { readonly first: number; readonly notes: readonly PlacedNote[] } {
    const first = Math.min(Math.max(from, this.#first), this.#first + this.#notes.length);
    return { first, notes: this.#notes.slice(first - this.#first) };
  }

  /** The next event of the sidecar. */
  take(event: NotedEvent): void {
    const { offset } = event;
    const at = epochMilliseconds(event.at / 1000);
    switch (event.event) {
      case 'disconnected':
        // Lost twice without having been there: the latter counts.
        this.#forgetLost();
        this.#lost = { at: event.at, number: this.#add({ kind: 'away', offset, at, reason: event.message }) };
        break;
      case 'connected':
        if (this.#lost !== undefined) this.#back(event.at);
        else if (event.position === 0 && offset > 0) this.#add({ kind: 'replaced', offset, at });
        break;
      case 'typed':
        this.#typed(event.text, event.key, event.at, offset);
        break;
      case 'qmp':
        this.#add({ kind: 'told', offset, at, command: event.command });
        break;
      case 'gap':
        this.#add({ kind: 'missing', offset, at, reason: event.reason });
        break;
      case 'error':
        if (event.lostBytes !== undefined) this.#add({ kind: 'missing', offset, at, reason: event.message });
        break;
      case 'closed':
        this.#forgetLost();
    }
  }

  /** @returns its number */
  #add(note: PlacedNote): number {
    const number = this.#first + this.#notes.push(note) - 1;
    if (isGap(note)) this.#gaps++;
    if (this.#notes.length <= 2 * this.#most) return number;
    this.#notes.splice(0, this.#most);
    this.#first += this.#most;
    return number;
  }

  /** The connection is there again: it is known how long it was gone. */
  #back(time: number): void {
    const { at, number } = this.#lost!;
    this.#lost = undefined;
    const index = number - this.#first;
    const note = this.#notes[index];
    if (note?.kind !== 'away') return;
    const away = seconds(Math.max(0, time - at) / 1e6);
    this.#notes[index] = { ...note, at: epochMilliseconds(time / 1000), seconds: away };
  }

  /** Nobody waits for it any more. */
  #forgetLost(): void {
    if (this.#lost === undefined) return;
    const index = this.#lost.number - this.#first;
    this.#lost = undefined;
    if (this.#notes[index] === undefined) return;
    this.#notes.splice(index, 1);
    this.#gaps--;
  }

  #typed(text: string, key: 'break' | undefined, time: number, offset: number): void {
    const at = epochMilliseconds(time / 1000);
    const before = this.#notes.at(-1);
    if (key === 'break') this.#add({ kind: 'break', offset, at });
    else if (before?.kind === 'typed' && time - this.#typedAt < ONE_GO)
      this.#notes[this.#notes.length - 1] = { ...before, text: (before.text + text).slice(0, LONGEST) };
    else this.#add({ kind: 'typed', offset, at, text: text.slice(0, LONGEST) });
    this.#typedAt = time;
  }
}
