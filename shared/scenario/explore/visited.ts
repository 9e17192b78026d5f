/** The states that were seen. Twins (threads with the same program) may change places without making a new state. */
import type { MachineState } from '../machine.ts';
import type { ThreadSet } from '../semantics/family.ts';
import { newStore } from './store.ts';
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

/** An empty set of states. */
export function newVisited(tables: Tables): Visited {
  const radix = tables.threads.map((thread) => thread.points.length);
  const groups = twinGroups(tables);
  if (!tables.interrupts) return stored(radix, groups);
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

/** Without interrupts the points say everything. */
function stored(radix: readonly number[], groups: readonly (readonly number[])[]): Visited {
  const store = newStore(radix);
  return {
    add(state) {
      store.number(inOrder(state.points, groups));
      return store.added;
    },
    get size() {
      return store.size;
    },
  };
}
