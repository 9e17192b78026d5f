/** What can be done with the QEMU behind a console: through its QMP socket, and starting and ending one of ours. */
import type { Console, PowerAction, QmpCommand } from '../../../shared/contract/ipc.ts';
import { call, problemOf } from '../../app/bridge.ts';
import { showProblem } from '../../app/store.ts';

export interface GuestAction {
  /** Of the command table. */
  readonly id: string;
  readonly title: string;
  readonly does: { readonly qmp: QmpCommand } | { readonly power: PowerAction } | 'break';
  /** What is lost; asks first. */
  readonly loses?: string;
  readonly isPossible: boolean;
}

const has = ({ abilities }: Console, ability: 'qmp' | 'power' | 'break'): boolean =>
  abilities?.includes(ability) === true;

/** Nothing runs behind a console that can be started. */
const isOff = (console: Console): boolean => has(console, 'power') && !has(console, 'qmp');

/** All of them, those that are of no use now marked. */
export function guestActions(console: Console): readonly GuestAction[] {
  const isPaused = console.guest === 'paused';
  const isUp = has(console, 'qmp') && console.state === 'connected';
  const power = has(console, 'power');
  return [
    { id: 'guest.stop', title: 'Stop the guest', does: { qmp: 'stop' }, isPossible: isUp && !isPaused },
    { id: 'guest.cont', title: 'Let the guest run on', does: { qmp: 'cont' }, isPossible: isUp && isPaused },
    {
      id: 'guest.reset',
      title: 'Reset the guest',
      does: { qmp: 'system_reset' },
      loses: 'The machine starts anew at once, as with its reset button. What it had not written to its disks is lost.',
      isPossible: isUp,
    },
    {
      id: 'guest.quit',
      title: 'Quit QEMU',
      does: { qmp: 'quit' },
      loses: 'QEMU ends at once, as if its plug were pulled.',
      isPossible: isUp && !power,
    },
    {
      id: 'guest.break',
      title: 'Send BREAK',
      does: 'break',
      isPossible: has(console, 'break') && console.state === 'connected',
    },
    { id: 'guest.start', title: 'Start QEMU', does: { power: 'start' }, isPossible: isOff(console) },
    {
      id: 'guest.powerOff',
      title: 'End QEMU',
      does: { power: 'stop' },
      loses: 'QEMU is ended by SIGTERM. The console stays, and QEMU can be started again into the same capture.',
      isPossible: power && !isOff(console),
    },
    {
      id: 'guest.restart',
      title: 'End QEMU and start it again',
      does: { power: 'restart' },
      loses: 'QEMU is ended by SIGTERM and started with the same command line, into the same capture.',
      isPossible: power && !isOff(console),
    },
  ];
}

/** Do it; a problem is shown. */
export function doGuestAction({ id }: Pick<Console, 'id'>, { does }: GuestAction): void {
  const done =
    does === 'break'
      ? call('console.break', { id })
      : 'qmp' in does
        ? call('console.qmp', { id, command: does.qmp })
        : call('console.power', { id, action: does.power });
  done.catch((error: unknown) => showProblem(problemOf(error)));
}

const STATES: Readonly<Record<string, string>> = {
  running: 'running',
  paused: 'paused',
  shutdown: 'shut down',
  'guest-panicked': 'panicked',
  'internal-error': 'stopped by an internal error of QEMU',
  'io-error': 'stopped by a disk error',
  prelaunch: 'not started yet',
  suspended: 'suspended',
  watchdog: 'stopped by its watchdog',
};

/** QMP's word for the state of a guest, in ours. */
export const guestWords = (guest: string): string => STATES[guest] ?? guest;
