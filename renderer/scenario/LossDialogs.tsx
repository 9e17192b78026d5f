/** Before text of a scenario is lost: what would be, and what can be done instead. */
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { MachineText } from '../ui/MachineText.tsx';
import { plural } from '../ui/words.ts';
import { saveDraft, settleConflict, takeTheirs, useDrafts } from './drafts.ts';

/** Asks what becomes of a file that another program changed, when it was to be saved. Nothing while there is none. */
export function ConflictDialog({ id }: { readonly id: string }) {
  const onDisk = useDrafts(({ conflicts }) => conflicts[id]);
  return (
    <Dialog
      title="Another program changed this file"
      role="alertdialog"
      isOpen={onDisk !== undefined}
      onClose={() => settleConflict(id)}
      footer={
        <>
          <Button variant="danger" onPress={() => saveDraft(id, 'over')}>
            Save mine over it
          </Button>
          <Button onPress={() => takeTheirs(id)}>Show theirs</Button>
          <Button variant="primary" autoFocus onPress={() => saveDraft(id, 'other')}>
            Save mine as …
          </Button>
        </>
      }
    >
      <p>
        It was changed since it was read here, so nothing was written. On disk it has{' '}
        {plural((onDisk ?? '').split('\n').length, 'line')} now. Theirs can be shown in the editor, where Undo brings
        yours back; the two can live in two files; or yours replaces theirs.
      </p>
      <p style={{ marginTop: 10 }}>
        <MachineText block>{id.replace(/^file:/, '')}</MachineText>
      </p>
    </Dialog>
  );
}

interface LossDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onLose: () => void;
  /** What becomes of the text. */
  readonly words: string;
}

/** Asks before what was typed is thrown away. */
export function LossDialog({ isOpen, onClose, onLose, words }: LossDialogProps) {
  return (
    <Dialog
      title="Throw away what is not saved?"
      role="alertdialog"
      isOpen={isOpen}
      onClose={onClose}
      footer={
        <>
          <Button
            variant="danger"
            onPress={() => {
              onClose();
              onLose();
            }}
          >
            Throw it away
          </Button>
          <Button variant="primary" autoFocus onPress={onClose}>
            Keep it
          </Button>
        </>
      }
    >
      <p>{words}</p>
    </Dialog>
  );
}
