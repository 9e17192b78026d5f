/** A part of a machine: the threads of a circle, each ending where it waits, and helpers as they are. */
import type { CompiledThread, Machine, Point } from '../machine.ts';
import type { Candidate } from './candidates.ts';
import { costsTo } from './costs.ts';
import { threadTable, type Tables, type ThreadTable } from './tables.ts';

export interface Part {
  readonly tables: Tables;
  /** Index in the whole machine of each thread: those of the circle, then the helpers. */
  readonly runners: readonly number[];
  /** Per thread of the circle and point: entries of a schedule to its place; Infinity where it cannot be reached any more. */
  readonly toGo: readonly (readonly number[])[];
  readonly needs: readonly Needs[];
}

/** What a thread on its way to its place keeps for good, and still has to take (bit sets of locks), per point. */
interface Needs {
  readonly writes: Int32Array;
  readonly reads: Int32Array;
  /** What it cannot get while somebody reads it, or has it at all. */
  readonly exclusive: Int32Array;
  readonly any: Int32Array;
}

interface CutThread {
  readonly thread: CompiledThread;
  readonly table: ThreadTable;
  readonly toGo: readonly number[];
  readonly needs: Needs;
}

const cuts = new WeakMap<Tables, Map<string, CutThread>>();

/** The threads of a candidate (what they hold at their places they keep) and the helpers. */
export function cut(tables: Tables, candidate: Candidate, helpers: readonly number[]): Part {
  const { machine } = tables;
  const circle = candidate.threads.map((thread, at) => cutThread(tables, thread, candidate.points[at]!));
  const others = helpers.map((index) => ({ ...machine.threads[index]!, on: -1 }));
  const threads = [...circle.map(({ thread }) => thread), ...others];
  const runners = [...candidate.threads, ...helpers];
  return {
    tables: {
      ...tables,
      machine: { ...machine, threads },
      threads: [...circle.map(({ table }) => table), ...helpers.map((index) => tables.threads[index]!)],
      // Equal programs end at different places here, so nobody is anybody's twin.
      twins: runners.map((_, index) => index),
      interrupts: false,
    },
    runners,
    toGo: circle.map(({ toGo }) => toGo),
    needs: circle.map(({ needs }) => needs),
  };
}

function cutThread(tables: Tables, index: number, place: number): CutThread {
  const known = cuts.get(tables) ?? new Map<string, CutThread>();
  cuts.set(tables, known);
  const key = `${index} ${place}`;
  const before = known.get(key);
  if (before) return before;
  const { machine } = tables;
  const thread = machine.threads[index]!;
  const points = thread.points.map((point): Point =>
    point.index === place ? { ...point, kind: 'end', next: -1, failed: -1 } : point,
  );
  const toGo = costsTo(points, place);
  const made: CutThread = {
    thread: { ...thread, on: -1, points },
    table: threadTable(machine, points),
    toGo,
    needs: needsOf(machine, points, toGo),
  };
  known.set(key, made);
  return made;
}

function needsOf(machine: Machine, points: readonly Point[], toGo: readonly number[]): Needs {
  const count = points.length;
  const table = {
    writes: new Int32Array(count),
    reads: new Int32Array(count),
    exclusive: new Int32Array(count),
    any: new Int32Array(count),
  };
  for (let at = count - 1; at >= 0; at--) {
    const point = points[at]!;
    if (toGo[at] === Infinity) continue;
    const onward = [point.next, point.failed].filter((to) => to !== -1 && toGo[to] !== Infinity);
    const all = (column: Int32Array, end: number): number =>
      onward.reduce((set, to) => set & column[to]!, onward.length === 0 ? end : -1);
    // A step that may fail need not be taken.
    const sure = onward.length === 1 && onward[0] === point.next ? takes(machine, point) : { exclusive: 0, any: 0 };
    table.writes[at] = point.writes & all(table.writes, point.writes);
    table.reads[at] = point.reads & all(table.reads, point.reads);
    table.exclusive[at] = all(table.exclusive, 0) | sure.exclusive;
    table.any[at] = all(table.any, 0) | sure.any;
  }
  return table;
}

/** Locks that the step at this point cannot get while another thread holds them for reading, or holds them at all. */
function takes(machine: Machine, point: Point): { exclusive: number; any: number } {
  if (point.kind !== 'acquire' && point.kind !== 'wait') return { exclusive: 0, any: 0 };
  const { type } = machine.families[point.lock]!;
  const bit = 1 << point.lock;
  if (type === 'completion' && point.kind === 'acquire') return { exclusive: 0, any: 0 };
  // Removal waits for the users, nobody waits for a removal.
  if (type === 'active_ref') return { exclusive: point.request === 'write' ? bit : 0, any: 0 };
  return { exclusive: point.request === 'write' || point.request === 'wait' ? bit : 0, any: bit };
}

/** True when somebody has a lock for good (at its place, and on all ways to it) that another one still has to take before. */
export function doomed(part: Part, points: readonly number[]): boolean {
  const { needs } = part;
  for (let i = 0; i < needs.length; i++) {
    const writes = needs[i]!.writes[points[i]!]!;
    const reads = needs[i]!.reads[points[i]!]!;
    if ((writes | reads) === 0) continue;
    for (let j = 0; j < needs.length; j++) {
      if (i === j) continue;
      if (writes & needs[j]!.any[points[j]!]! || reads & needs[j]!.exclusive[points[j]!]!) return true;
    }
  }
  return false;
}
