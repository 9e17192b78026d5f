import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { SearchQuery } from '../../../shared/contract/ipc.ts';
import { call } from '../../app/bridge.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { NO_QUERY, QueryField } from '../QueryField.tsx';
import './search.css';

interface QueryBarProps {
  /** What is searched. */
  readonly label: string;
  /** Asked for again while open: counts up, and the field takes the focus. */
  readonly asked: number;
  readonly isFound: boolean;
  /** How far it is. */
  readonly words: string;
  /** What is wrong with the pattern, or what went wrong. */
  readonly problem: string | undefined;
  /** Look for something else; undefined: for nothing. */
  readonly onRun: (query: SearchQuery | undefined) => void;
  readonly onStep: (direction: 'next' | 'previous') => void;
  readonly onClose: () => void;
  /** Other buttons, after the words. */
  readonly children?: ReactNode;
}

/** After the last key, before a search begins, in milliseconds. */
const TYPING = 180;

/** The bar of a search over one log or several: what to look for, and the way from one line found to the next. */
export function QueryBar(props: QueryBarProps) {
  const { label, asked, isFound, words, problem, onRun, onStep, onClose, children } = props;
  const [query, setQuery] = useState(NO_QUERY);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, [asked]);
  // Starting a search takes longer than most searches: it begins while the words are typed. Without, it only is slower.
  useEffect(() => void call('search.prepare', {}).catch(() => undefined), []);
  useEffect(() => {
    const timer = setTimeout(() => onRun(query.text === '' ? undefined : query), TYPING);
    return () => clearTimeout(timer);
  }, [query, onRun]);

  const onKey = (key: string, shift: boolean): boolean => {
    if (key === 'Enter') onStep(shift ? 'previous' : 'next');
    else if (key === 'Escape') onClose();
    else return false;
    return true;
  };
  return (
    <search className="search-bar" aria-label={label}>
      <QueryField
        ref={input}
        label={label}
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
        {words}
      </span>
      {children}
      {problem !== undefined && (
        <span className="search-problem" role="alert">
          {problem}
        </span>
      )}
      <IconButton className="search-close" label="Close the search" keys="Escape" icon={<X />} onPress={onClose} />
    </search>
  );
}
