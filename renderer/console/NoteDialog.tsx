import { Button } from '../ui/Button.tsx';
import { OneFieldDialog } from '../ui/OneFieldDialog.tsx';
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
  const save = (note: string | undefined) => {
    setMark(consoleId, line, note);
    onClose();
  };
  return (
    <OneFieldDialog
      title={`Mark line ${count(line)}`}
      action={before === undefined ? 'Mark' : 'Save'}
      label="Note"
      hint="Shown beside the line and in the list of marks. It may stay empty."
      text={before ?? ''}
      buttons={before !== undefined && <Button onPress={() => save(undefined)}>Take the mark away</Button>}
      onClose={onClose}
      onSubmit={(text) => {
        save(text);
        return undefined;
      }}
    />
  );
}
