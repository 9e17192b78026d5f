/** A console that goes on in a next part is followed there by whoever looks at its end. */
import { MOST_MERGED, type Console } from '../../shared/contract/ipc.ts';
import type { Place } from '../../shared/notebook/place.ts';
import { currentPlace, go } from '../app/navigation.ts';
import { useWorkbench } from '../app/store.ts';
import { isLeftFollowing } from './log-memory.ts';
import { leftShown, rememberShown } from './shown.ts';
import { isAttached } from './state-words.ts';

/** Where one looks at `next` as before at what it continues. A merged list keeps both, as long as there is room. */
export function placeWithPart(place: Place, { id, continues }: Console): Place | undefined {
  if (continues === undefined) return undefined;
  if (place.at === 'console' && place.consoleId === continues) return { at: 'console', consoleId: id };
  if (!('consoleIds' in place) || !place.consoleIds.includes(continues) || place.consoleIds.includes(id))
    return undefined;
  const keeps = place.at === 'merged' && place.consoleIds.length < MOST_MERGED;
  return {
    ...place,
    consoleIds: place.consoleIds.flatMap((one) => (one !== continues ? [one] : keeps ? [one, id] : [id])),
  };
}

/** In a merged list somebody may be reading anywhere: there a word is said, and nothing moves. */
function follow(next: Console): void {
  const place = currentPlace();
  const { continues } = next;
  if (continues === undefined || place.at === 'merged') return;
  const shown = leftShown(continues);
  if (shown === 'log' && !isLeftFollowing(continues)) return;
  const there = placeWithPart(place, next);
  if (there === undefined) return;
  rememberShown(next.id, shown);
  go(there);
}

export function startFollowingParts(): () => void {
  return useWorkbench.subscribe((now, before) => {
    if (now.consoles === before.consoles || !before.ready) return;
    const known = new Set(before.consoles.map(({ id }) => id));
    for (const console of now.consoles) {
      if (console.continues !== undefined && !known.has(console.id) && isAttached(console.state)) follow(console);
    }
  });
}
