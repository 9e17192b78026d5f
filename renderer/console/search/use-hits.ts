/** What a search found in the lines on screen; asked of the analysis host, as a pattern may hang whoever tries it. */
import { useEffect, useState } from 'react';
import type { SearchStatus } from '../../../shared/contract/ipc.ts';
import { lineNumber } from '../../../shared/contract/units.ts';
import { call } from '../../app/bridge.ts';
import type { Hit } from '../LogText.tsx';

export type HitsByLine = ReadonlyMap<number, readonly Hit[]>;
const NONE: HitsByLine = new Map();

interface Known {
  readonly searchId: string;
  readonly hits: HitsByLine;
}

export function useHits(status: SearchStatus | undefined, first: number, last: number): HitsByLine {
  const [known, setKnown] = useState<Known>();
  const searchId = status?.searchId;
  // New lines on screen only matter when more was found.
  const found = status?.found ?? 0;
  useEffect(() => {
    if (searchId === undefined || found === 0 || last < first) return undefined;
    let isWanted = true;
    call('search.hits', { searchId, firstLine: lineNumber(first), count: Math.min(2000, last - first + 1) }).then(
      (list) => {
        if (isWanted) setKnown({ searchId, hits: new Map(list.map(({ line, hits }) => [line, hits])) });
      },
      () => {
        // The search is over: another one took its place, and its own hits come.
        if (isWanted) setKnown(undefined);
      },
    );
    return () => {
      isWanted = false;
    };
  }, [searchId, found, first, last]);
  return known !== undefined && known.searchId === searchId ? known.hits : NONE;
}
