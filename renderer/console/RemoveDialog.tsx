import type { Console } from '../../shared/contract/ipc.ts';
import { call, problemOf } from '../app/bridge.ts';
import { currentPlace, go } from '../app/navigation.ts';
import { showProblem } from '../app/store.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { MachineText } from '../ui/MachineText.tsx';
import { plural } from '../ui/words.ts';
import { isAttached } from './state-words.ts';

interface RemoveDialogProps {
  readonly console: Console;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Who looks at it, or at something in it, has nothing to look at any more. */
function leave(id: string): void {
  const place = currentPlace();
  if ('consoleId' in place && place.consoleId === id) go({ at: 'start' });
  if (!('consoleIds' in place) || !place.consoleIds.includes(id)) return;
  const others = place.consoleIds.filter((one) => one !== id);
  go(others.length === 0 ? { at: 'start' } : { ...place, consoleIds: others });
}

/** Asks what to do with the recording of a console that leaves the list. */
export function RemoveDialog({ console, isOpen, onClose }: RemoveDialogProps) {
  const remove = (deleteCapture: boolean) => {
    onClose();
    call('console.remove', { id: console.id, deleteCapture }).then(
      () => leave(console.id),
      (error: unknown) => showProblem(problemOf(error)),
    );
  };
  return (
    <Dialog
      title="Remove this console?"
      role="alertdialog"
      isOpen={isOpen}
      onClose={onClose}
      footer={
        <>
          <Button variant="danger" onPress={() => remove(true)}>
            Remove and delete the recording
          </Button>
          <Button variant="primary" autoFocus onPress={() => remove(false)}>
            Remove, keep the recording
          </Button>
        </>
      }
    >
      <p>
        <strong>{console.name}</strong> {isAttached(console.state) && 'is detached, '}leaves the list
        {console.reports > 0 && `, and so do its ${plural(console.reports, 'report')}`}. Links in notebooks open the
        recording again for as long as it is kept:
      </p>
      <p style={{ marginTop: 10 }}>
        <MachineText block>{console.capturePath}</MachineText>
      </p>
    </Dialog>
  );
}
