/** Finds what triggers wait for in the bytes of a console, as they come. Literal characters only: nothing can hang it. */
import { isFor, PRINTED } from '../../shared/console-log/trigger-words.ts';
import type { Trigger } from '../../shared/contract/ipc/triggers.ts';
import { byteOffset, lineNumber, type ByteOffset, type LineNumber } from '../../shared/contract/units.ts';

const NEWLINE = 0x0a;

export interface Needle {
  /** Id of the trigger. */
  readonly trigger: string;
  readonly bytes: Buffer;
}

export interface Printed {
  readonly trigger: string;
  readonly line: LineNumber;
  /** Where the words begin in the capture. */
  readonly offset: ByteOffset;
}

/** The needles of all triggers that are on for a console of this name. Patterns are tried elsewhere. */
export function needlesOf(triggers: readonly Trigger[], consoleName: string): readonly Needle[] {
  return triggers.flatMap((trigger): Needle[] => {
    const { id, on, text, isRegex, isEnabled } = trigger;
    if (!isEnabled || !isFor(trigger, consoleName)) return [];
    if (on !== 'text') return (PRINTED[on] ?? []).map((printed) => ({ trigger: id, bytes: Buffer.from(printed) }));
    return isRegex === true || text === undefined || text === '' ? [] : [{ trigger: id, bytes: Buffer.from(text) }];
  });
}

export class TriggerScan {
  /** End of the piece before, where a needle may have begun. */
  #rest: Buffer = Buffer.alloc(0);

  /**
   * @param piece the next bytes
   * @param bytesBefore bytes before it
   * @param linesBefore newlines before it
   * @returns the first place of each needle in this piece
   */
  push(piece: Buffer, bytesBefore: number, linesBefore: number, needles: readonly Needle[]): readonly Printed[] {
    if (needles.length === 0) return [];
    const rest = this.#rest;
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const longest = Math.max(...needles.map((needle) => needle.bytes.length));
    this.#rest = Buffer.from(bytes.subarray(Math.max(0, bytes.length - longest + 1)));
    const printed: Printed[] = [];
    for (const { trigger, bytes: wanted } of needles) {
      // One that ends in the rest was told before.
      const at = bytes.indexOf(wanted, Math.max(0, rest.length - wanted.length + 1));
      if (at < 0) continue;
      const line = linesBefore + newlinesIn(bytes, rest.length, at) + 1;
      printed.push({ trigger, line: lineNumber(line), offset: byteOffset(bytesBefore - rest.length + at) });
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
