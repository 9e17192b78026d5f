import { ArrowDown, ArrowUp, Square, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { SearchStatus } from '../../../shared/contract/ipc.ts';
import { call } from '../../app/bridge.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { count, plural } from '../../ui/words.ts';
import { NO_QUERY, QueryField } from '../QueryField.tsx';
import './search.css';
import type { SearchState } from './use-search.ts';

interface SearchBarProps {
  readonly search: SearchState;
  /** Asked for again while open: counts up, and the field takes the focus. */
  readonly asked: number;
  readonly onStep: (direction: 'next' | 'previous') => void;
  readonly onClose: () => void;
}

/** After the last key, before a search begins, in milliseconds. */
const TYPING = 180;

function words({ state, found, searchedBytes, bytes }: SearchStatus, current: number | undefined): string {
  const lines = current === undefined ? plural(found, 'line') : `${count(current + 1)} of ${plural(found, 'line')}`;
  if (state === 'searching' && bytes > 0) return `${lines} · ${Math.floor((searchedBytes / bytes) * 100)} %`;
  return state === 'stopped' ? `${lines} · stopped` : lines;
}

/** What to look for, how far that is, and the way from one to the next. */
export function SearchBar({ search, asked, onStep, onClose }: SearchBarProps) {
  const [query, setQuery] = useState(NO_QUERY);
  const input = useRef<HTMLInputElement>(null);
  const { status, error, current, run, stop } = search;
  const problem = error ?? (status?.problem && `${status.problem.message} ${status.problem.hint ?? ''}`);

  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, [asked]);
  // Starting a search takes longer than most searches: it begins while the words are typed. Without, it only is slower.
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
    <search className="search-bar" aria-label="Search in this log">
      <QueryField
        ref={input}
        label="Search in this log"
        query={query}
        onChange={setQuery}
        onKey={onKey}
        isInvalid={problem !== undefined}
      />
      <IconButton
        label="Previous"
        keys="Shift+F3"
        icon={<ArrowUp />}
        isDisabled={(status?.found ?? 0) === 0}
        onPress={() => onStep('previous')}
      />
      <IconButton
        label="Next"
        keys="F3"
        icon={<ArrowDown />}
        isDisabled={(status?.found ?? 0) === 0}
        onPress={() => onStep('next')}
      />
      <span className="search-words numbers" role="status">
        {status !== undefined && words(status, current)}
      </span>
      {status?.state === 'searching' && <IconButton label="Stop searching" icon={<Square />} onPress={stop} />}
      {problem !== undefined && (
        <span className="search-problem" role="alert">
          {problem}
        </span>
      )}
      <IconButton className="search-close" label="Close the search" keys="Escape" icon={<X />} onPress={onClose} />
    </search>
  );
}
