/** What the replay's state means for the nodes and edges of the graph. */
import type { LockGraph } from '../../shared/lock-graph/from-report.ts';
import type { ReplayScenario } from '../../shared/scenario/replay-scenario.ts';
import type { ReplayState } from '../../shared/scenario/replay/replay-state.ts';
import { classOf } from '../replay/step-selection.ts';

export interface NodeState {
  readonly holders: readonly string[];
  readonly waiters: readonly string[];
  readonly inDeadlock: boolean;
}

export type EdgeState = 'idle' | 'holding' | 'waiting' | 'deadlock';

export interface GraphState {
  readonly nodes: ReadonlyMap<string, NodeState>;
  readonly edges: ReadonlyMap<string, EdgeState>;
}

const NOTHING: GraphState = { nodes: new Map(), edges: new Map() };

/** Nothing is held and nobody waits when there is no replay. */
export function graphStateOf(
  graph: LockGraph,
  scenario: ReplayScenario | undefined,
  state: ReplayState | undefined,
): GraphState {
  if (scenario === undefined || state === undefined) return NOTHING;
  const stuck = new Set(state.deadlock?.cycle.map(({ thread }) => thread));
  const nodes = new Map<string, NodeState>();
  for (const lock of state.locks) {
    const name = classOf(scenario, lock.id);
    const before = nodes.get(name);
    const holders = lock.holders.map(({ thread }) => thread);
    nodes.set(name, {
      holders: [...(before?.holders ?? []), ...holders],
      waiters: [...(before?.waiters ?? []), ...lock.waiters],
      inDeadlock: before?.inDeadlock === true || lock.waiters.some((thread) => stuck.has(thread)),
    });
  }
  const edges = new Map<string, EdgeState>();
  for (const edge of graph.edges) {
    const onEdge = state.threads.filter(
      (thread) =>
        belongs(edge.chainIndex, thread.id) && thread.holds.some(({ lock }) => classOf(scenario, lock) === edge.from),
    );
    const waiting = onEdge.filter(({ waitsFor }) => waitsFor !== undefined && classOf(scenario, waitsFor) === edge.to);
    const isStuck = waiting.some(({ id }) => stuck.has(id)) || (edge.interrupt && stuck.size > 0);
    const edgeState = isStuck ? 'deadlock' : waiting.length > 0 ? 'waiting' : onEdge.length > 0 ? 'holding' : 'idle';
    edges.set(edge.id, edgeState);
  }
  return { nodes, edges };
}

/** Thread Tk walks the edge that `-> #k` shows; without chain entries any thread may. */
const belongs = (chainIndex: number | undefined, thread: string): boolean =>
  chainIndex === undefined || thread === `T${chainIndex}`;
