/** What was changed, in order, so that changes can be undone and done again. One history a scenario, until the window closes. */
import { create } from 'zustand';

interface History {
  /** Stacks of changes as text (`what-if-text.ts`), the latest last; empty for none. */
  readonly past: readonly string[];
  readonly future: readonly string[];
}

const LONGEST = 100;
const EMPTY: History = { past: [], future: [] };

const useHistories = create<{ readonly byId: Readonly<Record<string, History>> }>(() => ({ byId: {} }));

const put = (id: string, history: History): void =>
  useHistories.setState(({ byId }) => ({ byId: { ...byId, [id]: history } }));

const historyOf = (id: string): History => useHistories.getState().byId[id] ?? EMPTY;

/** A change was made: `before` is what was there. Nothing can be done again after it. */
export function rememberChange(id: string, before: string): void {
  put(id, { past: [...historyOf(id).past, before].slice(-LONGEST), future: [] });
}

/** What was there before `now`; undefined when nothing was changed. */
export function undoChange(id: string, now: string): string | undefined {
  const { past, future } = historyOf(id);
  const before = past.at(-1);
  if (before !== undefined) put(id, { past: past.slice(0, -1), future: [...future, now] });
  return before;
}

/** What was undone last; undefined when nothing was. */
export function redoChange(id: string, now: string): string | undefined {
  const { past, future } = historyOf(id);
  const next = future.at(-1);
  if (next !== undefined) put(id, { past: [...past, now], future: future.slice(0, -1) });
  return next;
}

/** What can be undone and done again. */
export function useChangeHistory(id: string): { readonly canUndo: boolean; readonly canRedo: boolean } {
  const canUndo = useHistories(({ byId }) => (byId[id]?.past.length ?? 0) > 0);
  const canRedo = useHistories(({ byId }) => (byId[id]?.future.length ?? 0) > 0);
  return { canUndo, canRedo };
}
