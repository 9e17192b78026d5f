import type { Console } from '../../../shared/contract/ipc.ts';
import { call } from '../../app/bridge.ts';
import { OneFieldDialog } from '../../ui/OneFieldDialog.tsx';
import { tell } from '../several/tell.ts';

interface RenameDialogProps {
  readonly console: Console;
  readonly onClose: () => void;
}

/** What the user calls a console; its recording keeps its file name. */
export function RenameDialog({ console, onClose }: RenameDialogProps) {
  return (
    <OneFieldDialog
      title="Rename this console"
      action="Rename"
      label="Name"
      hint="Its recording keeps its file name, and links go on leading to it."
      text={console.name}
      onClose={onClose}
      onSubmit={(text) => {
        const name = text.trim();
        if (name === '') return 'Type a name.';
        onClose();
        call('console.rename', { id: console.id, name }).catch(tell);
        return undefined;
      }}
    />
  );
}
