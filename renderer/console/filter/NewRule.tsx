import { Plus } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { patternProblem } from '../../../shared/console-log/query-pattern.ts';
import { Button } from '../../ui/Button.tsx';
import { NO_QUERY, QueryField } from '../QueryField.tsx';
import { changeFilter, MOST_RULES, type FilterRule } from './filter-rules.ts';

interface NewRuleProps {
  readonly filterKey: string;
  readonly rules: readonly FilterRule[];
  /** Asked for again while open: counts up, and the field takes the focus. */
  readonly asked: number;
}

/** The text of a rule to add. What is no pattern stays in the field, and beside it stands why. */
export function NewRule({ filterKey, rules, asked }: NewRuleProps) {
  const [query, setQuery] = useState(NO_QUERY);
  /** It was to be added and could not be; told until it can. */
  const [isRefused, setIsRefused] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const problemId = useId();
  useEffect(() => {
    if (asked > 0) input.current?.focus();
  }, [asked]);
  const problem = patternProblem(query);
  if (isRefused && problem === undefined) setIsRefused(false);
  const add = (keep: FilterRule['keep']) => {
    if (query.text === '') return;
    input.current?.focus();
    if (problem !== undefined) {
      setIsRefused(true);
      return;
    }
    changeFilter(filterKey, { rules: [...rules, { keep, query, isOn: true }].slice(-MOST_RULES) });
    setQuery({ ...query, text: '' });
  };
  const onKey = (key: string, shift: boolean): boolean => {
    if (key === 'Enter') add(shift ? 'without' : 'only');
    else if (key !== 'Escape') return false;
    else if (query.text === '') document.querySelector<HTMLElement>('.log-scroller')?.focus();
    else setQuery({ ...query, text: '' });
    return true;
  };
  const isTold = isRefused && problem !== undefined;
  return (
    <>
      <QueryField
        ref={input}
        className="filter-text"
        label="Text of a rule to add"
        query={query}
        onChange={setQuery}
        onKey={onKey}
        isInvalid={isTold}
        describedBy={isTold ? problemId : undefined}
      />
      <Button isDisabled={query.text === ''} icon={<Plus aria-hidden />} onPress={() => add('only')}>
        Only with
      </Button>
      <Button isDisabled={query.text === ''} icon={<Plus aria-hidden />} onPress={() => add('without')}>
        Without
      </Button>
      {isTold && (
        <span id={problemId} className="filter-problem" role="alert">
          {problem}
        </span>
      )}
    </>
  );
}
