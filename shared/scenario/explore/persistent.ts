/**
 * Partial-order reduction: which of the enabled actions have to be tried in a state so that every state in which nobody
 * can move is still found. A set of threads is enough when nothing the other threads can do, before one of the set
 * moves, conflicts with what the set does next (persistent sets: Godefroid 1996, ch. 4; here one action per thread, found
 * by closure as with Valmari's stubborn sets).
 */
import { actionsOfThread, PENDING, type MachineAction, type MachineState } from '../machine.ts';
import type { ThreadSet } from '../semantics/family.ts';
import { bits, isCounted } from './stubborn.ts';
import { conflict, type Snapshot, type Tables } from './tables.ts';

/**
 * What is to be tried in this state.
 *
 * @param absent interrupts (bit set) that never come.
 */
export function persistentActions(
  tables: Tables,
  snapshot: Snapshot,
  state: MachineState,
  absent: ThreadSet,
): readonly MachineAction[] {
  const count = tables.threads.length;
  let enabled = 0;
  for (let i = 0; i < count; i++) if (!(absent & (1 << i)) && canMove(tables, snapshot, state, i)) enabled |= 1 << i;
  if (enabled === 0) return [];
  let best = enabled;
  let bestSize = bits(enabled);
  for (let rest = enabled; rest !== 0 && bestSize > 1; rest &= rest - 1) {
    const seed = 31 - Math.clz32(rest & -rest);
    const found = closure(tables, snapshot, state, seed) & enabled;
    const size = bits(found);
    if (size < bestSize) {
      best = found;
      bestSize = size;
    }
  }
  const actions: MachineAction[] = [];
  for (let rest = best; rest !== 0; rest &= rest - 1) {
    const thread = 31 - Math.clz32(rest & -rest);
    if (tables.interrupts) actions.push(...actionsOfThread(tables.machine, state, thread));
    else actions.push({ thread });
  }
  return actions;
}

function canMove(tables: Tables, snapshot: Snapshot, state: MachineState, index: number): boolean {
  if (state.on[index] === PENDING) return actionsOfThread(tables.machine, state, index).length > 0;
  return snapshot.blockers[index] === 0 && tables.threads[index]!.points[state.points[index]!]!.kind !== 'end';
}

/** The smallest closed set of threads that contains the seed. */
function closure(tables: Tables, snapshot: Snapshot, state: MachineState, seed: number): ThreadSet {
  const count = tables.threads.length;
  const { points } = state;
  let set = 1 << seed;
  let todo = set;
  while (todo !== 0) {
    const u = 31 - Math.clz32(todo & -todo);
    todo &= todo - 1;
    let add = 0;
    const blockers = snapshot.blockers[u]!;
    if (blockers !== 0) add = enablers(tables, snapshot, state, u, blockers, set);
    else
      for (let v = 0; v < count; v++)
        if (
          !(set & (1 << v)) &&
          (conflict(tables, u, points[u]!, v, points[v]!) || interruptConflict(tables, state, u, v))
        )
          add |= 1 << v;
    add &= ~set;
    set |= add;
    todo |= add;
  }
  return set;
}

/** For a thread that cannot move: threads of which one has to move before it can. */
function enablers(
  tables: Tables,
  snapshot: Snapshot,
  state: MachineState,
  u: number,
  blockers: ThreadSet,
  set: ThreadSet,
): ThreadSet {
  const self = 1 << u;
  const point = tables.threads[u]!.points[state.points[u]!]!;
  // Under an interrupt it waits for that one.
  if (snapshot.above[u] === -1 && isCounted(tables, point)) return blockers & ~self;
  // All of them have to move, so one of them is enough; its own lock it will never let go.
  if (blockers & (set | self)) return 0;
  return blockers & -blockers;
}

/** An interrupt that may still come conflicts with the CPU it can come on, and with whoever stands on that CPU. */
function interruptConflict(tables: Tables, state: MachineState, u: number, v: number): boolean {
  if (!tables.interrupts) return false;
  const comesOn = (pending: number, other: number): boolean => {
    if (state.on[pending] !== PENDING) return false;
    const { on } = tables.machine.threads[pending]!;
    return on === -1 || on === cpuOf(tables, state, other);
  };
  return comesOn(u, v) || comesOn(v, u);
}

/** The task on whose CPU a thread stands or will come; -1 for an idle CPU. */
function cpuOf(tables: Tables, state: MachineState, thread: number): number {
  const { context, on } = tables.machine.threads[thread]!;
  if (context === 'task') return thread;
  const below = state.on[thread]!;
  return on !== -1 || below < 0 ? on : cpuOf(tables, state, below);
}
