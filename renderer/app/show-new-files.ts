/** Files that main opens by itself (command line, menu, a second start) are shown as if the user had opened them here. */
import type { Console } from '../../shared/contract/ipc.ts';
import { showOpened } from './open.ts';
import { useWorkbench } from './store.ts';

/** Opened just before the page was there: given on the command line. */
const EARLIER_MILLISECONDS = 15_000;
/** Several files opened at once: the first is shown. */
const TOGETHER_MILLISECONDS = 1500;
/** Consoles of the session before; when they come back they are not new. */
const SEEN_KEY = 'consoles.seen';

export function startShowingNewFiles(): () => void {
  const since = performance.timeOrigin - EARLIER_MILLISECONDS;
  const seen = new Set(localStorage.getItem(SEEN_KEY)?.split(' '));
  let shownAt = -Infinity;
  const look = (consoles: readonly Console[]) => {
    if (consoles.some(({ id }) => !seen.has(id))) {
      localStorage.setItem(SEEN_KEY, consoles.map(({ id }) => id).join(' '));
    }
    for (const { id, spec, startedAt, continues } of consoles) {
      if (seen.has(id)) continue;
      seen.add(id);
      const isNew = continues === undefined && (spec.kind === 'file' || spec.kind === 'pipe') && startedAt > since;
      if (!isNew || performance.now() - shownAt < TOGETHER_MILLISECONDS) continue;
      shownAt = performance.now();
      showOpened([id]);
    }
  };
  return useWorkbench.subscribe((now, before) => {
    if (now.consoles !== before.consoles) look(now.consoles);
  });
}
