/** From one line found in several consoles to the next: by commands and by the bar of the search. */
import { useCallback, useState } from 'react';
import { useSearchCommands, type OpenSearch } from './search-commands.ts';
import { tell } from './tell.ts';
import type { SeveralSearches } from './use-searches.ts';

export type Direction = 'next' | 'previous';

interface Steps<Target> {
  readonly search: OpenSearch;
  readonly step: (direction: Direction) => void;
  /** Where the last step led; each new value goes there once. */
  readonly target: Target | undefined;
  /** Where it led is left. */
  readonly forget: () => void;
}

/**
 * @param owner of the commands: the view
 * @param nextOf the line found next, from where the user is; undefined when there is none
 */
export function useSteps<Target extends object>(
  owner: string,
  searches: SeveralSearches,
  nextOf: (direction: Direction) => Promise<Target | undefined>,
): Steps<Target> {
  const [target, setTarget] = useState<Target>();
  const step = useCallback(
    (direction: Direction) => {
      nextOf(direction).then((next) => {
        if (next !== undefined) setTarget(next);
      }, tell);
    },
    [nextOf],
  );
  const search = useSearchCommands(owner, searches, step);
  const forget = useCallback(() => setTarget(undefined), []);
  return { search, step, target, forget };
}
