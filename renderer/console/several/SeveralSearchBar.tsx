import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { call } from '../../app/bridge.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { plural } from '../../ui/words.ts';
import { NO_QUERY, QueryField } from '../QueryField.tsx';
import '../search/search.css';
import type { SeveralSearches } from './use-searches.ts';

interface SeveralSearchBarProps {
  readonly searches: SeveralSearches;
  /** How many consoles are searched. */
  readonly consoles: number;
  /** Asked for again while open: counts up, and the field takes the focus. */
  readonly asked: number;
  readonly onStep: (direction: 'next' | 'previous') => void;
  readonly onClose: () => void;
}

/** After the last key, before a search begins, in milliseconds. */
const TYPING = 180;

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

/** What to look for in several consoles, and the way from one line found to the next. */
export function SeveralSearchBar({ searches, consoles, asked, onStep, onClose }: SeveralSearchBarProps) {
  const [query, setQuery] = useState(NO_QUERY);
  const input = useRef<HTMLInputElement>(null);
  const { run, byConsole } = searches;
  const failed = [...byConsole.values()].find((status) => status.problem !== undefined)?.problem;
  const problem = searches.error ?? (failed && `${failed.message} ${failed.hint ?? ''}`);
  const isFound = [...byConsole.values()].some(({ found }) => found > 0);

  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, [asked]);
  useEffect(() => void call('search.prepare', {}).catch(() => undefined), []);
  useEffect(() => {
    const timer = setTimeout(() => run(query.text === '' ? undefined : query), TYPING);
    return () => clearTimeout(timer);
  }, [query, run]);

  const onKey = (key: string, shift: boolean): boolean => {
    if (key === 'Enter') onStep(shift ? 'previous' : 'next');
    else if (key === 'Escape') onClose();
    else return false;
    return true;
  };
  return (
    <search className="search-bar" aria-label="Search in these logs">
      <QueryField
        ref={input}
        label="Search in these logs"
        query={query}
        onChange={setQuery}
        onKey={onKey}
        isInvalid={problem !== undefined}
      />
      <IconButton
        label="Previous"
        keys="Shift+F3"
        icon={<ArrowUp />}
        isDisabled={!isFound}
        onPress={() => onStep('previous')}
      />
      <IconButton label="Next" keys="F3" icon={<ArrowDown />} isDisabled={!isFound} onPress={() => onStep('next')} />
      <span className="search-words numbers" role="status">
        {words(searches, consoles)}
      </span>
      {problem !== undefined && (
        <span className="search-problem" role="alert">
          {problem}
        </span>
      )}
      <IconButton className="search-close" label="Close the search" keys="Escape" icon={<X />} onPress={onClose} />
    </search>
  );
}
