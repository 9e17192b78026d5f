/** Where a thread can wait or stand still, and who keeps it there. */
import type { Machine, Point } from '../machine/points.ts';
import type { LockView, ThreadSet } from '../semantics/family.ts';
import { mayInterrupt } from '../semantics/interrupts.ts';
import { costs } from './costs.ts';

/** A place where a thread can be part of a circle. */
export interface Place {
  /** First thread of the twins this place belongs to. */
  readonly twin: number;
  readonly point: Point;
  readonly distance: number;
  /** It stands still under an interrupt here, whatever its step would be. */
  readonly under: boolean;
}

/** All places of one program. */
export function placesOf(machine: Machine, twin: number): Place[] {
  const { points, context } = machine.threads[twin]!;
  const distance = costs(points);
  const place = (point: Point, under: boolean): Place => ({
    twin,
    point,
    // An interrupt has to come first.
    distance: distance[point.index]! + (context === 'task' ? 0 : 1),
    under,
  });
  // Nobody waits for a task that has nothing; an interrupt stands on top of somebody.
  const matters = (point: Point): boolean => context !== 'task' || (point.writes | point.reads | point.announced) !== 0;
  return [
    ...points
      .filter((point) => (point.kind === 'acquire' || point.kind === 'wait') && matters(point))
      .map((point) => place(point, false)),
    ...points.filter((point) => canBeInterrupted(machine, twin, point)).map((point) => place(point, true)),
  ];
}

/** True when a thread at `place` waits for another one at `other` (`who` = 2), or for itself (`who` = 1, the same place). */
export function blocks(machine: Machine, place: Place, other: Place, who: ThreadSet): boolean {
  if (place.under) return comesOnTop(machine, other.twin, place.twin, place.point);
  const { lock, request } = place.point;
  const bit = 1 << lock;
  const view: LockView = {
    self: 1,
    writers: other.point.writes & bit ? who : 0,
    readers: other.point.reads & bit ? who : 0,
    waitingWriters: other.point.announced & bit ? who : 0,
    inInterrupt: machine.threads[place.twin]!.context !== 'task',
    signals: 1,
    completers: 0,
  };
  return (machine.families[lock]!.blockers(request, view) & who) !== 0;
}

/** True when interrupt `by` may come on top of thread `under` at this point. */
function comesOnTop(machine: Machine, by: number, under: number, point: Point): boolean {
  const { context, on } = machine.threads[by]!;
  const below = machine.threads[under]!;
  const sameCpu = on === -1 || on === under || (below.context !== 'task' && (below.on === -1 || below.on === on));
  return by !== under && sameCpu && mayInterrupt(context, below.context, point.flags);
}

/** The CPU a thread always runs on; -1 for an interrupt that is bound to none. */
export function boundTo(machine: Machine, thread: number): number {
  const { context, on } = machine.threads[thread]!;
  return context === 'task' ? thread : on;
}

/** Where nothing is held nobody waits for the thread, but for one it came on top of. */
function canBeInterrupted(machine: Machine, thread: number, point: Point): boolean {
  if (point.kind === 'end') return false;
  const isTask = machine.threads[thread]!.context === 'task';
  if (isTask && (point.writes | point.reads | point.announced) === 0) return false;
  return machine.threads.some((_, by) => comesOnTop(machine, by, thread, point));
}
