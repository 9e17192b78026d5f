/** What can be done with a console, or with several, from the list. */
import { Columns2, FileText, Layers, PenLine, Plug, Trash2, Unplug } from 'lucide-react';
import { nextPartOf } from '../../../shared/console-log/parts.ts';
import type { Console } from '../../../shared/contract/ipc.ts';
import { call } from '../../app/bridge.ts';
import { showOpened } from '../../app/open.ts';
import { useWorkbench } from '../../app/store.ts';
import { putConsole } from '../../app/sync.ts';
import { showColumn } from '../../app/visibility.ts';
import { useInbox } from '../../inbox/inbox-state.ts';
import type { MenuAction } from '../../ui/Menu.tsx';
import { tell } from '../several/tell.ts';
import { isAttached, isReadOnce } from '../state-words.ts';
import { askAbout, showTogether, shownConsoles } from './list-state.ts';

/** Open the source of a console once more, with the same settings and name, into a capture of its own. */
export async function attachAgain({ spec, name }: Console): Promise<void> {
  const opened =
    spec.kind === 'lab' ? await call('lab.start', { kernel: spec.kernel }) : await call('console.open', { spec, name });
  putConsole(opened);
  showOpened([opened.id]);
}

/** A pasted text has no source, and that of a part goes on in the next; everything else that is over can be opened once more. */
export const canAttachAgain = ({ id, state, spec }: Console): boolean =>
  !isAttached(state) && spec.kind !== 'text' && nextPartOf(useWorkbench.getState().consoles, id) === undefined;

function together(ids: readonly string[]): readonly MenuAction[] {
  const icons = { beside: <Columns2 aria-hidden />, merged: <Layers aria-hidden /> };
  if (ids.length > 1) {
    return [
      { id: 'beside', title: 'Open side by side', icon: icons.beside, run: () => showTogether('beside', ids) },
      { id: 'merged', title: 'Merge on one time axis', icon: icons.merged, run: () => showTogether('merged', ids) },
    ];
  }
  const shown = shownConsoles();
  const withShown = [...shown, ...ids];
  const isNew = shown.length > 0 && ids.every((id) => !shown.includes(id));
  return [
    {
      id: 'beside',
      title: isNew ? 'Open beside what is shown' : 'Open side by side',
      icon: icons.beside,
      run: () => showTogether('beside', isNew ? withShown : ids),
    },
    {
      id: 'merged',
      title: 'Merge with what is shown',
      icon: icons.merged,
      isDisabled: !isNew,
      run: () => showTogether('merged', withShown),
    },
  ];
}

/** The menu of the rows chosen, or of the one that was clicked. */
export function consoleActions(consoles: readonly Console[]): readonly MenuAction[] {
  const [console] = consoles;
  if (console === undefined) return [];
  const several = together(consoles.map(({ id }) => id));
  if (consoles.length > 1) return several;
  const { id } = console;
  const isFiltered = useInbox.getState().consoleId === id;
  return [
    ...several,
    {
      id: 'reports',
      title: isFiltered ? 'Show the reports of all consoles' : 'Show only its reports',
      icon: <FileText aria-hidden />,
      isDisabled: console.reports === 0 && !isFiltered,
      begins: true,
      run: () => {
        useInbox.setState({ consoleId: isFiltered ? undefined : id });
        showColumn('inbox');
      },
    },
    { id: 'rename', title: 'Rename …', icon: <PenLine aria-hidden />, keys: 'F2', run: () => askAbout(id, 'rename') },
    isAttached(console.state)
      ? {
          id: 'detach',
          title: 'Detach',
          icon: <Unplug aria-hidden />,
          run: () => void call('console.detach', { id }).catch(tell),
        }
      : {
          id: 'again',
          title: isReadOnce(console) ? 'Read again' : 'Attach again',
          icon: <Plug aria-hidden />,
          isDisabled: !canAttachAgain(console),
          run: () => void attachAgain(console).catch(tell),
        },
    {
      id: 'remove',
      title: 'Remove …',
      icon: <Trash2 aria-hidden />,
      keys: 'Delete',
      begins: true,
      run: () => askAbout(id, 'remove'),
    },
  ];
}
