/**
 * The dependencies of the irq kinds as one path from the lock that interrupts take (safe) to the one that is held with
 * interrupts on (unsafe), each with the stack that shows it. They are in the dumps at the end of the report
 * (kernel/locking/lockdep.c, 6.12: print_bad_irq_dependency, print_irq_inversion_bug, print_shortest_lock_dependencies
 * and its _backwards twin).
 */
import type { DependencyDump, Frame, LockRef, Report } from '../../contract/report.ts';

/** A stack of the report and where it is. */
export interface StackPlace {
  readonly frames: readonly Frame[];
  /** JSON pointer of the frames. */
  readonly pointer: string;
}

export interface IrqPath {
  /** From the safe lock to the unsafe one, each class once; at least two. */
  readonly locks: readonly LockRef[];
  /** `edges[k]`: where `locks[k + 1]` was taken while `locks[k]` was held; undefined when the log does not show it. */
  readonly edges: readonly (StackPlace | undefined)[];
  /** Where an interrupt took the safe lock, and where the unsafe one was taken with interrupts on. */
  readonly inside?: StackPlace | undefined;
  readonly outside?: StackPlace | undefined;
  /** What the reporting task did: one of the dependencies (its number), the interrupt, or the holder below it. */
  readonly current: number | 'interrupt' | 'holder';
  /** True when there may be further locks between those that are known. */
  readonly hasGaps: boolean;
}

/** What the usage bits are about. */
export type State = 'HARDIRQ' | 'SOFTIRQ' | 'RECLAIM_FS';

/** The state in a usage or a sentence; undefined for anything else. A non-maskable interrupt counts as a hard one. */
export function stateOf(text: string | undefined): State | undefined {
  if (text === undefined) return undefined;
  if (/HARDIRQ|IN-NMI/i.test(text)) return 'HARDIRQ';
  if (/SOFTIRQ/i.test(text)) return 'SOFTIRQ';
  return /RECLAIM[-_]FS/i.test(text) ? 'RECLAIM_FS' : undefined;
}

/** The path of a report of either kind; undefined for other kinds and when the log lacks too much. */
export function irqPath(report: Report): IrqPath | undefined {
  const unsafe = report.kind === 'irq-unsafe-order';
  const state = stateOf(unsafe ? report.title : report.otherRelation) ?? stateOf(report.irqState);
  if (!state) return undefined;
  if (unsafe) return unsafeOrderPath(report, state);
  return report.kind === 'irq-inversion' ? inversionPath(report, state) : undefined;
}

/** Which of the usage characters is the writer's of this state (2 a state; 4.14 and later have no third one). */
const AT: Readonly<Record<State, number>> = { HARDIRQ: 0, SOFTIRQ: 2, RECLAIM_FS: 4 };

/** Do the usage bits say that the class was used inside (`-`, `?`) or with it enabled (`+`, `?`)? */
function isUsed(lock: LockRef | undefined, state: State, how: '-' | '+'): boolean {
  const bits = (lock?.usage ?? '').slice(AT[state], AT[state] + 2);
  return bits.includes(how) || bits.includes('?');
}

/** X-safe -> X-unsafe lock order. Undefined when one of the ends is not in the log and cannot be told from the others. */
export function unsafeOrderPath(report: Report, state: State): IrqPath | undefined {
  const from = report.newDependency?.from ?? report.holding;
  const to = report.newDependency?.to ?? report.acquiring;
  if (!from || !to) return undefined;
  // The kernel takes the nearest ends, so a lock of the new dependency is one itself when its own usage says so.
  const safe = report.safeLock ?? (isUsed(from, state, '-') ? from : undefined);
  const unsafe = report.unsafeLock ?? (isUsed(to, state, '+') ? to : undefined);
  if (!safe || !unsafe) return undefined;
  const before = dumpBetween(report, safe, from);
  const behind = dumpBetween(report, unsafe, to);
  const first = before?.dump.entries.map((entry) => entry.lock) ?? [safe, from];
  const second = behind?.dump.entries.map((entry) => entry.lock).reverse() ?? [to, unsafe];
  const firstEdges = before ? backwardEdges(before) : [undefined];
  const secondEdges = behind ? forwardEdges(behind) : [undefined];
  const now = report.backtrace?.length ? { frames: report.backtrace, pointer: '/backtrace' } : undefined;
  const path = joined(
    [
      ...first.map((lock, k) => ({ lock, into: k === 0 ? undefined : firstEdges[k - 1] })),
      ...second.map((lock, k) => ({ lock, into: k === 0 ? now : secondEdges[k - 1] })),
    ],
    // Without a dump, what stands between two different locks is not known.
    (!before && first[0]!.class !== first[1]!.class) || (!behind && second[0]!.class !== second[1]!.class),
  );
  if (!path) return undefined;
  const current = path.locks.findIndex((lock, k) => lock.class === from.class && path.locks[k + 1]?.class === to.class);
  return {
    ...path,
    inside: titled(report, /-irq-safe at$/),
    outside: titled(report, /-irq-unsafe at$/),
    current: Math.max(current, 0),
  };
}

