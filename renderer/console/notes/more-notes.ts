/** Notes of a console come in pieces: those that are known stay, the last ones may still change. */
import { MOST_NOTES, type ConsoleNotes } from '../../../shared/contract/ipc.ts';

type Known = Pick<ConsoleNotes, 'from' | 'notes' | 'settled'>;

/** @returns `known` itself when there is nothing new */
export function withMoreNotes<T extends Known>(known: T, { from, notes, settled }: Known): T {
  const kept = from - known.from;
  // Those between are not kept any more.
  if (kept < 0 || kept > known.notes.length) return { ...known, from, notes, settled };
  if (JSON.stringify(known.notes.slice(kept)) === JSON.stringify(notes)) return known;
  const all = [...known.notes.slice(0, kept), ...notes];
  const latest = all.length > 2 * MOST_NOTES ? all.slice(-MOST_NOTES) : all;
  return { ...known, from: known.from + all.length - latest.length, notes: latest, settled };
}
