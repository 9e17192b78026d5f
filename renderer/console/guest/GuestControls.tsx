import {
  CirclePause,
  CirclePlay,
  CirclePower,
  Pause,
  Play,
  Power,
  PowerOff,
  Repeat2,
  RotateCcw,
  TriangleAlert,
  Zap,
} from 'lucide-react';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Console, Problem } from '../../../shared/contract/ipc.ts';
import { call, problemOf } from '../../app/bridge.ts';
import { type Command, useCommands } from '../../app/commands.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { doGuestAction, guestActions, guestWords, type GuestAction } from './guest-actions.ts';
import './GuestControls.css';

/** How often a guest that is looked at is asked how it is, in milliseconds. */
const ASK_EVERY = 3000;

/** Ask the guest now and then while it is on screen. @returns why it cannot be asked */
function useGuestState({ id, abilities, state }: Console): Problem | undefined {
  const [problem, setProblem] = useState<Problem>();
  const canAsk = abilities?.includes('qmp') === true && state === 'connected';
  useEffect(() => {
    if (!canAsk) return;
    let isWanted = true;
    const ask = () =>
      call('console.qmp', { id, command: 'query-status' }).then(
        () => isWanted && setProblem(undefined),
        (error: unknown) => isWanted && setProblem(problemOf(error)),
      );
    void ask();
    const timer = setInterval(() => void ask(), ASK_EVERY);
    return () => {
      isWanted = false;
      clearInterval(timer);
    };
  }, [id, canAsk]);
  return canAsk ? problem : undefined;
}

const ICONS: Readonly<Record<string, ReactNode>> = {
  'guest.stop': <Pause />,
  'guest.cont': <Play />,
  'guest.reset': <RotateCcw />,
  'guest.quit': <PowerOff />,
  'guest.break': <Zap />,
  'guest.powerOff': <PowerOff />,
  'guest.restart': <Repeat2 />,
};

function StateIcon({ guest }: { readonly guest: string | undefined }) {
  if (guest === 'running') return <CirclePlay aria-hidden />;
  if (guest === 'paused') return <CirclePause aria-hidden />;
  return <CirclePower aria-hidden />;
}

/** How the QEMU behind a console is, and what can be done with it. Nothing for a console without one. */
export function GuestControls({ console }: { readonly console: Console }) {
  const [asked, setAsked] = useState<GuestAction>();
  const problem = useGuestState(console);
  // Not anew with every line: the palette and the keys follow what can be done.
  const can = JSON.stringify(guestActions(console));
  const actions = useMemo(() => JSON.parse(can) as readonly GuestAction[], [can]);
  const { id } = console;
  const commands = useMemo(
    (): readonly Command[] =>
      actions.map((action) => ({
        id: action.id,
        group: 'Console',
        title: action.loses === undefined ? action.title : `${action.title} …`,
        enabled: action.isPossible,
        run: () => (action.loses === undefined ? doGuestAction({ id }, action) : setAsked(action)),
      })),
    [actions, id, setAsked],
  );
  useCommands('guest', commands);
  const has = (ability: 'qmp' | 'power' | 'break') => console.abilities?.includes(ability) === true;
  if (!has('qmp') && !has('power')) return null;
  const isOff = !has('qmp');
  const startAction = actions.find(({ id }) => id === 'guest.start');
  const words = isOff
    ? 'QEMU is switched off'
    : console.guest === undefined
      ? 'guest'
      : `guest ${guestWords(console.guest)}`;
  const press = (action: GuestAction) =>
    action.loses === undefined ? doGuestAction(console, action) : setAsked(action);
  return (
    <div className="guest" role="group" aria-label="QEMU">
      {problem === undefined ? (
        <span className="guest-state" data-guest={isOff ? 'off' : console.guest} role="status">
          <StateIcon guest={isOff ? undefined : console.guest} />
          {words}
        </span>
      ) : (
        <span className="guest-state" data-guest="problem" title={`${problem.message} ${problem.hint ?? ''}`}>
          <TriangleAlert aria-hidden />
          <span className="ellipsis">{problem.message}</span>
        </span>
      )}
      {isOff && startAction !== undefined && (
        <Button icon={<Power aria-hidden />} onPress={() => press(startAction)}>
          Start QEMU
        </Button>
      )}
      {actions
        .filter(({ id, isPossible }) => isPossible && id !== 'guest.start')
        .map((action) => (
          <IconButton
            key={action.id}
            label={action.loses === undefined ? action.title : `${action.title} …`}
            icon={ICONS[action.id]}
            onPress={() => press(action)}
          />
        ))}
      <Dialog
        title={`${asked?.title ?? ''}?`}
        role="alertdialog"
        isOpen={asked !== undefined}
        onClose={() => setAsked(undefined)}
        footer={
          <>
            <Button autoFocus onPress={() => setAsked(undefined)}>
              Cancel
            </Button>
            <Button
              variant="danger"
              onPress={() => {
                if (asked !== undefined) doGuestAction(console, asked);
                setAsked(undefined);
              }}
            >
              {asked?.title ?? ''}
            </Button>
          </>
        }
      >
        <p>
          <strong>{console.name}</strong>: {asked?.loses}
        </p>
      </Dialog>
    </div>
  );
}
