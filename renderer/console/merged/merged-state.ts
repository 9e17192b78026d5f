/** What is left out of a merged view, and how its consoles' times are moved; for as long as the window lives. */
import { create } from 'zustand';

interface MergedState {
  /** Ids of consoles that are not shown. */
  readonly hidden: ReadonlySet<string>;
  /** Milliseconds added to the times of a console. */
  readonly shifts: Readonly<Record<string, number>>;
  /** The list that is shown follows its end. */
  readonly isFollowing: boolean;
}

export const useMergedState = create<MergedState>(() => ({ hidden: new Set(), shifts: {}, isFollowing: false }));

/** Take a console out of the merged view, or back into it. */
export function toggleHidden(id: string): void {
  useMergedState.setState(({ hidden }) => {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    return { hidden: next };
  });
}

export const setShifts = (shifts: Readonly<Record<string, number>>): void => useMergedState.setState({ shifts });

/** A console goes on in a next part: that is moved in time, and left out, as the part before it. */
export function treatAs(next: string, earlier: string): void {
  useMergedState.setState(({ hidden, shifts }) => ({
    hidden: hidden.has(earlier) ? new Set([...hidden, next]) : hidden,
    shifts: { ...shifts, [next]: shifts[earlier] ?? 0 },
  }));
}
