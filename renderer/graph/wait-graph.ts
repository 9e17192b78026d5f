/**
 * Who holds what and who waits for what at one moment of a replay, as a graph: threads and locks are its nodes. A lock
 * points to the thread that holds it, a thread to the lock it waits for, so that a deadlock is a circle of arrows.
 */
import type { ElementDefinition } from 'cytoscape';
import type { ReplayScenario } from '../../shared/scenario/replay-scenario.ts';
import type { ReplayState } from '../../shared/scenario/replay/replay-state.ts';
import { middleEllipsis, wrapName } from './graph-labels.ts';
import { layoutRing, type GraphLayout, type LayoutNode, type Size } from './graph-layout.ts';

const NODE_HEIGHT = 44;
const NAME_WIDTH = 16;
/** More nodes than this, and arrows are not labelled: their line and their head say what they are. */
const LABELLED = 8;

export interface WaitEdge {
  readonly id: string;
  readonly thread: string;
  readonly lock: string;
  /** `holds`: from the lock to the thread. `waits`: from the thread to the lock. */
  readonly kind: 'holds' | 'waits';
  readonly isStuck: boolean;
  readonly sentence: string;
}

const threadNode = (id: string): string => `thread ${id}`;
const lockNode = (id: string): string => `lock ${id}`;

/** The arrows of a state, threads in order. */
export function waitEdges(scenario: ReplayScenario, state: ReplayState): readonly WaitEdge[] {
  const links = state.deadlock?.cycle ?? [];
  const verbs = (lock: string) =>
    scenario.locks.find(({ id }) => id === lock)?.verbs ?? { holds: 'holds', waits: 'waits for' };
  return state.threads.flatMap((thread) => [
    ...thread.holds.map(({ lock, mode }): WaitEdge => ({
      id: `${thread.id} holds ${lock}`,
      thread: thread.id,
      lock,
      kind: 'holds',
      isStuck: links.some(({ heldBy, waitsFor }) => heldBy === thread.id && waitsFor === lock),
      sentence: `${thread.id} ${verbs(lock).holds} ${lock}${mode === 'write' || verbs(lock).holds !== 'holds' ? '' : ' for reading'}`,
    })),
    ...(thread.waitsFor === undefined
      ? []
      : [
          {
            id: `${thread.id} waits ${thread.waitsFor}`,
            thread: thread.id,
            lock: thread.waitsFor,
            kind: 'waits',
            isStuck: links.some((link) => link.thread === thread.id),
            sentence: `${thread.id} ${verbs(thread.waitsFor).waits} ${thread.waitsFor}`,
          } as const,
        ]),
  ]);
}

/** The nodes of the ring: a deadlock's circle in its order when the run ends in one, else threads each with its locks. */
function ringOf(scenario: ReplayScenario, states: readonly ReplayState[]): readonly string[] {
  const cycle = states.at(-1)?.deadlock?.cycle;
  if (cycle !== undefined) {
    const ids = cycle.flatMap(({ thread, waitsFor }) => [
      threadNode(thread),
      ...(waitsFor === undefined ? [] : [lockNode(waitsFor)]),
    ]);
    return [...new Set(ids)];
  }
  const ids = scenario.threads.flatMap(({ id, steps }) => [
    threadNode(id),
    ...steps.flatMap((step) => ('lock' in step ? [lockNode(step.lock)] : [])),
  ]);
  return [...new Set(ids)];
}

export interface WaitPicture {
  /** Positions depend on it alone: it is the same at every step of a run. */
  readonly key: string;
  readonly layout: (pane: Size) => GraphLayout;
}

/** Where the nodes go, for all steps of a run. */
export function waitPicture(scenario: ReplayScenario, states: readonly ReplayState[]): WaitPicture {
  const nodes: readonly LayoutNode[] = [
    ...scenario.threads.map(({ id, title }) => ({ id: threadNode(id), lines: threadLines(id, title) })),
    ...scenario.locks.map(({ id }) => ({ id: lockNode(id), lines: wrapName(id, NAME_WIDTH).split('\n') })),
  ];
  const ring = ringOf(scenario, states);
  return {
    key: [...ring, ...nodes.map(({ id }) => id)].join('\n'),
    layout: (pane) => layoutRing(nodes, ring, pane, NODE_HEIGHT),
  };
}

const threadLines = (id: string, title: string): readonly string[] =>
  title === '' || title === id ? [id] : [id, middleEllipsis(title, NAME_WIDTH)];

/** The picture of one moment. */
export function waitElements(
  scenario: ReplayScenario,
  state: ReplayState,
  selectedLock: string | undefined,
): ElementDefinition[] {
  const edges = waitEdges(scenario, state);
  const isMany = scenario.threads.length + scenario.locks.length > LABELLED;
  const tone = (own: readonly WaitEdge[]): string => {
    if (own.some(({ isStuck }) => isStuck)) return 'deadlock';
    if (own.some(({ kind }) => kind === 'waits')) return 'waiting';
    return own.length > 0 ? 'holding' : 'idle';
  };
  return [
    ...scenario.threads.map(({ id, title }): ElementDefinition => ({
      data: { id: threadNode(id), label: threadLines(id, title).join('\n') },
      classes: `thread ${tone(edges.filter(({ thread }) => thread === id))}`,
    })),
    ...scenario.locks.map(({ id }): ElementDefinition => ({
      data: { id: lockNode(id), label: wrapName(id, NAME_WIDTH) },
      classes: `lock ${tone(edges.filter(({ lock }) => lock === id))}${id === selectedLock ? ' chosen' : ''}`,
    })),
    ...edges.map(({ id, thread, lock, kind, isStuck }): ElementDefinition => ({
      data: {
        id,
        source: kind === 'holds' ? lockNode(lock) : threadNode(thread),
        target: kind === 'holds' ? threadNode(thread) : lockNode(lock),
        label: isMany ? '' : kind === 'holds' ? 'held by' : 'waits for',
      },
      classes: isStuck ? `deadlock ${kind}` : kind === 'holds' ? 'holding holds' : 'waiting waits',
    })),
  ];
}

/** The lock or thread a node stands for. */
export function nodeMeaning(id: string): { readonly lock: string } | { readonly thread: string } | undefined {
  if (id.startsWith('lock ')) return { lock: id.slice('lock '.length) };
  return id.startsWith('thread ') ? { thread: id.slice('thread '.length) } : undefined;
}
