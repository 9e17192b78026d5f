import { CaseSensitive, Regex } from 'lucide-react';
import type { KeyboardEvent, Ref } from 'react';
import type { SearchQuery } from '../../shared/contract/ipc.ts';
import { IconButton } from '../ui/IconButton.tsx';

/** Longer patterns are refused by the hosts too. */
const LONGEST = 1000;

interface QueryFieldProps {
  readonly ref: Ref<HTMLInputElement>;
  readonly label: string;
  readonly className?: string;
  readonly query: SearchQuery;
  readonly onChange: (query: SearchQuery) => void;
  /** A key that means something here; true when it was one. */
  readonly onKey: (key: string, shift: boolean) => boolean;
  readonly isInvalid?: boolean;
  /** Id of the element that says why. */
  readonly describedBy?: string | undefined;
}

export const NO_QUERY: SearchQuery = { text: '', isRegex: false, matchCase: false };

/** What to look for: a text or a pattern, with or without regard to case. */
export function QueryField({ ref, label, className, query, onChange, onKey, isInvalid, describedBy }: QueryFieldProps) {
  const { text, isRegex, matchCase } = query;
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    // Enter while an input method composes a word ends the word.
    if (event.nativeEvent.isComposing || !onKey(event.key, event.shiftKey)) return;
    event.preventDefault();
  };
  return (
    <>
      <input
        ref={ref}
        className={['input machine', className].filter(Boolean).join(' ')}
        type="text"
        aria-label={label}
        aria-invalid={isInvalid}
        aria-describedby={describedBy}
        placeholder={isRegex ? 'Regular expression' : 'Text'}
        spellCheck={false}
        autoComplete="off"
        maxLength={LONGEST}
        value={text}
        onChange={(event) => onChange({ ...query, text: event.target.value })}
        onKeyDown={onKeyDown}
      />
      <IconButton
        label="Match upper and lower case"
        icon={<CaseSensitive />}
        isPressed={matchCase}
        onPress={() => onChange({ ...query, matchCase: !matchCase })}
      />
      <IconButton
        label="Regular expression"
        icon={<Regex />}
        isPressed={isRegex}
        onPress={() => onChange({ ...query, isRegex: !isRegex })}
      />
    </>
  );
}
