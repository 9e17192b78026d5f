/** A note that says what was done and doesn't get in the way: one at a time, gone by itself after a while. */
import { create } from 'zustand';

export interface NoteAction {
  readonly title: string;
  readonly run: () => void;
}

export interface Note {
  readonly key: number;
  readonly text: string;
  readonly actions: readonly NoteAction[];
  /** Done, but not all of it. */
  readonly isPartial: boolean;
}

export const useNote = create<{ readonly note: Note | undefined }>(() => ({ note: undefined }));

let nextKey = 1;

export const hideNote = (): void => useNote.setState({ note: undefined });

/** Say something; the note before it goes away. */
export function showNote(text: string, actions: readonly NoteAction[] = [], isPartial = false): void {
  useNote.setState({ note: { key: nextKey++, text, actions, isPartial } });
  void import('./NoteHost.tsx').then(({ mountNotes }) => mountNotes());
}
