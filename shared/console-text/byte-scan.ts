/**
 * Finding words in bytes at memory speed, without any platform help. A regular expression on every line costs a
 * hundred times as much (docs/architecture: 1-4 M lines/s), so lines are only decoded where one of the words stands.
 */

/** All words are looked for at once by Wu and Manber's method: blocks of two bytes say how far it is safe to jump. */
export interface WordFinder {
  /** Offset of the first word at or after `from` that ends before `to`, or -1. */
  find(bytes: Uint8Array, from: number, to: number): number;
}

const BLOCK = 2;

/** `words`: ASCII, each at least four bytes. */
export const createWordFinder = (words: readonly string[]): WordFinder => {
  const needles = words.map((word) => Uint8Array.from(word, (char) => char.charCodeAt(0)));
  const shortest = Math.min(...needles.map((needle) => needle.length));
  const jump = new Uint8Array(65536).fill(shortest - BLOCK + 1);
  const ending = new Map<number, Uint8Array[]>();
  for (const needle of needles) {
    for (let i = 0; i + BLOCK <= shortest; i++) {
      const block = needle[i]! | (needle[i + 1]! << 8);
      const distance = shortest - BLOCK - i;
      if (distance < jump[block]!) jump[block] = distance;
      if (distance === 0) ending.set(block, [...(ending.get(block) ?? []), needle]);
    }
  }
  const matches = (bytes: Uint8Array, at: number, needle: Uint8Array): boolean => {
    for (let i = 0; i < needle.length; i++) if (bytes[at + i] !== needle[i]) return false;
    return true;
  };
  return {
    find(bytes, from, to) {
      let end = from + shortest - 1;
      while (end < to) {
        const block = bytes[end - 1]! | (bytes[end]! << 8);
        const distance = jump[block]!;
        if (distance > 0) {
          end += distance;
          continue;
        }
        const start = end - shortest + 1;
        for (const needle of ending.get(block)!) {
          if (start + needle.length <= to && matches(bytes, start, needle)) return start;
        }
        end++;
      }
      return -1;
    },
  };
};

const NEWLINES = 0x0a0a0a0a;
const ONES = 0x01010101;
const HIGH = 0x80808080 | 0;

/** Number of newline bytes in `bytes[from, to)`; four bytes at a time where the memory allows it. */
export const countNewlines = (bytes: Uint8Array, from: number, to: number): number => {
  let count = 0;
  let at = from;
  const aligned = Math.min(to, at + ((4 - ((bytes.byteOffset + at) & 3)) & 3));
  for (; at < aligned; at++) if (bytes[at] === 10) count++;
  const words = (to - at) >> 2;
  if (words > 0) {
    const view = new Int32Array(bytes.buffer, bytes.byteOffset + at, words);
    for (let i = 0; i < words; i++) {
      const x = view[i]! ^ NEWLINES;
      if (((x - ONES) & ~x & HIGH) !== 0) {
        // Rare: about one word in twenty of a log. Look at its bytes.
        if ((x & 0xff) === 0) count++;
        if ((x & 0xff00) === 0) count++;
        if ((x & 0xff0000) === 0) count++;
        if ((x & 0xff000000) === 0) count++;
      }
    }
    at += words << 2;
  }
  for (; at < to; at++) if (bytes[at] === 10) count++;
  return count;
};

/** How to look for one byte; electron/ passes Node's memchr, the default is the engine's own. */
export interface ByteSearch {
  /** First offset of `byte` in `bytes` at or after `from`, or -1. */
  indexOf(bytes: Uint8Array, byte: number, from: number): number;
  /** Newlines in `bytes[from, to)`; absent: counted here. */
  countNewlines?(bytes: Uint8Array, from: number, to: number): number;
}

export const plainByteSearch: ByteSearch = {
  indexOf: (bytes, byte, from) => bytes.indexOf(byte, from),
};

export const NEWLINE = 10;
