import { Columns2, Layers, Plus, X } from 'lucide-react';
import { Fragment, useMemo, useState } from 'react';
import { nextPartOf, partsOf } from '../../../shared/console-log/parts.ts';
import type { Console } from '../../../shared/contract/ipc.ts';
import { type Command, useCommands } from '../../app/commands.ts';
import { openOverlay } from '../../app/overlay.ts';
import '../../app/Sidebar.css';
import { useWorkbench } from '../../app/store.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { ContextMenu } from '../../ui/Menu.tsx';
import { plural } from '../../ui/words.ts';
import { RemoveDialog } from '../RemoveDialog.tsx';
import { consoleActions } from './console-actions.tsx';
import './ConsoleList.css';
import { ConsoleRow } from './ConsoleRow.tsx';
import { EarlierParts } from './EarlierParts.tsx';
import { chooseNone, chosenOrAll, forgetQuestion, showTogether, useConsoleList } from './list-state.ts';
import { RenameDialog } from './RenameDialog.tsx';
import { showUnseen, useHasUnseen } from './unseen.ts';

interface OpenMenu {
  readonly row: Element;
  readonly at: { readonly x: number; readonly y: number } | undefined;
  readonly consoles: readonly Console[];
}

const PLUS = <Plus />;
const openAttach = (): void => openOverlay('attach');

/** The consoles: state as a shape and in words, the number of their reports, and what can be done with them. */
export function ConsoleList() {
  const consoles = useWorkbench((state) => state.consoles);
  const chosen = useConsoleList((state) => state.chosen);
  const asked = useConsoleList((state) => state.asked);
  const [menu, setMenu] = useState<OpenMenu>();
  const subject = consoles.find(({ id }) => id === asked?.about);
  const hasSeveral = consoles.length > 1;
  const hasUnseen = useHasUnseen();
  const commands = useMemo(
    (): readonly Command[] => [
      {
        id: 'console.beside',
        group: 'Console',
        title: 'Consoles side by side (those chosen, or all)',
        keys: ['Ctrl+Shift+D'],
        enabled: hasSeveral,
        run: () => showTogether('beside', chosenOrAll()),
      },
      {
        id: 'console.merge',
        group: 'Console',
        title: 'Consoles on one time axis (those chosen, or all)',
        keys: ['Ctrl+Shift+M'],
        enabled: hasSeveral,
        run: () => showTogether('merged', chosenOrAll()),
      },
      {
        id: 'console.unseen',
        group: 'Console',
        title: 'What a trigger told of last, on a console not looked at since',
        enabled: hasUnseen,
        run: () => showUnseen(),
      },
    ],
    [hasSeveral, hasUnseen],
  );
  useCommands('console-list', commands);
  const onMenu = (console: Console) => (row: Element, at?: OpenMenu['at']) => {
    const ids = chosen.includes(console.id) ? chosen : [console.id];
    setMenu({ row, at, consoles: ids.flatMap((id) => consoles.find((one) => one.id === id) ?? []) });
  };
  const row = (console: Console) => <ConsoleRow key={console.id} console={console} onMenu={onMenu(console)} />;
  // Where its first part stood: going on in a next one moves nothing.
  const since = (console: Console) => partsOf(consoles, console)[0]?.startedAt ?? console.startedAt;
  const latest = consoles
    .filter(({ id }) => nextPartOf(consoles, id) === undefined)
    .sort((one, other) => since(one) - since(other));
  return (
    <section aria-label="Consoles">
      <div className="section-head">
        <h2>Consoles</h2>
        <IconButton label="Attach a console" keys="Ctrl+Shift+A" icon={PLUS} onPress={openAttach} />
      </div>
      {consoles.length === 0 ? (
        <p className="section-empty">What you attach or open is listed here.</p>
      ) : (
        <ul>
          {latest.map((console) => {
            const earlier = partsOf(consoles, console).slice(0, -1).toReversed();
            return (
              <Fragment key={console.id}>
                {row(console)}
                {earlier.length > 0 && <EarlierParts parts={earlier} row={row} />}
              </Fragment>
            );
          })}
        </ul>
      )}
      {chosen.length > 1 && (
        <div className="console-chosen" role="group" aria-label={plural(chosen.length, 'console')}>
          <span className="numbers">{chosen.length} chosen</span>
          <IconButton
            label="Open side by side"
            keys="Ctrl+Shift+D"
            icon={<Columns2 />}
            onPress={() => showTogether('beside', chosen)}
          />
          <IconButton
            label="Merge on one time axis"
            keys="Ctrl+Shift+M"
            icon={<Layers />}
            onPress={() => showTogether('merged', chosen)}
          />
          <IconButton label="Choose none" keys="Escape" icon={<X />} onPress={chooseNone} />
        </div>
      )}
      <ContextMenu
        label={menu?.consoles.length === 1 ? (menu.consoles[0]?.name ?? '') : 'The chosen consoles'}
        anchor={menu?.row}
        at={menu?.at}
        actions={menu === undefined ? [] : consoleActions(menu.consoles)}
        onClose={() => setMenu(undefined)}
      />
      {subject !== undefined && asked?.what === 'rename' && (
        <RenameDialog key={subject.id} console={subject} onClose={forgetQuestion} />
      )}
      {subject !== undefined && (
        <RemoveDialog console={subject} isOpen={asked?.what === 'remove'} onClose={forgetQuestion} />
      )}
    </section>
  );
}
