/** From one line found to the next, over consoles that are merged on one time axis. */
import type { MergedConsole, SearchStatus } from '../../../shared/contract/ipc.ts';
import { lineNumber } from '../../../shared/contract/units.ts';
import { call } from '../../app/bridge.ts';
import type { MergedAt } from './merged-log.ts';

interface Found {
  readonly at: MergedAt;
  /** In the whole, from 1. */
  readonly position: number;
  readonly isAround: boolean;
}

/**
 * Each console knows its own next line found; the one that comes first on the time axis is it.
 * @param at where the user is
 * @param linesOf lines of a console so far
 * @param consoles with all their lines, as what is found may be left out by a filter
 * @returns it; undefined when nothing was found. Goes round the ends.
 */
export async function nextFound(
  consoles: readonly MergedConsole[],
  byConsole: ReadonlyMap<string, SearchStatus>,
  at: MergedAt,
  linesOf: (id: string) => number,
  direction: 'next' | 'previous',
): Promise<MergedAt | undefined> {
  const here = await positionOf(consoles, at);
  const all = await Promise.all(
    consoles.map(async (console): Promise<Found | undefined> => {
      const search = byConsole.get(console.id);
      if (search === undefined || search.found === 0) return undefined;
      // How many of its lines came before: the last of them is where it is.
      const before =
        console.id === at.id
          ? at.line
          : (await call('merged.find', { consoles: [console], at: { id: at.id, line: lineNumber(at.line) } })).position;
      const from =
        direction === 'next'
          ? before === 0
            ? linesOf(console.id)
            : before
          : console.id === at.id
            ? before
            : before + 1;
      const near = await call('search.near', {
        searchId: search.searchId,
        line: lineNumber(Math.max(1, from)),
        direction,
      });
      if (near.line === undefined) return undefined;
      const found = { id: console.id, line: near.line };
      const position = await positionOf(consoles, found);
      return { at: found, position, isAround: direction === 'next' ? position <= here : position >= here };
    }),
  );
  const found = all.filter((each) => each !== undefined);
  const ahead = found.filter(({ isAround }) => !isAround);
  const candidates = ahead.length > 0 ? ahead : found;
  const isBefore = (one: Found, other: Found): boolean =>
    direction === 'next' ? one.position < other.position : one.position > other.position;
  let first: Found | undefined;
  for (const each of candidates) if (first === undefined || isBefore(each, first)) first = each;
  return first?.at;
}

async function positionOf(consoles: readonly MergedConsole[], { id, line }: MergedAt): Promise<number> {
  const { position } = await call('merged.find', { consoles: [...consoles], at: { id, line: lineNumber(line) } });
  return position + 1;
}
