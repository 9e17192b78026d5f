import { Bell } from 'lucide-react';
import type { KeyboardEvent, MouseEvent } from 'react';
import '../../app/Sidebar.css';
import { go, useIsAt } from '../../app/navigation.ts';
import { useWorkbench } from '../../app/store.ts';
import { showColumn } from '../../app/visibility.ts';
import { nextPartOf } from '../../../shared/console-log/parts.ts';
import type { Console } from '../../../shared/contract/ipc.ts';
import { useInbox } from '../../inbox/inbox-state.ts';
import { bytes, count, plural } from '../../ui/words.ts';
import { partWord } from '../part-words.ts';
import { useGaps } from '../notes/use-notes.ts';
import { StateMark } from '../StateMark.tsx';
import { stateWord } from '../state-words.ts';
import { askAbout, chooseNone, chooseUpTo, toggleChosen, useConsoleList } from './list-state.ts';
import { showUnseen, unseenWords, useUnseen } from './unseen.ts';

/** How it is, in a few words. */
function rowWords(console: Console, part: string | undefined, isLatest: boolean, gaps: number): string {
  const boots = console.boots > 1 ? ` · ${plural(console.boots, 'boot')}` : '';
  const state = isLatest ? stateWord(console) : bytes(console.bytes);
  return `${part === undefined ? '' : `${part} · `}${state}${boots}${gaps > 0 ? ` · ${plural(gaps, 'gap')}` : ''}`;
}

/** The row before or after, wrapping round. */
function focusNeighbour(row: Element, step: 1 | -1): void {
  const rows = [...(row.closest('ul')?.querySelectorAll<HTMLElement>('.console-open') ?? [])];
  const at = rows.indexOf(row as HTMLElement);
  rows[(at + step + rows.length) % rows.length]?.focus();
}

interface ConsoleRowProps {
  readonly console: Console;
  readonly onMenu: (row: Element, at?: { readonly x: number; readonly y: number }) => void;
}

/** A console of the list. Ctrl and Shift choose several; the menu key, F2 and Delete do what the menu does. */
export function ConsoleRow({ console, onMenu }: ConsoleRowProps) {
  const { id, name } = console;
  const isHere = useIsAt((place) =>
    'consoleId' in place ? place.consoleId === id : 'consoleIds' in place && place.consoleIds.includes(id),
  );
  const isFiltered = useInbox((state) => state.consoleId === id);
  const gaps = useGaps(console);
  const part = useWorkbench((state) => partWord(state.consoles, console));
  const isLatest = useWorkbench((state) => nextPartOf(state.consoles, id) === undefined);
  const words = rowWords(console, part, isLatest, gaps);
  const unseen = useUnseen(id);
  const told = unseenWords(unseen);
  const isChosen = useConsoleList((state) => state.chosen.includes(id));
  // A file that was read needs no words; everything else says how it is.
  const isQuiet =
    console.state === 'ended' && (console.spec.kind === 'file' || console.spec.kind === 'text') && console.boots < 2;
  const onClick = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey) toggleChosen(id);
    else if (event.shiftKey) chooseUpTo(id);
    else {
      chooseNone();
      useConsoleList.setState({ anchor: id });
      go({ at: 'console', consoleId: id });
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = event.currentTarget;
    if (event.key === 'ArrowDown' || event.key === 'j') focusNeighbour(row, 1);
    else if (event.key === 'ArrowUp' || event.key === 'k') focusNeighbour(row, -1);
    else if (event.key === ' ' && event.ctrlKey) toggleChosen(id);
    else if (event.key === 'F2') askAbout(id, 'rename');
    else if (event.key === 'Delete') askAbout(id, 'remove');
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) onMenu(row);
    else if (event.key === 'Escape') chooseNone();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onContextMenu = (event: MouseEvent) => {
    event.preventDefault();
    const box = event.currentTarget.getBoundingClientRect();
    onMenu(event.currentTarget, { x: event.clientX - box.x, y: event.clientY - box.y });
  };
  return (
    <li className="console-row" data-earlier={isLatest ? undefined : true} data-unseen={unseen.length > 0 || undefined}>
      <button
        type="button"
        className="nav-row console-open"
        title={told === '' ? `${name}: ${words}` : `${name}: ${told} · ${words}`}
        aria-current={isHere ? 'page' : undefined}
        aria-haspopup="menu"
        data-chosen={isChosen || undefined}
        onClick={onClick}
        onKeyDown={onKeyDown}
        onContextMenu={onContextMenu}
      >
        <StateMark state={console.state} />
        <span className="nav-row-words">
          <span className="ellipsis">{name}</span>
          <span className={isQuiet ? 'visually-hidden' : 'console-row-state ellipsis numbers'}>
            {told !== '' && <span className="console-unseen-words">{told} · </span>}
            {words}
          </span>
          {isChosen && <span className="visually-hidden">chosen</span>}
        </span>
      </button>
      <span className="console-badges">
        {unseen.length > 0 && (
          <button
            type="button"
            className="console-unseen numbers"
            aria-label={`${told} on ${name}: show where`}
            title={`${told}: show where`}
            onClick={() => showUnseen(id)}
          >
            <Bell aria-hidden />
            {unseen.length > 1 && count(unseen.length)}
          </button>
        )}
        {console.reports > 0 && (
          <button
            type="button"
            className="console-reports numbers"
            aria-pressed={isFiltered}
            aria-label={`${plural(console.reports, 'report')} of ${name}: show only these`}
            title={
              isFiltered ? 'Show the reports of all consoles' : `Show only its ${plural(console.reports, 'report')}`
            }
            onClick={() => {
              useInbox.setState({ consoleId: isFiltered ? undefined : id });
              showColumn('inbox');
            }}
          >
            {console.reports}
          </button>
        )}
      </span>
    </li>
  );
}
