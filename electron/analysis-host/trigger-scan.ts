/** Finds what triggers wait for in the bytes of a console, as they come. Literal characters only: nothing can hang it. */
import { isFor, PRINTED } from '../../shared/console-log/trigger-words.ts';
import type { Trigger } from '../../shared/contract/ipc/triggers.ts';
import { countNewlines } from '../../shared/console-text/byte-scan.ts';
import { byteOffset, lineNumber, type ByteOffset, type LineNumber } from '../../shared/contract/units.ts';
import { ByteNeedle, inScanMemory } from './scan/scan-memory.ts';

export interface Needle {
  /** Id of the trigger. */
  readonly trigger: string;
  readonly words: ByteNeedle;
}

export interface Printed {
  readonly trigger: string;
  readonly line: LineNumber;
  /** Where the words begin in the capture. */
  readonly offset: ByteOffset;
}

/** The needles of all triggers that are on for a console of this name. Patterns are tried elsewhere. */
export function needlesOf(triggers: readonly Trigger[], consoleName: string): readonly Needle[] {
  const needle = (trigger: string, words: string): Needle => ({
    trigger,
    words: new ByteNeedle(Buffer.from(words), false),
  });
  return triggers.flatMap((trigger): Needle[] => {
    const { id, on, text, isRegex, isEnabled } = trigger;
    if (!isEnabled || !isFor(trigger, consoleName)) return [];
    if (on !== 'text') return (PRINTED[on] ?? []).map((printed) => needle(id, printed));
    return isRegex === true || text === undefined || text === '' ? [] : [needle(id, text)];
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
    const { memory, piece: bytes } = inScanMemory(piece);
    const kept = Math.max(...needles.map(({ words }) => words.bytes.length)) - 1;
    /** Around the start of the piece: the end of the one before and as much of this one. */
    const seam = rest.length === 0 ? rest : Buffer.concat([rest, bytes.subarray(0, kept)]);
    const printed: Printed[] = [];
    for (const { trigger, words } of needles) {
      // One that ends in the rest was told before.
      const inSeam = seam.indexOf(words.bytes, Math.max(0, rest.length - words.bytes.length + 1));
      const at = inSeam >= 0 && inSeam < rest.length ? inSeam - rest.length : memory.first(bytes, words);
      if (at < 0 && inSeam < 0) continue;
      const newlines =
        at < 0
          ? -countNewlines(rest, rest.length + at, rest.length)
          : memory.newlines(bytes.subarray(0, at), 0, at + 1).count;
      printed.push({ trigger, line: lineNumber(linesBefore + newlines + 1), offset: byteOffset(bytesBefore + at) });
    }
    // Of a piece that is shorter than a needle, what came before it is still needed.
    const end = bytes.length < kept ? Buffer.concat([rest, bytes]) : bytes;
    this.#rest = Buffer.from(end.subarray(Math.max(0, end.length - kept)));
    return printed;
  }
}
