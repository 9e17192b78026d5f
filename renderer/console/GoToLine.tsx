import { useState } from 'react';
import type { Console } from '../../shared/contract/ipc.ts';
import { lineNumber } from '../../shared/contract/units.ts';
import { go } from '../app/navigation.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextInput } from '../ui/TextInput.tsx';
import { count } from '../ui/words.ts';

interface GoToLineProps {
  readonly console: Console;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Ctrl+G: a line of the log by its number. */
export function GoToLine({ console, isOpen, onClose }: GoToLineProps) {
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  const close = () => {
    setText('');
    setError(undefined);
    onClose();
  };
  const submit = () => {
    const digits = text.replaceAll(/[\s,.]/g, '');
    const wanted = /^\d+$/.test(digits) ? Number(digits) : 0;
    if (wanted < 1 || wanted > console.lines) {
      setError(`Type a number from 1 to ${count(console.lines)}.`);
      return;
    }
    close();
    go({ at: 'console', consoleId: console.id, line: lineNumber(wanted) });
  };
  return (
    <Dialog
      title="Go to line"
      isOpen={isOpen}
      onClose={close}
      footer={
        <Button variant="primary" onPress={submit}>
          Go
        </Button>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextInput
          label={`Line, 1 to ${count(console.lines)}`}
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
