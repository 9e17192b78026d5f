/**
 * A set of lines as one bit a line, with counts for each block of lines, so that "how many before line n?" and "which is
 * the nth?" take a moment in a capture of any length. Ten million lines take 1.5 MB.
 */

const WORD = 32;
/** Words between two counts. */
const BLOCK = 16;

/** Bits that are set in a word. */
function ones(word: number): number {
  let bits = word - ((word >>> 1) & 0x5555_5555);
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** The lowest `count` bits, 0 to 31 of them. */
const low = (count: number): number => (1 << count) - 1;

export class LineBits {
  #words = new Uint32Array(64);
  /** Lines before each block. */
  #counts = new Float64Array(8);
  /** Blocks whose count is right. */
  #counted = 1;
  #lines = 0;

  /** Lines, in the set or not. Lines are counted from 1. */
  get lines(): number {
    return this.#lines;
  }

  /** Lines in the set. */
  get size(): number {
    return this.before(this.#lines + 1);
  }

  /** Take the next line in, or leave it out. */
  push(isIn: boolean): void {
    const word = this.#lines >>> 5;
    if (word === this.#words.length) {
      const larger = new Uint32Array(this.#words.length * 2);
      larger.set(this.#words);
      this.#words = larger;
    }
    if (isIn) this.#words[word]! |= 1 << (this.#lines & 31);
    else this.#words[word]! &= ~(1 << (this.#lines & 31));
    this.#lines++;
    this.#countedTo(word);
  }

  /** Forget all lines after `lines`. */
  cut(lines: number): void {
    this.#lines = Math.min(this.#lines, lines);
    this.#countedTo(this.#lines >>> 5);
  }

  has(line: number): boolean {
    return line >= 1 && line <= this.#lines && ((this.#words[(line - 1) >>> 5]! >>> ((line - 1) & 31)) & 1) === 1;
  }

  set(line: number, isIn: boolean): void {
    const word = (line - 1) >>> 5;
    const bit = 1 << ((line - 1) & 31);
    if (isIn) this.#words[word]! |= bit;
    else this.#words[word]! &= ~bit;
    this.#countedTo(word);
  }

  /** Lines of the set that come before a line. */
  before(line: number): number {
    const bits = Math.min(Math.max(0, line - 1), this.#lines);
    const word = bits >>> 5;
    const block = Math.floor(word / BLOCK);
    this.#count(block);
    let total = this.#counts[block]!;
    for (let at = block * BLOCK; at < word; at++) total += ones(this.#words[at]!);
    return (bits & 31) === 0 ? total : total + ones(this.#words[word]! & low(bits & 31));
  }

  /** The line at an index of the set, from 0; 0 when there are not so many. */
  at(index: number): number {
    const lastBlock = Math.floor((this.#lines >>> 5) / BLOCK);
    this.#count(lastBlock);
    let first = 0;
    let last = lastBlock;
    while (first < last) {
      const middle = (first + last + 1) >> 1;
      if (this.#counts[middle]! <= index) first = middle;
      else last = middle - 1;
    }
    let left = index - this.#counts[first]!;
    for (let word = first * BLOCK; word * WORD < this.#lines; word++) {
      const rest = this.#lines - word * WORD;
      const bits = rest < WORD ? this.#words[word]! & low(rest) : this.#words[word]!;
      const here = ones(bits);
      if (left < here) return word * WORD + nth(bits, left) + 1;
      left -= here;
    }
    return 0;
  }

  /** The set may differ from this word on. */
  #countedTo(word: number): void {
    this.#counted = Math.min(this.#counted, Math.floor(word / BLOCK) + 1);
  }

  #count(block: number): void {
    if (block >= this.#counts.length) {
      const larger = new Float64Array(Math.max(this.#counts.length * 2, block + 1));
      larger.set(this.#counts);
      this.#counts = larger;
    }
    for (; this.#counted <= block; this.#counted++) {
      let total = this.#counts[this.#counted - 1]!;
      const end = this.#counted * BLOCK;
      for (let at = end - BLOCK; at < end; at++) total += ones(this.#words[at]!);
      this.#counts[this.#counted] = total;
    }
  }
}

/** Which bit is the nth that is set, both from 0. */
function nth(word: number, index: number): number {
  let bits = word;
  for (let left = index; left > 0; left--) bits &= bits - 1;
  return 31 - Math.clz32(bits & -bits);
}
