import { Square } from 'lucide-react';
import type { SearchStatus } from '../../../shared/contract/ipc.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { count, plural } from '../../ui/words.ts';
import { QueryBar } from './QueryBar.tsx';
import type { SearchState } from './use-search.ts';

interface SearchBarProps {
  readonly search: SearchState;
  /** Asked for again while open: counts up, and the field takes the focus. */
  readonly asked: number;
  readonly onStep: (direction: 'next' | 'previous') => void;
  readonly onClose: () => void;
}

function words({ state, found, searchedBytes, bytes }: SearchStatus, current: number | undefined): string {
  const lines = current === undefined ? plural(found, 'line') : `${count(current + 1)} of ${plural(found, 'line')}`;
  if (state === 'searching' && bytes > 0) return `${lines} · ${Math.floor((searchedBytes / bytes) * 100)} %`;
  return state === 'stopped' ? `${lines} · stopped` : lines;
}

/** What to look for, how far that is, and the way from one to the next. */
export function SearchBar({ search, asked, onStep, onClose }: SearchBarProps) {
  const { status, error, current, run, stop } = search;
  return (
    <QueryBar
      label="Search in this log"
      asked={asked}
      isFound={(status?.found ?? 0) > 0}
      words={status === undefined ? '' : words(status, current)}
      problem={error ?? (status?.problem && `${status.problem.message} ${status.problem.hint ?? ''}`)}
      onRun={run}
      onStep={onStep}
      onClose={onClose}
    >
      {status?.state === 'searching' && <IconButton label="Stop searching" icon={<Square />} onPress={stop} />}
    </QueryBar>
  );
}
