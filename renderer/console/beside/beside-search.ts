/** What a search over panes beside each other tells each of them. */
import { createContext } from 'react';
import type { SearchStatus } from '../../../shared/contract/ipc.ts';

export interface PaneSearch {
  readonly byConsole: ReadonlyMap<string, SearchStatus>;
  /** The line that a step led to, in one of the consoles; each new value goes there once. */
  readonly target: { readonly consoleId: string; readonly line: number } | undefined;
  /** Told the line a pane is at. */
  readonly onAt: (consoleId: string, line: number) => void;
}

export const BesideSearch = createContext<PaneSearch>({
  byConsole: new Map(),
  target: undefined,
  onAt: () => undefined,
});
