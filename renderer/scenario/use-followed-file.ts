/** Keeps a scenario that nobody edits as its file is: another editor, a checkout, a script may write it. */
import { useEffect } from 'react';
import { showNote } from '../notebook/note.ts';
import { followFile } from './drafts.ts';

/** Milliseconds between two looks at the file while the window can be seen. */
const LOOK_EVERY = 2000;

/** @param id a scenario's; only files are followed */
export function useFollowedFile(id: string, name: string): void {
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState !== 'visible') return;
      void followFile(id).then((isOther) => {
        if (isOther) showNote(`${name} was changed by another program; this is the new text.`);
      });
    };
    look();
    const timer = setInterval(look, LOOK_EVERY);
    window.addEventListener('focus', look);
    return () => {
      clearInterval(timer);
      window.removeEventListener('focus', look);
    };
  }, [id, name]);
}
