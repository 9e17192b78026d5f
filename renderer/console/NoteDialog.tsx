import { useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextInput } from '../ui/TextInput.tsx';
import { count } from '../ui/words.ts';
import { noteOf, setMark } from './marks.ts';

interface NoteDialogProps {
  readonly consoleId: string;
  /** The line to mark; undefined: the dialog is closed. */
  readonly line: number | undefined;
  readonly onClose: () => void;
}

/** Marks a line and says why. */
export function NoteDialog({ consoleId, line, onClose }: NoteDialogProps) {
  return line === undefined ? null : <Note key={line} consoleId={consoleId} line={line} onClose={onClose} />;
}

interface NoteProps extends NoteDialogProps {
  readonly line: number;
}

function Note({ consoleId, line, onClose }: NoteProps) {
  const before = noteOf(consoleId, line);
  const [text, setText] = useState(before ?? '');
  const save = (note: string | undefined) => {
    setMark(consoleId, line, note);
    onClose();
  };
  return (
    <Dialog
      title={`Mark line ${count(line)}`}
      isOpen
      onClose={onClose}
      footer={
        <>
          {before !== undefined && <Button onPress={() => save(undefined)}>Take the mark away</Button>}
          <Button variant="primary" onPress={() => save(text)}>
            {before === undefined ? 'Mark' : 'Save'}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save(text);
        }}
      >
        <TextInput
          label="Note"
          hint="Shown beside the line and in the list of marks. It may stay empty."
          value={text}
          onChange={setText}
          autoFocus
        />
      </form>
    </Dialog>
  );
}
