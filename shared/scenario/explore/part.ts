/** A part of a machine: the threads of a circle, each ending where it waits, and helpers as they are. */
import type { CompiledThread, Machine, Point } from '../machine/points.ts';
import type { Candidate } from './candidates.ts';
import { wayToPlace, type WayToPlace } from './estimate.ts';
import { pairsOf } from './pairs.ts';
import { threadTable, type Tables, type ThreadTable } from './tables.ts';

export interface Part {
  readonly tables: Tables;
  /** Index in the whole machine of each thread: those of the circle, then the helpers. */
  readonly runners: readonly number[];
  /** Of each thread of the circle. */
  readonly ways: readonly WayToPlace[];
  readonly pairs: readonly (readonly PairOfPart[])[];
}

/** For a thread of the circle: at [its point * mine + the other's point * theirs] whether both can still get to their places. */
interface PairOfPart {
  readonly other: number;
  readonly grid: Uint8Array;
  readonly mine: number;
  readonly theirs: number;
}

interface CutThread {
  readonly thread: CompiledThread;
  readonly table: ThreadTable;
  readonly way: WayToPlace;
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
    ways: circle.map(({ way }) => way),
    pairs: pairsOfCircle(machine, candidate),
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
  const made: CutThread = {
    thread: { ...thread, on: -1, points },
    table: threadTable(machine, points),
    way: wayToPlace(points, place),
  };
  known.set(key, made);
  return made;
}

/** For each thread of the circle, from where it and each of the others can still both get to their places. */
function pairsOfCircle(machine: Machine, { threads, points, under }: Candidate): readonly (readonly PairOfPart[])[] {
  const pairs = pairsOf(machine);
  const made: PairOfPart[][] = threads.map(() => []);
  threads.forEach((a, i) =>
    threads.forEach((b, j) => {
      const comes = under[i]! && j === (i + 1) % threads.length;
      const comesOther = under[j]! && i === (j + 1) % threads.length;
      if (i === j || comesOther || (!comes && i > j)) return;
      const grid = pairs.ways(a, points[i]!, b, points[j]!, comes);
      const width = machine.threads[b]!.points.length;
      made[i]!.push({ other: j, grid, mine: width, theirs: 1 });
      made[j]!.push({ other: i, grid, mine: 1, theirs: width });
    }),
  );
  return made;
}

/** True when the thread that has just moved and another one of the circle cannot both get to their places any more. */
export function doomed(part: Part, points: readonly number[], moved: number): boolean {
  const pairs = part.pairs[moved];
  if (!pairs) return false;
  for (const { other, grid, mine, theirs } of pairs)
    if (grid[points[moved]! * mine + points[other]! * theirs] === 0) return true;
  return false;
}
