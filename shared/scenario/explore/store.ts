/** States that were seen, with a number each. */
export interface Store {
  /** The number of a state; `added` says whether it is new. */
  number(points: ArrayLike<number>): number;
  readonly added: boolean;
  readonly size: number;
}

/**
 * @param radix for each place of a state, how many values it can have. Where the states can be counted within 53 bits
 *   they are numbers in an open-addressing table, a fifth of the memory and time of a Map of strings.
 * @param old a store that is not needed any more: its memory is used again.
 */
export function newStore(radix: readonly number[], old?: Store): Store {
  if (radix.reduce((all, values) => all * values, 1) >= 2 ** 52) return new Spelled();
  return old instanceof Counted ? old.cleared(radix) : new Counted(radix);
}

class Spelled implements Store {
  readonly #seen = new Map<string, number>();
  added = false;

  get size(): number {
    return this.#seen.size;
  }

  number(points: ArrayLike<number>): number {
    let key = '';
    for (let i = 0; i < points.length; i++) key += String.fromCharCode(points[i]!);
    const known = this.#seen.get(key);
    this.added = known === undefined;
    if (known !== undefined) return known;
    this.#seen.set(key, this.#seen.size);
    return this.#seen.size - 1;
  }
}

class Counted implements Store {
  #radix: readonly number[];
  #keys = new Float64Array(1 << 7).fill(-1);
  #numbers = new Int32Array(1 << 7);
  /** Slot of each number. */
  #slots = new Int32Array(1 << 6);
  size = 0;
  added = false;

  constructor(radix: readonly number[]) {
    this.#radix = radix;
  }

  number(points: ArrayLike<number>): number {
    const radix = this.#radix;
    let key = 0;
    for (let i = 0; i < radix.length; i++) key = key * radix[i]! + points[i]!;
    const slot = slotOf(this.#keys, key);
    this.added = this.#keys[slot] !== key;
    if (!this.added) return this.#numbers[slot]!;
    this.#keys[slot] = key;
    this.#numbers[slot] = this.size;
    this.#slots[this.size] = slot;
    const number = this.size++;
    if (this.size * 2 >= this.#keys.length) this.#grow();
    return number;
  }

  /** The same store, with nothing in it. */
  cleared(radix: readonly number[]): this {
    if (this.size * 8 > this.#keys.length) this.#keys.fill(-1);
    else for (let number = 0; number < this.size; number++) this.#keys[this.#slots[number]!] = -1;
    this.#radix = radix;
    this.size = 0;
    return this;
  }

  #grow(): void {
    const bigger = new Float64Array(this.#keys.length * 2).fill(-1);
    const moved = new Int32Array(this.#keys.length * 2);
    const slots = new Int32Array(this.#slots.length * 2);
    for (let number = 0; number < this.size; number++) {
      const key = this.#keys[this.#slots[number]!]!;
      const slot = slotOf(bigger, key);
      bigger[slot] = key;
      moved[slot] = number;
      slots[number] = slot;
    }
    this.#keys = bigger;
    this.#numbers = moved;
    this.#slots = slots;
  }
}

function slotOf(table: Float64Array, key: number): number {
  const mask = table.length - 1;
  const low = key % 4294967296;
  let slot = (Math.imul(low | 0, 0x9e3779b1) ^ Math.imul(Math.floor(key / 4294967296) | 0, 0x85ebca6b)) & mask;
  slot = (slot ^ (slot >>> 15)) & mask;
  while (table[slot] !== -1 && table[slot] !== key) slot = (slot + 1) & mask;
  return slot;
}
