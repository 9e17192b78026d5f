/** The lock graph as cytoscape wants it: elements with their labels. */
import type { ElementDefinition } from 'cytoscape';
import type { LockEdge, LockGraph, LockNode } from '../../shared/lock-graph/from-report.ts';
import type { ReplayScenario } from '../../shared/scenario/replay-scenario.ts';
import { middleEllipsis, wrapName } from './graph-labels.ts';
import type { EdgeState, GraphState, NodeState } from './graph-state.ts';
import { whereOf, whoOf } from './graph-words.ts';

/** Characters of a name in one line. */
const NAME_WIDTH = 16;
/** More edges than this, and each says only its number: who and where is in the list and in the tooltip. */
export const MANY = 3;

/** Nodes to be drawn: those of the circle in its order, then the others. */
export function shownNodes(graph: LockGraph, withHeldOnly: boolean): readonly LockNode[] {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const inCircle = graph.cycle.flatMap((id) => byId.get(id) ?? []);
  const others = graph.nodes.filter(
    (node) => !graph.cycle.includes(node.id) && (withHeldOnly || node.role !== 'held-only'),
  );
  return [...inCircle, ...others];
}

/** A node's name, in lines. */
export const nameLines = (node: LockNode): string => wrapName(node.id, NAME_WIDTH);

function nodeStateWords(state: NodeState | undefined): string {
  if (state === undefined) return '';
  const parts = [];
  if (state.holders.length > 0) parts.push(`■ ${state.holders.join(', ')} holds`);
  if (state.waiters.length > 0) parts.push(`□ ${state.waiters.join(', ')} waits`);
  return parts.map((part) => middleEllipsis(part, NAME_WIDTH)).join('\n');
}

function nodeClasses(node: LockNode, state: NodeState | undefined): string {
  const classes: string[] = [`role-${node.role}`];
  if (state?.inDeadlock === true) classes.push('deadlock');
  else if ((state?.waiters.length ?? 0) > 0) classes.push('waiting');
  else if ((state?.holders.length ?? 0) > 0) classes.push('holding');
  return classes.join(' ');
}

function edgeLabel(edge: LockEdge, edges: number, scenario: ReplayScenario | undefined): string {
  if (edges > MANY) return shortLabel(edge);
  const length = edges > 2 ? 17 : 26;
  const where = whereOf(edge);
  const who = middleEllipsis(whoOf(edge, scenario), length);
  return where === undefined ? who : `${who}\n${middleEllipsis(where, length)}`;
}

const shortLabel = ({ when, chainIndex }: LockEdge): string =>
  when === 'current' ? 'now' : chainIndex === undefined ? '' : `#${chainIndex}`;

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
      const name = nameLines(node);
      return {
        data: { id: node.id, label: words === '' ? name : `${name}\n${words}` },
        classes: `${nodeClasses(node, state.nodes.get(node.id))}${node.id === selectedLock ? ' chosen' : ''}`,
      };
    }),
    ...edges.map((edge): ElementDefinition => {
      const isChosen = edge.id === selectedEdge;
      return {
        data: {
          id: edge.id,
          source: edge.from,
          target: edge.to,
          long: edgeLabel(edge, edges.length, scenario),
          short: shortLabel(edge),
        },
        classes: `${edgeClasses(edge, state.edges.get(edge.id))}${isChosen ? ' chosen' : ''}`,
      };
    }),
  ];
}
