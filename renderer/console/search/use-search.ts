/** The search of one console: what is looked for, how far it is, and the line it has gone to. */
import { useCallback, useEffect, useState } from 'react';
import type { LogRow, SearchQuery, SearchStatus } from '../../../shared/contract/ipc.ts';
import { lineNumber } from '../../../shared/contract/units.ts';
import { call, listen, problemOf } from '../../app/bridge.ts';
import { go } from '../../app/navigation.ts';
import { showProblem } from '../../app/store.ts';

export interface SearchState {
  readonly status: SearchStatus | undefined;
  /** What is wrong with the pattern. */
  readonly error: string | undefined;
  /** Which of the lines found was gone to last, from 0. */
  readonly current: number | undefined;
  readonly run: (query: SearchQuery | undefined) => void;
  readonly stop: () => void;
  readonly step: (direction: 'next' | 'previous', from: number) => void;
  readonly show: (row: LogRow, index: number) => void;
}

const tell = (error: unknown): void => showProblem(problemOf(error));

/** Over when its console is not looked at any more. */
export function useSearch(consoleId: string): SearchState {
  const [status, setStatus] = useState<SearchStatus>();
  const [error, setError] = useState<string>();
  const [current, setCurrent] = useState<number>();
  const searchId = status?.searchId;

  useEffect(
    () =>
      listen('search.changed', (news) => {
        if (news.consoleId === consoleId) setStatus((now) => (now?.searchId === news.searchId ? news : now));
      }),
    [consoleId],
  );
  useEffect(() => {
    if (searchId === undefined) return undefined;
    return () => void call('search.cancel', { searchId, forget: true }).catch(tell);
  }, [searchId]);

  const run = useCallback(
    (query: SearchQuery | undefined) => {
      setCurrent(undefined);
      setError(undefined);
      setStatus(undefined);
      if (query === undefined) return;
      call('search.start', { consoleId, query }).then(setStatus, (reason: unknown) => {
        setError(problemOf(reason).message);
      });
    },
    [consoleId],
  );
  const stop = useCallback(() => {
    if (searchId !== undefined) call('search.cancel', { searchId, forget: false }).catch(tell);
  }, [searchId]);
  const show = useCallback(
    (row: LogRow, index: number) => {
      setCurrent(index);
      go({ at: 'console', consoleId, line: row.line });
    },
    [consoleId],
  );
  const step = useCallback(
    (direction: 'next' | 'previous', from: number) => {
      if (searchId === undefined) return;
      call('search.near', { searchId, line: lineNumber(Math.max(1, from)), direction }).then(({ index, line }) => {
        setCurrent(index);
        if (line !== undefined) go({ at: 'console', consoleId, line });
      }, tell);
    },
    [consoleId, searchId],
  );
  return { status, error, current, run, stop, step, show };
}
