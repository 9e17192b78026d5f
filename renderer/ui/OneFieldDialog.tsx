import { useState, type ReactNode } from 'react';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { TextInput } from './TextInput.tsx';

interface OneFieldDialogProps {
  readonly title: string;
  /** On the button that does it. */
  readonly action: string;
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  /** What the field holds at first. */
  readonly text?: string;
  /** Other buttons, before the one that does it. */
  readonly buttons?: ReactNode;
  readonly onClose: () => void;
  /** Does it and closes the dialog, or says in words why the text will not do. */
  readonly onSubmit: (text: string) => string | undefined;
}

/** A dialog that asks for one line of text. Mount it to open it. */
export function OneFieldDialog(props: OneFieldDialogProps) {
  const { title, action, label, hint, placeholder, buttons, onClose, onSubmit } = props;
  const [text, setText] = useState(props.text ?? '');
  const [error, setError] = useState<string>();
  const submit = () => setError(onSubmit(text));
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      footer={
        <>
          {buttons}
          <Button variant="primary" onPress={submit}>
            {action}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextInput
          label={label}
          {...(hint === undefined ? {} : { hint })}
          {...(placeholder === undefined ? {} : { placeholder })}
          value={text}
          onChange={(value) => {
            setText(value);
            setError(undefined);
          }}
          error={error}
          autoFocus
        />
      </form>
    </Dialog>
  );
}