/** irq lock inversion: the state of one lock changed, and it is connected to one of the opposite state. */
export function inversionPath(report: Report, state: State): IrqPath | undefined {
  const { acquiring, otherLock, otherRelation } = report;
  if (!acquiring || !otherLock) return undefined;
  const now = report.backtrace?.length ? { frames: report.backtrace, pointer: '/backtrace' } : undefined;
  const found = dumpBetween(report, otherLock, acquiring);
  const printed = (report.dependency ?? []).slice(1, -1).map(named);
  const other = found?.dump.entries.map((entry) => entry.lock) ?? [otherLock, ...printed.reverse(), acquiring];
  // "took another, unsafe lock": this one was just taken inside an interrupt. "was taken by another, safe lock": outside.
  const tookUnsafe = /took another/i.test(otherRelation ?? '');
  // X-READ is about the other lock: how it is used there.
  const usages = found ? usageStacks(found, state, /-READ$/.test(report.irqState ?? '') ? 'R' : 'W') : {};
  if (tookUnsafe) {
    const locks = [...other].reverse();
    const edges = found ? forwardEdges(found) : [];
    const path = joined(
      locks.map((lock, k) => ({ lock, into: edges[k - 1] })),
      !found,
    );
    return path && { ...path, inside: now, outside: usages.outside, current: 'interrupt' };
  }
  const edges = found?.dump.entries.map((_, n) => acquiredAt(found, n)) ?? [];
  const path = joined(
    other.map((lock, k) => ({ lock, into: edges[k - 1] })),
    !found,
  );
  return path && { ...path, inside: usages.inside, outside: now, current: 'holder' };
}

/** The name of a class without `#N` and `/N`. */
export const bareName = (name: string): string => name.replace(/(#\d+)?(\/\d)?$/, '');

const named = (name: string): LockRef => ({ class: name, name: bareName(name) });

interface FoundDump {
  readonly dump: DependencyDump;
  readonly pointer: string;
}

/** The dump whose first entry is `leaf` and whose last is `root`. */
function dumpBetween(report: Report, leaf: LockRef, root: LockRef): FoundDump | undefined {
  const dumps = report.dependencies ?? [];
  const at = dumps.findIndex(
    ({ entries }) => entries[0]?.lock.class === leaf.class && entries.at(-1)?.lock.class === root.class,
  );
  return at < 0 ? undefined : { dump: dumps[at]!, pointer: `/dependencies/${at}` };
}

function acquiredAt({ dump, pointer }: FoundDump, entry: number): StackPlace | undefined {
  const frames = dump.entries[entry]?.acquiredAt;
  return frames && frames.length > 0 ? { frames, pointer: `${pointer}/entries/${entry}/acquiredAt` } : undefined;
}

/** Forwards the stack under an entry shows it being taken under the next entry; here in the order of the path. */
function forwardEdges(found: FoundDump): (StackPlace | undefined)[] {
  return found.dump.entries
    .slice(0, -1)
    .map((_, n) => acquiredAt(found, n))
    .reverse();
}

/**
 * Backwards it is the other way round. 6.12 prints the stack under the lock that was taken; older kernels print it under
 * the one that was held, so that the first entry has one, too.
 */
function backwardEdges(found: FoundDump): (StackPlace | undefined)[] {
  const shift = acquiredAt(found, 0) ? 0 : 1;
  return found.dump.entries.slice(0, -1).map((_, n) => acquiredAt(found, n + shift));
}

/** Where the first class of a dump was used inside and outside; `letter`: as a writer or a reader. */
function usageStacks(
  { dump, pointer }: FoundDump,
  state: State,
  letter: 'R' | 'W',
): Pick<IrqPath, 'inside' | 'outside'> {
  const usages = dump.entries[0]!.usages;
  const stack = (wanted: string): StackPlace | undefined => {
    const at = usages.findIndex(({ usage }) => usage.replaceAll('_', '-').toUpperCase() === wanted);
    const frames = usages[at]?.frames;
    return frames?.length ? { frames, pointer: `${pointer}/entries/0/usages/${at}/frames` } : undefined;
  };
  const name = state.replace('_', '-');
  return { inside: stack(`IN-${name}-${letter}`), outside: stack(`${name}-ON-${letter}`) };
}

function titled(report: Report, title: RegExp): StackPlace | undefined {
  const stacks = report.stacks ?? [];
  const at = stacks.findIndex((stack) => title.test(stack.title));
  const frames = stacks[at]?.frames;
  return frames?.length ? { frames, pointer: `/stacks/${at}/frames` } : undefined;
}

/** The path without repetitions of the lock before; undefined when the ends are one lock or a class comes twice. */
function joined(
  steps: readonly { readonly lock: LockRef; readonly into: StackPlace | undefined }[],
  hasGaps: boolean,
): Pick<IrqPath, 'locks' | 'edges' | 'hasGaps'> | undefined {
  const kept = steps.filter(({ lock }, k) => steps.findIndex((other) => other.lock.class === lock.class) === k);
  if (kept.length < 2) return undefined;
  return { locks: kept.map(({ lock }) => lock), edges: kept.slice(1).map(({ into }) => into), hasGaps };
}
