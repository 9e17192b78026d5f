import { Search } from 'lucide-react';
import { IconButton } from '../../ui/IconButton.tsx';
import { plural } from '../../ui/words.ts';
import { QueryBar } from '../search/QueryBar.tsx';
import type { OpenSearch } from './search-commands.ts';
import type { SeveralSearches } from './use-searches.ts';
import type { Direction } from './use-steps.ts';

interface SeveralSearchBarProps {
  readonly searches: SeveralSearches;
  readonly search: OpenSearch;
  /** How many consoles are searched. */
  readonly consoles: number;
  readonly onStep: (direction: Direction) => void;
}

const LABEL = 'Search in these logs';

function words({ byConsole }: SeveralSearches, consoles: number): string {
  const all = [...byConsole.values()];
  if (all.length === 0) return '';
  const found = all.reduce((total, status) => total + status.found, 0);
  const within = all.filter((status) => status.found > 0).length;
  const where = found === 0 ? '' : ` in ${within} of ${plural(consoles, 'console')}`;
  const searching = all.filter(({ state }) => state === 'searching');
  const [done, bytes] = searching.reduce(([a, b], each) => [a + each.searchedBytes, b + each.bytes], [0, 0]);
  return `${plural(found, 'line')}${where}${bytes > done ? ` · ${Math.floor((done / bytes) * 100)} %` : ''}`;
}

/** What to look for in several consoles, and the way from one line found to the next. Nothing while it is closed. */
export function SeveralSearchBar({ searches, search, consoles, onStep }: SeveralSearchBarProps) {
  if (search.asked === 0) return null;
  const { run, byConsole, isFound } = searches;
  const failed = [...byConsole.values()].find((status) => status.problem !== undefined)?.problem;
  return (
    <QueryBar
      label={LABEL}
      asked={search.asked}
      isFound={isFound}
      words={words(searches, consoles)}
      problem={searches.error ?? (failed && `${failed.message} ${failed.hint ?? ''}`)}
      onRun={run}
      onStep={onStep}
      onClose={search.close}
    />
  );
}

/** Opens and closes it. */
export function SearchButton({ search }: { readonly search: OpenSearch }) {
  return (
    <IconButton label={LABEL} keys="Ctrl+F" icon={<Search />} isPressed={search.asked > 0} onPress={search.toggle} />
  );
}
