/** What the sidecar of a console says, kept up to date while it is looked at. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Console, ConsoleNote, ConsoleNotes } from '../../../shared/contract/ipc.ts';
import { call } from '../../app/bridge.ts';
import { tell } from '../several/tell.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { isAttached } from '../state-words.ts';
import { withMoreNotes } from './more-notes.ts';
import { noteWords } from './note-words.ts';

const NONE: Omit<ConsoleNotes, 'gaps'> = { from: 0, notes: [], settled: 0 };
/** How often it is looked for notes while the console prints, in milliseconds; typing is echoed, so it prints. */
const EVERY = 1000;

/** A number that changes with another one, but not more often than `EVERY`. */
function useNowAndThen(value: number): number {
  const [slow, setSlow] = useState(value);
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  useEffect(() => {
    const timer = setInterval(() => setSlow(latest.current), EVERY);
    return () => clearInterval(timer);
  }, []);
  return slow;
}

export function useNotes(id: string, console: Console | undefined): readonly ConsoleNote[] {
  const [known, setKnown] = useState({ id, ...NONE });
  const settled = useRef({ id, number: 0 });
  const slowBytes = useNowAndThen(console?.bytes ?? 0);
  const state = console?.state;
  useEffect(() => {
    if (state === undefined) return undefined;
    let isWanted = true;
    if (settled.current.id !== id) settled.current = { id, number: 0 };
    call('console.notes', { id, from: settled.current.number }).then((more) => {
      if (!isWanted) return;
      settled.current = { id, number: more.settled };
      setKnown((before) => withMoreNotes(before.id === id ? before : { id, ...NONE }, more));
    }, tell);
    return () => {
      isWanted = false;
    };
  }, [id, state, slowBytes]);
  return known.id === id ? known.notes : NONE.notes;
}

/** The notes below each line, in words. */
export function useNoteLines(notes: readonly ConsoleNote[]): ReadonlyMap<number, string> {
  return useMemo(() => {
    const lines = new Map<number, string>();
    for (const note of notes) {
      const before = lines.get(note.afterLine);
      const words = visibleText(noteWords(note));
      lines.set(note.afterLine, before === undefined ? words : `${before} · ${words}`);
    }
    return lines;
  }, [notes]);
}

/** How often an attached console was gone, or lost something; asked again when its connection changes. */
export function useGaps({ id, state }: Console): number {
  const [gaps, setGaps] = useState(0);
  const isWatched = isAttached(state);
  useEffect(() => {
    if (!isWatched) return undefined;
    let isWanted = true;
    // Only their number is of interest, so none is asked for.
    call('console.notes', { id, from: Number.MAX_SAFE_INTEGER }).then(
      (notes) => {
        if (isWanted) setGaps(notes.gaps);
      },
      // Just opened or just removed: there is nothing to count.
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [id, state, isWatched]);
  return gaps;
}
