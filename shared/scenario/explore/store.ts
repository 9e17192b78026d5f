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
 */
export function newStore(radix: readonly number[]): Store {
  return radix.reduce((all, values) => all * values, 1) < 2 ** 52 ? counted(radix) : spelled();
}

function spelled(): Store {
  const seen = new Map<string, number>();
  let added = false;
  return {
    number(points) {
      let key = '';
      for (let i = 0; i < points.length; i++) key += String.fromCharCode(points[i]!);
      const known = seen.get(key);
      added = known === undefined;
      if (known !== undefined) return known;
      seen.set(key, seen.size);
      return seen.size - 1;
    },
    get added() {
      return added;
    },
    get size() {
      return seen.size;
    },
  };
}

function counted(radix: readonly number[]): Store {
  let keys = new Float64Array(1 << 7).fill(-1);
  let numbers = new Int32Array(1 << 7);
  let size = 0;
  let added = false;
  const slotOf = (table: Float64Array, key: number): number => {
    const mask = table.length - 1;
    const low = key % 4294967296;
    let slot = (Math.imul(low | 0, 0x9e3779b1) ^ Math.imul(Math.floor(key / 4294967296) | 0, 0x85ebca6b)) & mask;
    slot = (slot ^ (slot >>> 15)) & mask;
    while (table[slot] !== -1 && table[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  };
  const grow = (): void => {
    const bigger = new Float64Array(keys.length * 2).fill(-1);
    const moved = new Int32Array(keys.length * 2);
    keys.forEach((key, old) => {
      if (key === -1) return;
      const slot = slotOf(bigger, key);
      bigger[slot] = key;
      moved[slot] = numbers[old]!;
    });
    keys = bigger;
    numbers = moved;
  };
  return {
    number(points) {
      let key = 0;
      for (let i = 0; i < radix.length; i++) key = key * radix[i]! + points[i]!;
      const slot = slotOf(keys, key);
      added = keys[slot] !== key;
      if (!added) return numbers[slot]!;
      keys[slot] = key;
      numbers[slot] = size;
      const number = size++;
      if (size * 2 > keys.length) grow();
      return number;
    },
    get added() {
      return added;
    },
    get size() {
      return size;
    },
  };
}
