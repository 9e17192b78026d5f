import { useState } from 'react';
import { Switch } from '../../ui/Switch.tsx';

interface LimitFieldProps {
  readonly label: string;
  readonly unit: string;
  /** Undefined: no limit. */
  readonly value: number | undefined;
  readonly onSave: (value: number | undefined) => void;
  /** What it is when it is switched on. */
  readonly usual: number;
  readonly isWhole?: boolean;
  readonly most?: number;
}

/** A limit that can be off; the number is saved when the field is left or Enter is pressed. */
export function LimitField({ label, unit, value, usual, onSave, isWhole = false, most = 1_000_000 }: LimitFieldProps) {
  const [typed, setTyped] = useState<string>();
  const number = Number(typed?.replace(',', '.'));
  const isRight = Number.isFinite(number) && number > 0 && number <= most && (!isWhole || Number.isInteger(number));
  const save = () => {
    if (typed !== undefined && isRight && number !== value) onSave(number);
    if (isRight || typed === undefined || typed.trim() === '') setTyped(undefined);
  };
  return (
    <div className="limit">
      <Switch isSelected={value !== undefined} onChange={(isOn) => onSave(isOn ? usual : undefined)}>
        {label}
      </Switch>
      {value !== undefined && (
        <>
          <input
            className="input numbers limit-number"
            inputMode="decimal"
            aria-label={`${label}, in ${unit}`}
            aria-invalid={typed !== undefined && !isRight}
            value={typed ?? String(value)}
            onChange={(event) => setTyped(event.target.value)}
            onBlur={save}
            onKeyDown={(event) => {
              if (event.key === 'Enter') save();
            }}
          />
          <span>{unit}</span>
          {typed !== undefined && !isRight && (
            <span className="field-error">
              {isWhole ? `Type a whole number, 1 to ${most}.` : 'Type a number above 0.'}
            </span>
          )}
        </>
      )}
    </div>
  );
}
