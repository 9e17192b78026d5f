/** Tries patterns on the lines of a growing capture, each line once. */
import { byteOffset, lineNumber } from '../../../shared/contract/units.ts';
import type { Printed } from '../trigger-scan.ts';

export interface Tried {
  readonly trigger: string;
  readonly pattern: RegExp;
}

/** Bytes of a line that are tried; the rest of a longer one is not. */
export const MAX_LINE = 16 * 1024;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * @param piece whole lines, or with `isTail` a last one that is not over
 * @param base offset of the piece in the capture
 * @param linesBefore newlines before it
 * @param onTry is called before each pattern is tried, with its index
 * @returns the first line of each pattern, and newlines in the piece
 */
export function tryPatterns(
  piece: Buffer,
  base: number,
  linesBefore: number,
  patterns: readonly Tried[],
  onTry: (index: number) => void,
): { readonly printed: readonly Printed[]; readonly lines: number } {
  const printed: Printed[] = [];
  const left = new Set(patterns.keys());
  let lines = 0;
  for (let start = 0; start < piece.length;) {
    const newline = piece.indexOf(NEWLINE, start);
    const next = newline < 0 ? piece.length : newline + 1;
    if (left.size > 0) {
      let end = newline < 0 ? piece.length : newline;
      if (end > start && piece[end - 1] === CARRIAGE_RETURN) end--;
      const text = piece.toString('utf8', start, Math.min(end, start + MAX_LINE));
      for (const index of left) {
        onTry(index);
        const { trigger, pattern } = patterns[index]!;
        if (!pattern.test(text)) continue;
        left.delete(index);
        printed.push({ trigger, line: lineNumber(linesBefore + lines + 1), offset: byteOffset(base + start) });
      }
    }
    if (newline >= 0) lines++;
    start = next;
  }
  return { printed, lines };
}
