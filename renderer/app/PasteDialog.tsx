import { useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextInput } from '../ui/TextInput.tsx';
import { count, plural } from '../ui/words.ts';
import { openText } from './open.ts';
import { closeOverlay, useOverlay } from './overlay.ts';

const linesIn = (text: string): number => text.split('\n').length - Number(text.endsWith('\n'));

/** A large field to paste a report, a log or a whole mail into. */
export function PasteDialog() {
  const isOpen = useOverlay((state) => state.open === 'paste');
  const [text, setText] = useState('');
  const isEmpty = text.trim() === '';
  const close = () => {
    setText('');
    closeOverlay();
  };
  const open = () => {
    openText(text);
    close();
  };
  return (
    <Dialog
      title="Paste a report"
      size="wide"
      isOpen={isOpen}
      onClose={close}
      footer={
        <>
          <span className="soft numbers" style={{ marginRight: 'auto' }}>
            {isEmpty ? '' : `${plural(linesIn(text), 'line')}, ${count(text.length)} characters`}
          </span>
          <Button onPress={close}>Cancel</Button>
          <Button variant="primary" isDisabled={isEmpty} onPress={open}>
            Open
          </Button>
        </>
      }
    >
      <TextInput
        label="Log, report or mail"
        value={text}
        onChange={setText}
        machine
        lines={18}
        autoFocus
        hint="Quoting (“> ”), time stamps and log levels may stay as they are. Pasting a log anywhere in the window does the same."
      />
    </Dialog>
  );
}
