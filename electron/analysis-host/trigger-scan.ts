/** Finds what triggers wait for in the bytes of a console, as they come. Literal characters only: nothing can hang it. */
import type { Trigger, TriggerEvent } from '../../shared/contract/ipc.ts';
import { lineNumber, type LineNumber } from '../../shared/contract/units.ts';
import { PRINTED } from '../../shared/console-log/trigger-words.ts';

const NEWLINE = 0x0a;

interface Needle {
  readonly on: TriggerEvent;
  readonly text?: string;
  readonly bytes: Buffer;
}

export interface Printed {
  readonly on: TriggerEvent;
  readonly text?: string;
  readonly line: LineNumber;
}

/** The needles of all triggers that are on. */
export function needlesOf(triggers: readonly Trigger[]): readonly Needle[] {
  return triggers.flatMap(({ on, text, isEnabled }): Needle[] => {
    if (!isEnabled) return [];
    if (on === 'text') return text === undefined || text === '' ? [] : [{ on, text, bytes: Buffer.from(text) }];
    return (PRINTED[on] ?? []).map((printed) => ({ on, bytes: Buffer.from(printed) }));
  });
}

export class TriggerScan {
  /** End of the piece before, where a needle may have begun. */
  #rest: Buffer = Buffer.alloc(0);

  /**
   * @param piece the next bytes
   * @param linesBefore newlines before it
   * @returns the first line of each needle in this piece
   */
  push(piece: Buffer, linesBefore: number, needles: readonly Needle[]): readonly Printed[] {
    if (needles.length === 0) return [];
    const rest = this.#rest;
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const longest = Math.max(...needles.map((needle) => needle.bytes.length));
    this.#rest = Buffer.from(bytes.subarray(Math.max(0, bytes.length - longest + 1)));
    const printed: Printed[] = [];
    for (const { on, text, bytes: wanted } of needles) {
      // One that ends in the rest was told before.
      const at = bytes.indexOf(wanted, Math.max(0, rest.length - wanted.length + 1));
      if (at < 0) continue;
      const line = linesBefore + newlinesIn(bytes, rest.length, at) + 1;
      printed.push({ on, line: lineNumber(line), ...(text === undefined ? {} : { text }) });
    }
    return printed;
  }
}

/** Newlines from `from` to `to`; negative when `to` is before `from`. */
function newlinesIn(bytes: Buffer, from: number, to: number): number {
  const sign = to < from ? -1 : 1;
  const part = bytes.subarray(Math.min(from, to), Math.max(from, to));
  let count = 0;
  for (let at = part.indexOf(NEWLINE); at >= 0; at = part.indexOf(NEWLINE, at + 1)) count++;
  return count === 0 ? 0 : sign * count;
}
