/** What earlier sessions noted in a sidecar beside the bytes: where triggers fired, and answers to SysRq keys. */
import { createReadStream } from 'node:fs';
import * as fs from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Answer, FiredTrigger } from '../../shared/contract/ipc/triggers.ts';
import { epochMilliseconds } from '../../shared/contract/units.ts';
import { CaptureEvent, type CaptureFiles, type CaptureNote } from './capture-format.ts';
import { nowMicroseconds } from './clock.ts';

export interface Notes {
  readonly fired: readonly FiredTrigger[];
  readonly answers: readonly Answer[];
}

/** A sidecar of days has millions of lines about bytes: only these are looked at closely. */
const IS_NOTE = /"event":"(?:fired|answer)"/;
/** Longest line that can be a note, in characters. */
const LONGEST = 16 * 1024;

/** Note something in the sidecar of a capture that nobody writes to any more. @throws the system error */
export async function appendNote(files: CaptureFiles, note: CaptureNote): Promise<void> {
  const { size } = await fs.stat(files.log);
  const event: CaptureEvent = { at: nowMicroseconds(), offset: size, ...note };
  // A crash may have left half a line.
  await fs.appendFile(files.events, `\n${JSON.stringify(event)}\n`, { mode: 0o600 });
}

/** @returns none when there is no sidecar @throws the system error when it cannot be read */
export async function readNotes(consoleId: string, eventsFile: string): Promise<Notes> {
  const fired = new Map<string, FiredTrigger>();
  const answers: Answer[] = [];
  const lines = createInterface({ input: createReadStream(eventsFile), crlfDelay: Infinity });
  try {
    for await (const line of lines) {
      if (line.length > LONGEST || !IS_NOTE.test(line)) continue;
      const event = parse(line);
      if (event?.event === 'fired') {
        const { firedAt, words, line: at, marks, done } = event;
        const id = `${consoleId}:${firedAt}`;
        fired.set(id, {
          id,
          consoleId,
          words,
          at: epochMilliseconds(firedAt / 1000),
          marks,
          ...(at === undefined ? {} : { line: at }),
          ...(done === undefined ? {} : { done }),
        });
      } else if (event?.event === 'answer') {
        const { key, by, from, to, pressedAt, ended, firstLine, lastLine, report, trigger } = event;
        const at = epochMilliseconds(pressedAt / 1000);
        const place = { firstByte: from, lastByte: to, firstLine, lastLine };
        answers.push({ id: `${consoleId}:${from}`, consoleId, key, by, at, ...place, state: ended, report, trigger });
      }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return { fired: [...fired.values()], answers };
}

/** @returns undefined for a line that is torn or of a newer Lockstep */
function parse(line: string): CaptureEvent | undefined {
  try {
    return CaptureEvent.safeParse(JSON.parse(line)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
