import { useState } from 'react';
import type { Console } from '../../../shared/contract/ipc.ts';
import { call } from '../../app/bridge.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextInput } from '../../ui/TextInput.tsx';
import { tell } from '../several/tell.ts';

interface RenameDialogProps {
  readonly console: Console;
  readonly onClose: () => void;
}

/** What the user calls a console; its recording keeps its file name. */
export function RenameDialog({ console, onClose }: RenameDialogProps) {
  const [name, setName] = useState(console.name);
  const [error, setError] = useState<string>();
  const submit = () => {
    if (name.trim() === '') {
      setError('Type a name.');
      return;
    }
    onClose();
    call('console.rename', { id: console.id, name: name.trim() }).catch(tell);
  };
  return (
    <Dialog
      title="Rename this console"
      isOpen
      onClose={onClose}
      footer={
        <Button variant="primary" onPress={submit}>
          Rename
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
          label="Name"
          hint="Its recording keeps its file name, and links go on leading to it."
          value={name}
          onChange={(value) => {
            setName(value);
            setError(undefined);
          }}
          error={error}
          autoFocus
        />
      </form>
    </Dialog>
  );
}
