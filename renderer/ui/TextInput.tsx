import type { ReactNode, Ref } from 'react';
import { FieldError, Input, Label, Text, TextArea, TextField } from 'react-aria-components';
import './Field.css';

interface TextInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: ReactNode;
  /** What is wrong with the value; the field is marked while it is set. */
  readonly error?: string | undefined;
  readonly placeholder?: string;
  /** Paths, commands, logs: monospace. */
  readonly machine?: boolean;
  /** Number of lines of a text area; absent: one line. */
  readonly lines?: number;
  readonly autoFocus?: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly isDisabled?: boolean;
}

/** A text field with its label above, and a hint or an error below. */
export function TextInput(props: TextInputProps) {
  const { label, value, onChange, hint, error, placeholder, machine = false, lines, autoFocus, inputRef } = props;
  const look = { className: machine ? 'input machine' : 'input', placeholder, spellCheck: !machine } as const;
  return (
    <TextField
      className="field"
      value={value}
      onChange={onChange}
      isInvalid={error !== undefined}
      isDisabled={props.isDisabled ?? false}
      autoFocus={autoFocus ?? false}
      validationBehavior="aria"
    >
      <Label>{label}</Label>
      {lines === undefined ? (
        <Input {...look} {...(inputRef === undefined ? {} : { ref: inputRef })} />
      ) : (
        <TextArea {...look} rows={lines} />
      )}
      {hint !== undefined && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </TextField>
  );
}
