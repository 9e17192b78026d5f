/** The states that were seen. Twins (threads with the same program) may change places without making a new state. */
import type { MachineState } from '../machine.ts';
import type { ThreadSet } from '../semantics/family.ts';
import type { Tables } from './tables.ts';

export interface Visited {
  /**
   * Add a state; false when it was there already.
   *
   * @param absent interrupts (bit set) that never come.
   */
  add(state: MachineState, absent?: ThreadSet): boolean;
  readonly size: number;
}

/** Numbers as keys where the states can be counted within 53 bits, text otherwise. */
export function newVisited(tables: Tables): Visited {
  const radix = tables.threads.map((thread) => thread.points.length);
  const product = radix.reduce((all, points) => all * points, 1);
  const groups = twinGroups(tables);
  if (!tables.interrupts && product < 2 ** 52) return numbered(radix, groups);
  const seen = new Set<string>();
  return {
    add(state, absent = 0) {
      const on = state.on.map((below, index) => (absent & (1 << index) ? below + 1 : below + 3));
      const key = String.fromCharCode(...inOrder(state.points, groups), ...on);
      const before = seen.size;
      seen.add(key);
      return seen.size > before;
    },
    get size() {
      return seen.size;
    },
  };
}

function twinGroups(tables: Tables): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  tables.twins.forEach((twin, index) => groups.set(twin, [...(groups.get(twin) ?? []), index]));
  return [...groups.values()].filter((group) => group.length > 1);
}

function inOrder(points: readonly number[], groups: readonly (readonly number[])[]): readonly number[] {
  if (groups.length === 0) return points;
  const ordered = [...points];
  for (const group of groups) {
    const sorted = group.map((index) => points[index]!).sort((a, b) => a - b);
    group.forEach((index, at) => (ordered[index] = sorted[at]!));
  }
  return ordered;
}

/** An open-addressing table of doubles: a fifth of the memory and time of a Set of strings. */
function numbered(radix: readonly number[], groups: readonly (readonly number[])[]): Visited {
  let table = new Float64Array(1 << 7).fill(-1);
  let size = 0;
  const slotOf = (keys: Float64Array, key: number): number => {
    const mask = keys.length - 1;
    const low = key % 4294967296;
    let slot = (Math.imul(low | 0, 0x9e3779b1) ^ Math.imul(Math.floor(key / 4294967296) | 0, 0x85ebca6b)) & mask;
    slot = (slot ^ (slot >>> 15)) & mask;
    while (keys[slot] !== -1 && keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  };
  const grow = (): void => {
    const bigger = new Float64Array(table.length * 2).fill(-1);
    for (const key of table) if (key !== -1) bigger[slotOf(bigger, key)] = key;
    table = bigger;
  };
  return {
    add(state) {
      const points = inOrder(state.points, groups);
      let key = 0;
      for (let i = 0; i < radix.length; i++) key = key * radix[i]! + points[i]!;
      const slot = slotOf(table, key);
      if (table[slot] === key) return false;
      table[slot] = key;
      size++;
      if (size * 2 > table.length) grow();
      return true;
    },
    get size() {
      return size;
    },
  };
}
