/** How a notebook's save state is said. */
import type { SaveState } from './notebook-session.ts';

/** `12:04:09`, with the date when it was on another day. */
function clock(at: number, now: Date): string {
  const then = new Date(at);
  const time = then.toTimeString().slice(0, 8);
  return then.toDateString() === now.toDateString() ? time : `${then.toLocaleDateString('en-CA')} ${time}`;
}

/** "Saved 12:04:09", "Saving…", "Not saved: the disk is full." */
export function saveWords(save: SaveState, now = new Date()): string {
  switch (save.is) {
    case 'saved':
      return `Saved ${clock(save.at, now)}`;
    case 'saving':
      return 'Saving…';
    case 'failed':
      return `Not saved: ${save.problem.message}`;
    case 'conflict':
      return 'Not saved: changed on disk by another program';
  }
}
