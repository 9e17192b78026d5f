/** What a search found in the lines on screen; asked of the analysis host, as a pattern may hang whoever tries it. */
import { useEffect, useState } from 'react';
import type { SearchStatus } from '../../../shared/contract/ipc.ts';
import { lineNumber } from '../../../shared/contract/units.ts';
import { call } from '../../app/bridge.ts';
import type { Hit } from '../LogText.tsx';

export type HitsByLine = ReadonlyMap<number, readonly Hit[]>;
const NONE: HitsByLine = new Map();

/** Lines left out by a filter that are asked for with those around them. */
const NEAR = 500;
const AT_ONCE = 2000;

interface Known {
  readonly searchId: string;
  readonly hits: HitsByLine;
}

/** Stretches of lines that hold all of these, as text so that equal ones are equal. */
function stretches(lines: readonly number[]): string {
  const found: string[] = [];
  let first = lines[0];
  let last = first;
  for (const line of [...lines.slice(1), undefined]) {
    if (first === undefined || last === undefined) break;
    if (line !== undefined && line - last <= NEAR && line - first < AT_ONCE) last = line;
    else {
      found.push(`${first}+${last - first + 1}`);
      first = line;
      last = line;
    }
  }
  return found.join(' ');
}

/** @param asked what `stretches` made */
async function askHits(searchId: string, asked: string): Promise<HitsByLine> {
  const lists = await Promise.all(
    asked.split(' ').map((stretch) => {
      const [firstLine = 1, count = 1] = stretch.split('+').map(Number);
      return call('search.hits', { searchId, firstLine: lineNumber(firstLine), count });
    }),
  );
  return new Map(lists.flat().map(({ line, hits }) => [line, hits]));
}

/** @param lines on screen, ascending */
export function useHits(status: SearchStatus | undefined, lines: readonly number[]): HitsByLine {
  const [known, setKnown] = useState<Known>();
  const searchId = status?.searchId;
  // New lines on screen only matter when more was found.
  const found = status?.found ?? 0;
  const tail = status?.hasTail === true ? status.bytes : undefined;
  const asked = stretches(lines);
  useEffect(() => {
    if (searchId === undefined || found === 0 || asked === '') return undefined;
    let isWanted = true;
    askHits(searchId, asked).then(
      (hits) => {
        if (isWanted) setKnown({ searchId, hits });
      },
      () => {
        // The search is over: another one took its place, and its own hits come.
        if (isWanted) setKnown(undefined);
      },
    );
    return () => {
      isWanted = false;
    };
    // `tail` changes what the last line holds.
  }, [searchId, found, tail, asked]);
  return known !== undefined && known.searchId === searchId ? known.hits : NONE;
}

/** The same for lines of several consoles. @returns hits by the id of the search */
export function useSeveralHits(
  byConsole: ReadonlyMap<string, SearchStatus>,
  visible: readonly { readonly id: string; readonly line: number }[],
): ReadonlyMap<string, HitsByLine> {
  const [known, setKnown] = useState<ReadonlyMap<string, HitsByLine>>(new Map());
  const key = JSON.stringify(
    [...byConsole.values()]
      .filter(({ found }) => found > 0)
      .map(({ consoleId, searchId, found, hasTail, bytes }) => {
        const lines = visible.filter(({ id }) => id === consoleId).map(({ line }) => line);
        return [searchId, `${found} ${hasTail === true ? bytes : ''}`, stretches(lines.sort((a, b) => a - b))];
      })
      .filter(([, , asked]) => asked !== ''),
  );
  useEffect(() => {
    const asked = JSON.parse(key) as readonly (readonly [searchId: string, found: string, asked: string])[];
    if (asked.length === 0) return undefined;
    let isWanted = true;
    Promise.all(asked.map(async ([searchId, , text]) => [searchId, await askHits(searchId, text)] as const)).then(
      (all) => {
        if (isWanted) setKnown(new Map(all));
      },
      () => {
        if (isWanted) setKnown(new Map());
      },
    );
    return () => {
      isWanted = false;
    };
  }, [key]);
  return known;
}
