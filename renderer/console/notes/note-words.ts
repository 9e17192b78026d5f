/** Words for what a sidecar says, as they stand in the log. */
import type { ConsoleNote } from '../../../shared/contract/ipc.ts';
import { duration, moment } from '../../ui/words.ts';

/** Longest text typed that is shown, in characters. */
const SHOWN = 60;

/** Keys that print nothing, as their names. */
const KEYS: Readonly<Record<string, string>> = {
  '\r': '⏎',
  '\n': '⏎',
  '\t': '⇥',
  '\u001b': 'Esc ',
  '\u007f': '⌫',
  '\b': '⌫',
};

/** "dmesg\r" as "dmesg⏎", "\u0003" as "^C". */
function keysInWords(text: string): string {
  const shown = Array.from(text)
    .map((key) => KEYS[key] ?? (key < ' ' ? `^${String.fromCharCode(key.charCodeAt(0) + 64)}` : key))
    .join('');
  return shown.length > SHOWN ? `${shown.slice(0, SHOWN)}…` : shown;
}

export function noteWords(note: ConsoleNote): string {
  switch (note.kind) {
    case 'away': {
      if (note.seconds === undefined) return `not connected since ${moment(note.at)}`;
      return `not connected for ${note.seconds < 1 ? 'less than 1 s' : duration(note.seconds)}`;
    }
    case 'replaced':
      return 'the file was cut or replaced';
    case 'typed':
      return `typed: ${keysInWords(note.text)}`;
    case 'break':
      return 'BREAK was sent';
    case 'told':
      return `QEMU was told: ${note.command}`;
    case 'missing':
      return `something is missing here: ${note.reason}`;
  }
}
