/** The state of a console in words. */
import type { AttachSpec, Console, SourceState } from '../../shared/contract/ipc.ts';
import { plural } from '../ui/words.ts';

/** A log that is read once, to its end. */
export const isReadOnce = (console: Console): boolean => console.spec.kind === 'file' || console.spec.kind === 'text';

/** The QEMU behind it has ended, and can be started again. */
const isSwitchedOff = (console: Console): boolean =>
  console.state === 'reconnecting' && console.problem?.code === 'qemu-ended';

/** We serve the address, and nobody has come yet. */
const isWaiting = (console: Console): boolean =>
  console.state === 'reconnecting' && console.problem?.code === 'waiting';

/** Nothing of what is known to be there was left unread. */
const isAllRead = (console: Console): boolean => console.analysedBytes >= console.bytes;

/** Everything in the file was read already, but the recording does not hold all of it yet. */
const isCopied = (console: Console): boolean => console.spec.kind === 'file' && console.bytes > 0 && isAllRead(console);

/** A word or two, for lists. */
export function stateWord(console: Console): string {
  if (isSwitchedOff(console)) return 'switched off';
  if (isWaiting(console)) return 'waiting';
  switch (console.state) {
    case 'connecting':
      return 'connecting';
    case 'connected':
      return isCopied(console) ? 'read, being copied' : isReadOnce(console) ? 'reading' : 'connected';
    case 'reconnecting':
      return console.attempts > 0 ? `reconnecting (${console.attempts})` : 'reconnecting';
    case 'ended':
      if (!isReadOnce(console)) return 'ended';
      return isAllRead(console) ? 'read to the end' : 'reading';
    case 'failed':
      return 'failed';
  }
}

/** A sentence, for the header of the console. */
export function stateSentence(console: Console): string {
  if (isSwitchedOff(console) || isWaiting(console)) {
    return `${console.problem?.message ?? ''} ${console.problem?.hint ?? ''}`.trim();
  }
  switch (console.state) {
    case 'connecting':
      return 'Connecting for the first time.';
    case 'connected':
      if (isCopied(console)) return 'Everything in it was read; it is being copied into the recording.';
      return isReadOnce(console) ? 'Reading the file.' : 'Connected; whatever it prints is recorded.';
    case 'reconnecting':
      return `The connection is gone; trying again for ever (${plural(console.attempts, 'attempt')} so far). What was recorded stays.`;
    case 'ended':
      if (!isReadOnce(console)) return 'The source has ended. The recording stays.';
      return isAllRead(console) ? 'Read to its end.' : 'Reading the recording.';
    case 'failed':
      return console.problem?.message ?? 'It cannot go on.';
  }
}

const SOURCE_WORDS = {
  file: 'file',
  follow: 'growing file',
  unix: 'unix socket',
  command: 'command',
  text: 'pasted text',
  example: 'example recording',
  lab: 'lab kernel',
  tcp: 'TCP port',
  serial: 'serial port',
  pty: 'command on a terminal',
  qemu: 'QEMU of ours',
  netconsole: 'netconsole',
  pipe: 'pipe',
} as const;

/** What kind of source it is. */
export const sourceWord = (console: Console): string => SOURCE_WORDS[console.spec.kind];

/** Where its bytes come from: a path or a command; machine text. */
export const sourceAddress = (console: Console): string | undefined => addressOfSpec(console.spec);

export function addressOfSpec(spec: AttachSpec): string | undefined {
  switch (spec.kind) {
    case 'file':
    case 'follow':
    case 'folder':
    case 'unix':
    case 'serial':
      return spec.path;
    case 'command':
    case 'pty':
    case 'qemu':
      return spec.command;
    case 'tcp':
      return `${spec.host}:${spec.port}`;
    case 'netconsole':
      return `UDP ${spec.host}:${spec.port}`;
    default:
      return undefined;
  }
}

/** Can the source be told to stop? */
export const isAttached = (state: SourceState): boolean =>
  state === 'connecting' || state === 'connected' || state === 'reconnecting';
