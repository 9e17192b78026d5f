/** The search of several consoles as commands: open it, and step through what it found. */
import { useMemo, useState } from 'react';
import { type Command, useCommands } from '../../app/commands.ts';
import type { SeveralSearches } from './use-searches.ts';
import type { Direction } from './use-steps.ts';

export interface OpenSearch {
  /** How often it was asked for; 0 while it is closed. */
  readonly asked: number;
  readonly toggle: () => void;
  readonly close: () => void;
}

/** @param owner of the commands: the view */
export function useSearchCommands(
  owner: string,
  searches: SeveralSearches,
  onStep: (direction: Direction) => void,
): OpenSearch {
  const [asked, setAsked] = useState(0);
  const { run, isFound } = searches;
  const commands = useMemo(
    (): readonly Command[] => [
      {
        id: `${owner}.search`,
        group: 'Console',
        title: 'Search in these logs …',
        keys: ['/', 'Ctrl+F'],
        run: () => setAsked((times) => times + 1),
      },
      {
        id: `${owner}.searchNext`,
        group: 'Console',
        title: 'Next line found',
        keys: ['F3', 'n'],
        enabled: isFound,
        run: () => onStep('next'),
      },
      {
        id: `${owner}.searchPrevious`,
        group: 'Console',
        title: 'Previous line found',
        keys: ['Shift+F3', 'N'],
        enabled: isFound,
        run: () => onStep('previous'),
      },
    ],
    [owner, isFound, onStep],
  );
  useCommands(`${owner}-search`, commands);
  return useMemo(() => {
    const close = () => {
      setAsked(0);
      run(undefined);
    };
    return { asked, close, toggle: () => (asked > 0 ? close() : setAsked(1)) };
  }, [asked, run]);
}
