import { Dialog } from '../ui/Dialog.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import { allCommands, type Command, useCommandTable } from './commands.ts';
import './HelpDialog.css';
import { closeOverlay, useOverlay } from './overlay.ts';

const GROUPS: readonly Command['group'][] = [
  'Go',
  'Report',
  'Replay',
  'Graph',
  'Source',
  'Notebook',
  'Console',
  'Lab',
  'Application',
];

const NONE: ReadonlyMap<string, readonly Command[]> = new Map();

function HelpGroup({ group, commands }: { readonly group: string; readonly commands: readonly Command[] }) {
  return (
    <section className="help-group">
      <h3>{group}</h3>
      <ul>
        {commands.map((command) => (
          <li className="help-row" key={command.id}>
            <span>{command.title}</span>
            <span className="help-keys">
              {command.keys?.map((keys) => (
                <Kbd key={keys} keys={keys} />
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** `?`: the keys of everything that can be done where the user is, from the command table. */
export function HelpDialog() {
  const isOpen = useOverlay((state) => state.open === 'help');
  const byOwner = useCommandTable((state) => (isOpen ? state.byOwner : NONE));
  const withKeys = allCommands(byOwner).filter((command) => (command.keys?.length ?? 0) > 0);
  return (
    <Dialog title="Keys" size="wide" isOpen={isOpen} onClose={closeOverlay}>
      <div className="help">
        {GROUPS.map((group) => ({ group, commands: withKeys.filter((command) => command.group === group) }))
          .filter(({ commands }) => commands.length > 0)
          .map(({ group, commands }) => (
            <HelpGroup key={group} group={group} commands={commands} />
          ))}
      </div>
      <p className="soft help-foot">
        Single letters act when no text field has the focus. Everything without a key is in <Kbd keys="Ctrl+Shift+P" />.
      </p>
    </Dialog>
  );
}
