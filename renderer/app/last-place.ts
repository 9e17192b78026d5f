/** Opens where it was left: the place is kept as its link, and gone to at the next start. */
import { MAX_LINK_READ, parseLink } from '../../shared/notebook/place-link.ts';
import { makeLink } from '../../shared/notebook/write-link.ts';
import type { Place } from '../../shared/notebook/place.ts';
import { go } from './navigation.ts';
import { useWorkbench } from './store.ts';
import { writeLater } from './write-later.ts';

const KEY = 'place';

function storedPlace(): Place | undefined {
  const link = localStorage.getItem(KEY);
  if (link === null) return undefined;
  const place = parseLink(link);
  return 'problem' in place ? undefined : place;
}

/** A place in a capture is only there again when captures are reopened. */
const needsCapture = (place: Place): boolean => 'consoleId' in place || 'consoleIds' in place;

/** Restore the place once the settings are known, then keep what is looked at. */
export function startKeepingPlace(): () => void {
  const wanted = storedPlace();
  let isRestored = false;
  return useWorkbench.subscribe(({ ready, settings, history, position }) => {
    if (!isRestored) {
      if (!ready) return;
      isRestored = true;
      // Whoever has gone somewhere already (a file given on the command line) stays there.
      const isUntouched = history.length === 1;
      const isThere = wanted !== undefined && (settings?.reopenCaptures === true || !needsCapture(wanted));
      if (isUntouched && isThere) go(wanted);
      return;
    }
    const place = history[position];
    if (place !== undefined) writeLater(KEY, () => makeLink(place, MAX_LINK_READ).link);
  });
}
