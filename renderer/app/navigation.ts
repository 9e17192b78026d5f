/** Going places: everything the user looks at is a `Place`; back and forward run through all of them. */
import type { Place } from '../../shared/notebook/place.ts';
import { useWorkbench } from './store.ts';

const HISTORY_LIMIT = 200;

const same = (a: Place | undefined, b: Place): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Go to a place. Going where one already is changes nothing. */
export function go(place: Place): void {
  useWorkbench.setState(({ history, position }) => {
    if (same(history[position], place)) return {};
    const kept = [...history.slice(0, position + 1), place].slice(-HISTORY_LIMIT);
    return { history: kept, position: kept.length - 1 };
  });
}

/** Change the current place without a new history entry (a step of the replay, a scrolled line). */
export function amend(place: Place): void {
  useWorkbench.setState(({ history, position }) => ({
    history: history.map((old, index) => (index === position ? place : old)),
  }));
}

export function goBack(): void {
  useWorkbench.setState(({ position }) => ({ position: Math.max(0, position - 1) }));
}

export function goForward(): void {
  useWorkbench.setState(({ position, history }) => ({ position: Math.min(history.length - 1, position + 1) }));
}

/** Where the user is, for something that happens now and not at the next change. */
export function currentPlace(): Place {
  const { history, position } = useWorkbench.getState();
  return history[position] ?? { at: 'start' };
}

/** Is the user at such a place? For lists that mark it: they are only drawn anew when the answer changes. */
export const useIsAt = (test: (place: Place) => boolean): boolean => useWorkbench(() => test(currentPlace()));

/** Where the user is now. */
export const usePlace = (): Place => useWorkbench((state) => state.history[state.position] ?? { at: 'start' });
