import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import './Select.css';

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly { readonly value: string; readonly title: string; readonly isDisabled?: boolean }[];
  readonly icon?: ReactNode;
  /** The label stands above instead of being only read aloud. */
  readonly showsLabel?: boolean;
}

/** One of several, of which there may be many. */
export function Select({ label, value, onChange, options, icon, showsLabel = false }: SelectProps) {
  return (
    <label className="select-field">
      <span className={showsLabel ? 'select-label' : 'visually-hidden'}>{label}</span>
      <span className="select">
        {icon}
        <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value} disabled={option.isDisabled ?? false}>
              {option.title}
            </option>
          ))}
        </select>
        <ChevronDown aria-hidden />
      </span>
    </label>
  );
}
