/** One search over several consoles at once: each has its own in the analysis host. */
import { useEffect, useMemo, useState } from 'react';
import type { SearchQuery, SearchStatus } from '../../../shared/contract/ipc.ts';
import { call, listen, problemOf } from '../../app/bridge.ts';
import { tell } from './tell.ts';

export interface SeveralSearches {
  /** What was found so far, by console. */
  readonly byConsole: ReadonlyMap<string, SearchStatus>;
  /** Something was found in one of them. */
  readonly isFound: boolean;
  /** What is wrong with the pattern. */
  readonly error: string | undefined;
  /** Look for something else; undefined: for nothing. */
  readonly run: (query: SearchQuery | undefined) => void;
}

const NONE: ReadonlyMap<string, SearchStatus> = new Map();

/** @param ids of the consoles; when they change, the search begins anew */
export function useSearches(ids: readonly string[]): SeveralSearches {
  const [query, run] = useState<SearchQuery>();
  const [byConsole, setByConsole] = useState(NONE);
  const [error, setError] = useState<string>();
  const key = ids.join(' ');

  useEffect(() => {
    const consoles = key.split(' ').filter((id) => id !== '');
    if (query === undefined) return undefined;
    let isWanted = true;
    const started = new Set<string>();
    const forget = (searchId: string): void => void call('search.cancel', { searchId, forget: true }).catch(tell);
    const stopListening = listen('search.changed', (news) => {
      if (started.has(news.searchId)) setByConsole((now) => new Map(now).set(news.consoleId, news));
    });
    for (const consoleId of consoles) {
      call('search.start', { consoleId, query }).then(
        (status) => {
          if (!isWanted) {
            forget(status.searchId);
            return;
          }
          started.add(status.searchId);
          setByConsole((now) => new Map(now).set(consoleId, status));
        },
        (reason: unknown) => {
          if (isWanted) setError(problemOf(reason).message);
        },
      );
    }
    return () => {
      isWanted = false;
      stopListening();
      for (const searchId of started) forget(searchId);
      setByConsole(NONE);
      setError(undefined);
    };
  }, [query, key]);

  const isFound = [...byConsole.values()].some(({ found }) => found > 0);
  return useMemo(() => ({ byConsole, isFound, error, run }), [byConsole, isFound, error, run]);
}
