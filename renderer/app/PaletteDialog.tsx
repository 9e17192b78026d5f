import { useMemo } from 'react';
import { allCommands, useCommandTable } from './commands.ts';
import { closeOverlay, useOverlay } from './overlay.ts';
import { Picker, type PickerItem } from './Picker.tsx';

/** Ctrl+Shift+P: every command of the table, with its keys. */
export function PaletteDialog() {
  const isOpen = useOverlay((state) => state.open === 'palette');
  const byOwner = useCommandTable((state) => state.byOwner);
  const items = useMemo(
    () =>
      allCommands(byOwner).map((command): PickerItem => ({
        id: command.id,
        group: command.group,
        title: command.title,
        keys: command.keys?.[0],
        isDisabled: command.enabled === false,
        run: () => command.run(),
      })),
    [byOwner],
  );
  return (
    <Picker label="All commands" placeholder="Type a command" isOpen={isOpen} onClose={closeOverlay} items={items} />
  );
}
