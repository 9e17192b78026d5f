/** The held-lock list by task, in the order of the log. */
import type { HeldLock, Report, TaskRef } from '../../shared/contract/report.ts';

export interface TaskWithLocks {
  readonly task: TaskRef;
  /** `at`: place in `report.heldLocks`. */
  readonly locks: readonly { readonly held: HeldLock; readonly at: number }[];
}

export const taskKey = ({ comm, pid }: TaskRef): string => `${comm}/${pid}`;

export function tasksWithLocks({ heldLocks = [] }: Report): readonly TaskWithLocks[] {
  const byTask = new Map<string, { task: TaskRef; locks: { held: HeldLock; at: number }[] }>();
  heldLocks.forEach((held, at) => {
    const known = byTask.get(taskKey(held.task)) ?? { task: held.task, locks: [] };
    known.locks.push({ held, at });
    byTask.set(taskKey(held.task), known);
  });
  return [...byTask.values()];
}
