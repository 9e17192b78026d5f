/**
 * The lock graph of one report: classes as nodes, "was held when the other was taken" as edges, and the order in which
 * the circle is walked. Circular: kernel/locking/lockdep.c print_circular_bug; the others as their own functions print
 * them (6.12; docs/lockdep-format.md 3 and 5).
 */
import type { Frame, LockRef, Report } from '../contract/report.ts';
import { takingFrame } from '../scenario/lock-modes.ts';

/** `acquiring`: wanted now. `holding`: held now and part of the circle. `chain`: on the way. `held-only`: held by the task, not in the circle. */
export type NodeRole = 'acquiring' | 'holding' | 'chain' | 'held-only';

export interface LockNode {
  /** The class as printed, with `#N` and `/N`; unique within a report. */
  readonly id: string;
  readonly lock: LockRef;
  readonly role: NodeRole;
  /** JSON pointer to the mention that tells most. */
  readonly pointer: string;
}

export interface LockEdge {
  readonly id: string;
  /** Was held ... */
  readonly from: string;
  /** ... when this was taken. */
  readonly to: string;
  /** The N of the `-> #N` whose stack shows it. */
  readonly chainIndex?: number;
  /** The frame that acquired, machinery left out. */
  readonly frame?: Frame;
  /** JSON pointer of that frame, or of the chain entry. */
  readonly pointer?: string;
  readonly when: 'current' | 'earlier';
  /** True when no stack in the report shows this dependency. */
  readonly inferred: boolean;
  /** The edge is an interrupt that comes while `from` is held and wants `to`. */
  readonly interrupt: boolean;
}

export interface LockGraph {
  readonly nodes: readonly LockNode[];
  readonly edges: readonly LockEdge[];
  /** Node ids in the order of the circle (each is held when the next one is taken); empty when the report shows none. */
  readonly cycle: readonly string[];
}

/** Reports that name no two locks give an empty graph, or one with what the task held. */
export function graphFromReport(report: Report): LockGraph {
  const graph = builder();
  switch (report.kind) {
    case 'circular':
      addCircle(report, graph);
      break;
    case 'recursive':
      addPair(graph, report.holding, report.acquiring);
      if (report.acquiring) graph.cycle(cycleOfPair(report.holding, report.acquiring));
      break;
    case 'inconsistent-state':
      if (report.acquiring) {
        graph.node(report.acquiring, 'acquiring', '/acquiring');
        graph.edge({
          from: report.acquiring.class,
          to: report.acquiring.class,
          when: 'current',
          inferred: false,
          interrupt: true,
        });
        graph.cycle([report.acquiring.class]);
      }
      break;
    case 'irq-unsafe-order':
    case 'irq-inversion':
      addInterruptPath(report, graph);
      break;
    default:
      addPair(graph, report.holding, report.acquiring);
  }
  (report.heldLocks ?? []).forEach((held, at) => {
    if (!report.task || held.task.pid === report.task.pid) graph.node(held.lock, 'held-only', `/heldLocks/${at}/lock`);
  });
  return graph.done();
}

interface Builder {
  node(lock: LockRef, role: NodeRole, pointer: string): void;
  edge(edge: Omit<LockEdge, 'id'>): void;
  cycle(ids: readonly string[]): void;
  done(): LockGraph;
}

function builder(): Builder {
  const nodes = new Map<string, LockNode>();
  const edges: LockEdge[] = [];
  let cycle: readonly string[] = [];
  return {
    node(lock, role, pointer) {
      if (!nodes.has(lock.class)) nodes.set(lock.class, { id: lock.class, lock, role, pointer });
    },
    edge(edge) {
      edges.push({ id: `${edges.length}: ${edge.from} → ${edge.to}`, ...edge });
    },
    cycle(ids) {
      cycle = ids;
    },
    done: () => ({ nodes: [...nodes.values()], edges, cycle }),
  };
}

