/** How a notebook's save state is said. */
import { moment } from '../ui/words.ts';
import type { SaveState } from './notebook-session.ts';

/** "Saved 12:04:09", "Saving…", "Not saved: the disk is full." */
export function saveWords(save: SaveState): string {
  switch (save.is) {
    case 'saved':
      return `Saved ${moment(save.at)}`;
    case 'saving':
      return 'Saving…';
    case 'failed':
      return `Not saved: ${save.problem.message}`;
    case 'conflict':
      return 'Not saved: changed on disk by another program';
  }
}
