/** What is chosen in the list of consoles, and what is asked about one of them. */
import { create } from 'zustand';
import { nextPartOf } from '../../../shared/console-log/parts.ts';
import { MOST_MERGED } from '../../../shared/contract/ipc.ts';
import { currentPlace, go } from '../../app/navigation.ts';
import { useWorkbench } from '../../app/store.ts';

interface ListState {
  /** Ids, in the order in which they were chosen. */
  readonly chosen: readonly string[];
  /** The row that a range begins at. */
  readonly anchor: string | undefined;
  /** First parts of consoles whose earlier parts are shown. */
  readonly unfolded: readonly string[];
  readonly asked: { readonly about: string; readonly what: 'rename' | 'remove' } | undefined;
}

export const useConsoleList = create<ListState>(() => ({
  chosen: [],
  anchor: undefined,
  unfolded: [],
  asked: undefined,
}));

export const askAbout = (about: string, what: 'rename' | 'remove'): void =>
  useConsoleList.setState({ asked: { about, what } });
export const forgetQuestion = (): void => useConsoleList.setState({ asked: undefined });
export const chooseNone = (): void => useConsoleList.setState({ chosen: [] });

/** Show the earlier parts of a console, or no longer. */
export const toggleParts = (root: string): void =>
  useConsoleList.setState(({ unfolded }) => ({
    unfolded: unfolded.includes(root) ? unfolded.filter((one) => one !== root) : [...unfolded, root],
  }));

/** Choose a row, or no longer. */
export function toggleChosen(id: string): void {
  useConsoleList.setState(({ chosen }) => ({
    anchor: id,
    chosen: chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id],
  }));
}

/** Choose all rows from the last one that was gone to up to this one. */
export function chooseUpTo(id: string): void {
  const ids = useWorkbench.getState().consoles.map((console) => console.id);
  const { anchor } = useConsoleList.getState();
  const from = anchor === undefined ? ids.indexOf(id) : Math.max(0, ids.indexOf(anchor));
  const to = ids.indexOf(id);
  useConsoleList.setState({ chosen: ids.slice(Math.min(from, to), Math.max(from, to) + 1) });
}

/** The consoles that the view shows now. */
export function shownConsoles(): readonly string[] {
  const place = currentPlace();
  if ('consoleIds' in place) return place.consoleIds;
  return place.at === 'console' ? [place.consoleId] : [];
}

/** Look at several consoles at once. */
export function showTogether(at: 'beside' | 'merged', consoleIds: readonly string[]): void {
  chooseNone();
  go({ at, consoleIds: [...new Set(consoleIds)].slice(0, MOST_MERGED) });
}

/** Those chosen, or all there are, each with its latest part. */
export function chosenOrAll(): readonly string[] {
  const { chosen } = useConsoleList.getState();
  if (chosen.length > 1) return chosen;
  const { consoles } = useWorkbench.getState();
  return consoles.flatMap(({ id }) => (nextPartOf(consoles, id) === undefined ? [id] : []));
}
