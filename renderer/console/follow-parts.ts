/** A console that goes on in a next part is followed there by whoever looks at its end. */
import { partsBefore } from '../../shared/console-log/parts.ts';
import { MOST_MERGED, type Console } from '../../shared/contract/ipc.ts';
import type { Place } from '../../shared/notebook/place.ts';
import { amend, currentPlace, go } from '../app/navigation.ts';
import { useWorkbench } from '../app/store.ts';
import { isLeftFollowing } from './log-memory.ts';
import { treatAs, useMergedState } from './merged/merged-state.ts';
import { leftShown, rememberShown } from './shown.ts';
import { isAttached } from './state-words.ts';

const isIn = (place: Place, id: string): boolean =>
  'consoleIds' in place ? place.consoleIds.includes(id) : place.at === 'console' && place.consoleId === id;

/** Where one looks at `next` as before at `earlier`. A merged list keeps both, as long as there is room. */
export function placeWithPart(place: Place, { id }: Console, earlier: string): Place {
  if (!('consoleIds' in place)) return { at: 'console', consoleId: id };
  const keeps = place.at === 'merged' && place.consoleIds.length < MOST_MERGED;
  return {
    ...place,
    consoleIds: place.consoleIds.flatMap((one) => (one !== earlier ? [one] : keeps ? [one, id] : [id])),
  };
}

/**
 * Parts may begin faster than they are told: what is looked at need not be the one just before. A merged list that follows
 * its end takes each in. Who reads further up is told, and nothing moves.
 */
function follow(next: Console, consoles: readonly Console[]): void {
  const place = currentPlace();
  if (isIn(place, next.id)) return;
  const earlier = partsBefore(consoles, next).find((id) => isIn(place, id));
  if (earlier === undefined) return;
  const there = placeWithPart(place, next, earlier);
  if (place.at === 'merged') {
    if (!useMergedState.getState().isFollowing) return;
    treatAs(next.id, earlier);
    amend(there);
  } else if (isAttached(next.state)) {
    const shown = leftShown(earlier);
    if (shown === 'log' && !isLeftFollowing(earlier)) return;
    rememberShown(next.id, shown);
    go(there);
  }
}

export function startFollowingParts(): () => void {
  return useWorkbench.subscribe((now, before) => {
    if (now.consoles === before.consoles || !before.ready) return;
    const known = new Set(before.consoles.map(({ id }) => id));
    for (const console of now.consoles) {
      if (console.continues !== undefined && !known.has(console.id)) follow(console, now.consoles);
    }
  });
}
