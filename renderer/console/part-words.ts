/** Parts of a console in words. */
import { nextPartOf } from '../../shared/console-log/parts.ts';
import type { Console } from '../../shared/contract/ipc.ts';

/** "part 2"; undefined for a console that is one recording. */
export const partWord = (consoles: readonly Console[], { id, part }: Console): string | undefined =>
  part === undefined && nextPartOf(consoles, id) === undefined ? undefined : `part ${part ?? 1}`;

/** "board, part 2" */
export function nameWithPart(consoles: readonly Console[], console: Console): string {
  const word = partWord(consoles, console);
  return word === undefined ? console.name : `${console.name}, ${word}`;
}