function addCircle(report: Report, graph: Builder): void {
  const chain = report.chain ?? [];
  const entries = chain.map((entry, at) => ({ entry, at })).sort((a, b) => a.entry.index - b.entry.index);
  const highest = entries.at(-1)?.entry.index ?? 0;
  for (const { entry, at } of entries) {
    const role: NodeRole =
      entry.index === 0 ? 'acquiring' : entry.index === highest && isHolding(report, entry.lock) ? 'holding' : 'chain';
    graph.node(entry.lock, role, `/chain/${at}/lock`);
  }
  if (report.acquiring) graph.node(report.acquiring, 'acquiring', '/acquiring');
  if (report.holding) graph.node(report.holding, 'holding', '/holding');
  const complete = entries.length === highest + 1 && highest > 0;
  for (const { entry, at } of entries) {
    const before =
      entry.index === 0
        ? (report.holding ?? (complete ? entries.at(-1)?.entry.lock : undefined))
        : entries.find((other) => other.entry.index === entry.index - 1)?.entry.lock;
    if (!before) continue;
    const frame = takingFrame(entry.frames);
    graph.edge({
      from: before.class,
      to: entry.lock.class,
      chainIndex: entry.index,
      ...(frame ? { frame } : {}),
      pointer: frame ? `/chain/${at}/frames/${entry.frames.indexOf(frame)}` : `/chain/${at}`,
      when: entry.index === 0 ? 'current' : 'earlier',
      inferred: entry.frames.length === 0,
      interrupt: false,
    });
  }
  if (complete) graph.cycle(entries.map(({ entry }) => entry.lock.class));
}

function isHolding(report: Report, lock: LockRef): boolean {
  return report.holding === undefined || report.holding.class === lock.class;
}

function addPair(graph: Builder, from: LockRef | undefined, to: LockRef | undefined): void {
  if (to) graph.node(to, 'acquiring', '/acquiring');
  if (from) graph.node(from, 'holding', '/holding');
  if (!from || !to) return;
  graph.edge({
    from: from.class,
    to: to.class,
    ...(to.at ? { frame: to.at } : {}),
    pointer: '/acquiring',
    when: 'current',
    inferred: false,
    interrupt: false,
  });
}

function cycleOfPair(from: LockRef | undefined, to: LockRef): readonly string[] {
  return from?.class === to.class ? [to.class] : [];
}

/** safe -> ... -> unsafe, and the interrupt that wants the safe one while the unsafe one is held. */
function addInterruptPath(report: Report, graph: Builder): void {
  const fromNew = report.newDependency?.from ?? report.holding;
  const toNew = report.newDependency?.to ?? report.acquiring;
  const inversion = report.kind === 'irq-inversion';
  const tookUnsafe = /unsafe/i.test(report.otherRelation ?? '');
  const [safe, unsafe] = inversion
    ? tookUnsafe
      ? [report.acquiring, report.otherLock]
      : [report.otherLock, report.acquiring]
    : [report.safeLock, report.unsafeLock];
  const path = inversion ? [safe, unsafe] : [safe, fromNew, toNew, unsafe];
  const known = path.filter((lock): lock is LockRef => lock !== undefined);
  const unique = known.filter((lock, at) => known.findIndex((other) => other.class === lock.class) === at);
  for (const lock of unique) {
    const role: NodeRole =
      lock.class === report.acquiring?.class ? 'acquiring' : lock.class === report.holding?.class ? 'holding' : 'chain';
    graph.node(lock, role, role === 'chain' ? (lock.class === safe?.class ? '/safeLock' : '/unsafeLock') : `/${role}`);
  }
  unique.slice(0, -1).forEach((lock, at) => {
    const next = unique[at + 1]!;
    const current = !inversion && lock.class === fromNew?.class && next.class === toNew?.class;
    graph.edge({
      from: lock.class,
      to: next.class,
      ...(current && next.at ? { frame: next.at } : {}),
      when: current ? 'current' : 'earlier',
      inferred: !current,
      interrupt: false,
    });
  });
  if (!safe || !unsafe || unique.length < 2) return;
  graph.edge({ from: unsafe.class, to: safe.class, when: 'earlier', inferred: true, interrupt: true });
  graph.cycle(unique.map((lock) => lock.class));
}
