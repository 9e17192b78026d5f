import { Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { captureIdAmong } from '../../../shared/notebook/capture-id.ts';
import { currentPlace, go } from '../../app/navigation.ts';
import { useWorkbench } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { MenuButton } from '../../ui/Menu.tsx';
import '../ConsoleView.css';
import { filterKeyOfAll, takeFilterOver } from '../filter/filter-rules.ts';
import { placeWithPart } from '../follow-parts.ts';
import { nameWithPart, partWord } from '../part-words.ts';
import { StateMark } from '../StateMark.tsx';
import './several.css';
import { tell } from './tell.ts';
import { call } from '../../app/bridge.ts';

export type SeveralKind = 'beside' | 'merged';

interface SeveralHeaderProps {
  readonly kind: SeveralKind;
  readonly consoleIds: readonly string[];
  /** Of those that are not open. */
  readonly missing: readonly string[];
  /** What belongs to the view below. */
  readonly children?: ReactNode;
}

/** Above several consoles: beside each other or merged, and what else can be added. */
export function SeveralHeader({ kind, consoleIds, missing, children }: SeveralHeaderProps) {
  const all = useWorkbench((state) => state.consoles);
  const ids = all.map(({ id }) => id);
  const here = new Set(consoleIds.map((id) => captureIdAmong(ids, id)));
  const others = all.filter(({ id }) => !here.has(id));
  const wentOn = all.filter(({ id, continues }) => continues !== undefined && here.has(continues) && !here.has(id));
  return (
    <header className="console-head several-head">
      <div className="console-head-line">
        <h1 className="ellipsis">{kind === 'beside' ? 'Consoles side by side' : 'Consoles on one time axis'}</h1>
        <div className="console-head-actions">
          {children}
          {others.length > 0 && (
            <MenuButton
              label="Consoles to add"
              actions={others.map((console) => ({
                id: console.id,
                title: nameWithPart(all, console),
                icon: <StateMark state={console.state} />,
                run: () => {
                  const shown = all.filter(({ id }) => here.has(id));
                  takeFilterOver(filterKeyOfAll(shown), filterKeyOfAll([...shown, console]));
                  go({ at: kind, consoleIds: [...consoleIds, console.id] });
                },
              }))}
            >
              <Button icon={<Plus aria-hidden />}>Add</Button>
            </MenuButton>
          )}
          <Choice
            label="Beside each other, or merged"
            options={[
              { value: 'beside', title: 'Side by side' },
              { value: 'merged', title: 'Merged' },
            ]}
            value={kind}
            onChange={(at: SeveralKind) => go({ at, consoleIds })}
          />
        </div>
      </div>
      {wentOn.map((next) => (
        <p key={next.id} className="several-missing" role="status">
          <span>
            {next.name} goes on in {partWord(all, next)}.
          </span>
          <Button
            variant="quiet"
            onPress={() => {
              if (next.continues !== undefined) go(placeWithPart(currentPlace(), next, next.continues));
            }}
          >
            Show it here
          </Button>
        </p>
      ))}
      {missing.map((id) => (
        <p key={id} className="several-missing">
          <span>
            <span className="mono">{id}</span> is not open.
          </span>
          <Button variant="quiet" onPress={() => void call('console.reopen', { id }).catch(tell)}>
            Open its recording
          </Button>
        </p>
      ))}
    </header>
  );
}
