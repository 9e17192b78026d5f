/** How rare a byte is in logs, roughly: a scan looks for the rarest ones first. */

export const ascii = {
  /** The bit between a capital and its small letter. */
  CASE: 0x20,
  isLetter: (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a,
};

/** Small letters of log lines, the most frequent one first. */
const BY_FREQUENCY = 'etaoinsrcdlpumgfbhvkwyxqjz';

/** @param anyCase a letter's other case counts as well. @returns less for what is rarer; only the order means anything */
export function rarity(byte: number, anyCase: boolean): number {
  if (byte === 0x20) return 100;
  if (byte >= 0x30 && byte <= 0x39) return 80;
  if (ascii.isLetter(byte)) {
    const isSmall = (byte & ascii.CASE) !== 0;
    const rank = BY_FREQUENCY.length - BY_FREQUENCY.indexOf(String.fromCharCode(byte | ascii.CASE));
    return isSmall || anyCase ? 12 + rank * 2 + (anyCase ? 4 : 0) : 4 + rank / 4;
  }
  // Brackets and dots of time stamps and callers; other signs are rare.
  return '[].:_'.includes(String.fromCharCode(byte)) ? 60 : byte < 0x20 || byte > 0x7e ? 8 : 20;
}
