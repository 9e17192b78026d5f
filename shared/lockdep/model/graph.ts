/**
 * Lock classes, the dependencies between them with the kinds of readers at both ends, and the search along strong paths
 * (kernel/locking/lockdep.c, 6.12: __bfs, calc_dep, bfs_init_root; Documentation/locking/lockdep-design.rst).
 *
 * A dependency A -> B is one of four kinds: A held as exclusive (E) or shared (S), B acquired as non-recursive (N, writer
 * or plain reader) or as recursive reader (R). A path is strong, and can be part of a deadlock, when a step that ends in
 * R is never followed by one that begins with S: a recursive reader does not wait for a shared holder.
 */
import type { UsageMask } from './usage.ts';

/** How it is acquired: 0 exclusive, 1 reader that waits behind writers, 2 recursive reader. As the kernel's `read`. */
export type ReadKind = 0 | 1 | 2;

export interface LockClass {
  readonly id: string;
  readonly innerWait: number;
  readonly outerWait: number;
  /** A local_lock. */
  readonly perCpu: boolean;
  usage: UsageMask;
  readonly after: Edge[];
  readonly before: Edge[];
}

export interface Edge {
  readonly to: LockClass;
  kinds: number;
}

const SR = 1;
const ER = 2;
const SN = 4;
const EN = 8;

function kindOf(fromShared: boolean, toRecursive: boolean): number {
  if (toRecursive) return fromShared ? SR : ER;
  return fromShared ? SN : EN;
}

/** Record that `next` was acquired while `prev` was held; the same seen backwards for searches in that direction. */
export function addDependency(prev: LockClass, prevRead: ReadKind, next: LockClass, nextRead: ReadKind): void {
  merge(prev.after, next, kindOf(prevRead !== 0, nextRead === 2));
  // Backwards the path begins at `next`: what was the end (recursive or not) becomes the beginning.
  merge(next.before, prev, kindOf(nextRead === 2, prevRead !== 0));
}

function merge(edges: Edge[], to: LockClass, kinds: number): void {
  const known = edges.find((edge) => edge.to === to);
  if (known) known.kinds |= kinds;
  else edges.push({ to, kinds });
}

/** A class reached by a search. */
export interface Reached {
  readonly lock: LockClass;
  /** Only reachable so that the last step ends in R (forwards) or S (backwards). */
  readonly onlyWeak: boolean;
  readonly parent?: Reached;
}

/**
 * Breadth first along strong paths, from `start` itself on. Each class is looked at once, in the order and with the
 * first path the kernel takes.
 *
 * @param startWeak forwards: the start was acquired by a recursive reader; backwards: it is held by any reader.
 * @param skip a class that is neither looked at nor gone through.
 */
export function search(
  start: LockClass,
  startWeak: boolean,
  direction: 'after' | 'before',
  match: (reached: Reached) => boolean,
  skip?: (reached: Reached) => boolean,
): Reached | undefined {
  const seen = new Set<LockClass>();
  const queue: { readonly lock: LockClass; readonly kinds: number; readonly parent?: Reached }[] = [
    { lock: start, kinds: 0 },
  ];
  for (const { lock, kinds, parent } of queue) {
    if (seen.has(lock)) continue;
    seen.add(lock);
    let onlyWeak = startWeak;
    if (parent) {
      const strong = parent.onlyWeak ? kinds & ~(SR | SN) : kinds;
      if (strong === 0) continue;
      onlyWeak = (strong & (SN | EN)) === 0;
    }
    const reached: Reached = { lock, onlyWeak, ...(parent ? { parent } : {}) };
    if (skip?.(reached)) continue;
    if (match(reached)) return reached;
    for (const edge of lock[direction]) queue.push({ lock: edge.to, kinds: edge.kinds, parent: reached });
  }
  return undefined;
}

/** The classes from the start of the search to what was reached. */
export function pathTo(reached: Reached): LockClass[] {
  const path: LockClass[] = [];
  for (let at: Reached | undefined = reached; at; at = at.parent) path.unshift(at.lock);
  return path;
}
