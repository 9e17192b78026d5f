/**
 * Steps that can as well happen in one go with the one before them. Where no interrupt can come, the only places where a
 * thread can stay for ever are those where it has to wait. So letting go, completing, and switching interrupts follow at
 * once, and a lock that is let go again before the thread waits for anything is not taken at all: it only has to be free
 * for a moment ("leaf"). Only a trylock of somebody else can see the difference; what one looks at is left alone.
 */
import type { Machine, Point } from '../machine/points.ts';
import { threadTable, type Tables } from './tables.ts';

export interface Fused {
  readonly tables: Tables;
  /** Per thread: where it begins. */
  readonly start: readonly number[];
}

/** The machine of the tables with such steps in one go. Points keep their numbers. Only for machines without interrupts. */
export function fuse(tables: Tables): Fused {
  const { machine } = tables;
  let tried = 0;
  for (const { points } of machine.threads)
    for (const point of points) if (point.kind === 'try' || point.failed !== -1) tried |= 1 << point.lock;
  const start: number[] = [];
  const threads = machine.threads.map(({ points }) => {
    const onward = settledPoints(machine, points, tried);
    start.push(onward[0]!);
    const leaves = new Set<number>();
    const fused = points.map((point): Point => {
      if (point.next === -1) return point;
      const next = onward[point.next]!;
      if (isLeaf(machine, points, point, next, tried)) leaves.add(point.index);
      return { ...point, next, failed: point.failed === -1 ? -1 : onward[point.failed]! };
    });
    return threadTable(machine, fused, leaves);
  });
  return { tables: { ...tables, threads }, start };
}

/** For each point, where a thread gets from there without ever waiting. */
function settledPoints(machine: Machine, points: readonly Point[], tried: number): readonly number[] {
  const settled = points.map((_, index) => index);
  // Successors have higher indexes.
  for (const { index, kind, lock, next } of [...points].reverse()) {
    const free = kind === 'local' || kind === 'complete' || (kind === 'release' && !(tried & (1 << lock)));
    if (free) settled[index] = settled[next]!;
    // Entering and leaving without waiting in between: nobody can tell.
    else if (
      kind === 'acquire' &&
      machine.families[lock]!.type === 'completion' &&
      letsGo(points, index, settled[next]!)
    )
      settled[index] = settled[next]!;
  }
  return settled;
}

function isLeaf(machine: Machine, points: readonly Point[], point: Point, next: number, tried: number): boolean {
  if (point.kind !== 'acquire' || point.failed !== -1 || tried & (1 << point.lock)) return false;
  const { type } = machine.families[point.lock]!;
  // A removal is never undone.
  return type !== 'completion' && type !== 'active_ref' && letsGo(points, point.index, next);
}

/** True when what is taken at `from` is not held any more at `to`. */
function letsGo(points: readonly Point[], from: number, to: number): boolean {
  const { step } = points[from]!;
  return !points[to]!.holds.some((hold) => hold.step === step);
}
