import { useMemo } from 'react';
import { allCommands, type Command, useCommandTable } from './commands.ts';
import { closeOverlay, useOverlay } from './overlay.ts';
import { Picker, type PickerItem } from './Picker.tsx';

const NONE: ReadonlyMap<string, readonly Command[]> = new Map();

/** Ctrl+Shift+P: every command of the table, with its keys. */
export function PaletteDialog() {
  const isOpen = useOverlay((state) => state.open === 'palette');
  // The table changes with every step of a replay; nobody has to follow it while the palette is closed.
  const byOwner = useCommandTable((state) => (isOpen ? state.byOwner : NONE));
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
