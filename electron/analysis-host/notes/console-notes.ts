/** From the events of a sidecar to notes in the log. */
import { MOST_NOTES, type ConsoleNote } from '../../../shared/contract/ipc.ts';
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

/** @param events in the order of the sidecar */
export function notesOf(events: readonly NotedEvent[]): readonly PlacedNote[] {
  const notes: PlacedNote[] = [];
  let lost: { readonly at: number; readonly offset: number; readonly reason: string } | undefined;
  let typedAt = -Infinity;
  for (const event of events) {
    const { offset } = event;
    const at = epochMilliseconds(event.at / 1000);
    switch (event.event) {
      case 'disconnected':
        lost = { at: event.at, offset, reason: event.message };
        break;
      case 'connected':
        if (lost !== undefined) {
          const away = seconds(Math.max(0, event.at - lost.at) / 1e6);
          notes.push({ kind: 'away', offset: lost.offset, at, seconds: away, reason: lost.reason });
        } else if (event.position === 0 && offset > 0) notes.push({ kind: 'replaced', offset, at });
        lost = undefined;
        break;
      case 'typed': {
        const before = notes.at(-1);
        if (event.key === 'break') notes.push({ kind: 'break', offset, at });
        else if (before?.kind === 'typed' && event.at - typedAt < ONE_GO)
          notes[notes.length - 1] = { ...before, text: (before.text + event.text).slice(0, LONGEST) };
        else notes.push({ kind: 'typed', offset, at, text: event.text.slice(0, LONGEST) });
        typedAt = event.at;
        break;
      }
      case 'qmp':
        notes.push({ kind: 'told', offset, at, command: event.command });
        break;
      case 'gap':
        notes.push({ kind: 'missing', offset, at, reason: event.reason });
        break;
      case 'error':
        if (event.lostBytes !== undefined) notes.push({ kind: 'missing', offset, at, reason: event.message });
        break;
      case 'closed':
        lost = undefined;
    }
  }
  if (lost !== undefined)
    notes.push({ kind: 'away', offset: lost.offset, at: epochMilliseconds(lost.at / 1000), reason: lost.reason });
  return notes.slice(-MOST_NOTES);
}
