/** The lock graph as cytoscape wants it: elements with their labels, and where to put them. */
import type { ElementDefinition } from 'cytoscape';
import { layoutCycle, type Position } from '../../shared/lock-graph/layout-cycle.ts';
import type { LockEdge, LockGraph, LockNode } from '../../shared/lock-graph/from-report.ts';
import type { ReplayScenario } from '../../shared/scenario/replay-scenario.ts';
import { middleEllipsis, wrapName } from './graph-labels.ts';
import type { EdgeState, GraphState, NodeState } from './graph-state.ts';
import { whereOf, whoOf } from './graph-words.ts';

/** Characters of a name in one line, and the size of a node in model units. */
const NAME_WIDTH = 22;
export const NODE = { width: 172, height: 54 } as const;
/** More edges than this, and only the selected one and the current one say more than their number. */
const MANY = 5;

/** Nodes to be drawn: those of the circle in its order, then the others. */
export function shownNodes(graph: LockGraph, withHeldOnly: boolean): readonly LockNode[] {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const inCircle = graph.cycle.flatMap((id) => byId.get(id) ?? []);
  const others = graph.nodes.filter(
    (node) => !graph.cycle.includes(node.id) && (withHeldOnly || node.role !== 'held-only'),
  );
  return [...inCircle, ...others];
}

function nodeStateWords(state: NodeState | undefined): string {
  if (state === undefined) return '';
  const parts = [];
  if (state.holders.length > 0) parts.push(`■ ${state.holders.join(', ')} holds`);
  if (state.waiters.length > 0) parts.push(`⧗ ${state.waiters.join(', ')} waits`);
  return middleEllipsis(parts.join('  '), NAME_WIDTH + 4);
}

function nodeClasses(node: LockNode, state: NodeState | undefined): string {
  const classes: string[] = [node.role];
  if (state?.inDeadlock === true) classes.push('deadlock');
  else if ((state?.waiters.length ?? 0) > 0) classes.push('waiting');
  else if ((state?.holders.length ?? 0) > 0) classes.push('holding');
  return classes.join(' ');
}

function edgeLabel(edge: LockEdge, isShort: boolean, scenario: ReplayScenario | undefined): string {
  const where = whereOf(edge);
  if (isShort) return edge.chainIndex === undefined ? '' : `#${edge.chainIndex}`;
  const who = middleEllipsis(whoOf(edge, scenario), 26);
  return where === undefined ? who : `${who}\n${middleEllipsis(where, 28)}`;
}

function edgeClasses(edge: LockEdge, state: EdgeState | undefined): string {
  return [
    edge.when,
    state ?? 'idle',
    ...(edge.interrupt ? ['interrupt'] : []),
    ...(edge.inferred ? ['inferred'] : []),
  ].join(' ');
}

export interface ElementsInput {
  readonly graph: LockGraph;
  readonly scenario: ReplayScenario | undefined;
  readonly state: GraphState;
  readonly selectedLock: string | undefined;
  readonly selectedEdge: string | undefined;
  readonly withHeldOnly: boolean;
}

/** Elements without positions: they change with every step, the positions do not. */
export function elementsOf(input: ElementsInput): ElementDefinition[] {
  const { graph, scenario, state, selectedLock, selectedEdge } = input;
  const nodes = shownNodes(graph, input.withHeldOnly);
  const ids = new Set(nodes.map(({ id }) => id));
  const edges = graph.edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to));
  return [
    ...nodes.map((node): ElementDefinition => {
      const words = nodeStateWords(state.nodes.get(node.id));
      const name = wrapName(node.id, NAME_WIDTH);
      return {
        data: { id: node.id, label: words === '' ? name : `${name}\n${words}` },
        classes: `${nodeClasses(node, state.nodes.get(node.id))}${node.id === selectedLock ? ' chosen' : ''}`,
      };
    }),
    ...edges.map((edge): ElementDefinition => {
      const isChosen = edge.id === selectedEdge;
      const isShort = edges.length > MANY && !isChosen && edge.when === 'earlier';
      return {
        data: { id: edge.id, source: edge.from, target: edge.to, label: edgeLabel(edge, isShort, scenario) },
        classes: `${edgeClasses(edge, state.edges.get(edge.id))}${isChosen ? ' chosen' : ''}`,
      };
    }),
  ];
}

/** Gaps between nodes that leave room for the labels of edges. */
const GAP = { x: 90, y: 62 } as const;

const overlap = (a: Position, b: Position): boolean =>
  Math.abs(a.x - b.x) < NODE.width + GAP.x && Math.abs(a.y - b.y) < NODE.height + GAP.y;

/**
 * Where the nodes go: the circle as an ellipse in the shape of the pane, as small as it can be without anything on top
 * of anything else; what is not in the circle in rows below.
 */
export function positionsOf(
  nodes: readonly LockNode[],
  cycle: readonly string[],
  aspect: number,
): ReadonlyMap<string, Position> {
  const circle = nodes.filter(({ id }) => cycle.includes(id));
  const others = nodes.filter(({ id }) => !cycle.includes(id) && circle.length > 0);
  const ring = circle.length > 0 ? circle : nodes;
  const unit = layoutCycle(ring.length, 1, 0);
  const wide = Math.min(2.4, Math.max(0.7, aspect));
  let size = 120;
  const at = (): Position[] => unit.map(({ x, y }) => ({ x: x * size * wide, y: y * size }));
  const collides = (all: readonly Position[]) => all.some((a, i) => all.slice(i + 1).some((b) => overlap(a, b)));
  while (collides(at()) && size < 4000) size *= 1.06;
  const placed = new Map(ring.map(({ id }, index) => [id, at()[index]!]));
  const perRow = Math.max(1, Math.floor((size * wide) / (NODE.width + 20)) + 1);
  others.forEach(({ id }, index) => {
    const x = (index % perRow) * (NODE.width + 20);
    const y = size + NODE.height * 2 + Math.floor(index / perRow) * (NODE.height + 20);
    placed.set(id, { x, y });
  });
  return placed;
}
