/** The chain as edges in words: what was taken while what was held, and which stacks belong to it. */
import type { ChainEntry, LockRef, Report } from '../../shared/contract/report.ts';

export interface ChainEdge {
  readonly entry: ChainEntry;
  /** Place in `report.chain`. */
  readonly at: number;
  /** The lock that is held; absent when its entry is not in the log. */
  readonly held: LockRef | undefined;
  readonly isCurrent: boolean;
  /** Where the held lock was taken: the stack of its own entry, when there is one. */
  readonly heldAt: { readonly entry: ChainEntry; readonly at: number } | undefined;
  /** Who, when it is known. */
  readonly task: string | undefined;
}

/** The edges in the order of the chain, the current one first, so that each continues the one before. */
export function chainEdges(report: Report): readonly ChainEdge[] {
  const chain = (report.chain ?? []).map((entry, at) => ({ entry, at }));
  const highest = Math.max(-1, ...chain.map(({ entry }) => entry.index));
  const numbered = (index: number) => chain.find(({ entry }) => entry.index === index);
  const sorted = [...chain].sort((a, b) => a.entry.index - b.entry.index);
  return sorted.map(({ entry, at }) => {
    const isCurrent = entry.index === 0;
    const heldAt = isCurrent ? (highest > 0 ? numbered(highest) : undefined) : numbered(entry.index - 1);
    const held = (isCurrent ? report.holding : undefined) ?? heldAt?.entry.lock;
    const task = isCurrent && report.task !== undefined ? `${report.task.comm}/${report.task.pid}` : undefined;
    return { entry, at, held, isCurrent, heldAt, task };
  });
}
