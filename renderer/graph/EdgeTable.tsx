import type { LockEdge } from '../../shared/lock-graph/from-report.ts';
import type { ReplayScenario } from '../../shared/scenario/replay-scenario.ts';
import { LockName } from '../report/LockName.tsx';
import type { EdgeState, GraphState } from './graph-state.ts';
import { edgeSentence, whereOf, whoOf } from './graph-words.ts';

const STATE_WORDS: Readonly<Record<EdgeState, string>> = {
  idle: '',
  holding: 'held',
  waiting: 'waits',
  deadlock: 'deadlock',
};

interface EdgeTableProps {
  readonly edges: readonly LockEdge[];
  readonly scenario: ReplayScenario | undefined;
  readonly state: GraphState;
  readonly selectedEdge: string | undefined;
  readonly onSelect: (id: string) => void;
}

/** The same graph as text: one row an edge, for the keyboard, screen readers, and whoever likes to read. */
export function EdgeTable({ edges, scenario, state, selectedEdge, onSelect }: EdgeTableProps) {
  return (
    <ul className="edge-table" aria-label="Dependencies of the graph">
      {edges.map((edge) => {
        const edgeState = state.edges.get(edge.id) ?? 'idle';
        const isChosen = edge.id === selectedEdge;
        return (
          <li key={edge.id}>
            <button
              type="button"
              className="edge-row"
              data-chosen={isChosen}
              aria-pressed={isChosen}
              aria-label={`${edgeSentence(edge, scenario)} ${STATE_WORDS[edgeState]}`.trim()}
              onClick={() => onSelect(edge.id)}
            >
              <LockName name={edge.from} />
              <span aria-hidden>→</span>
              <LockName name={edge.to} />
              <span className="edge-row-state" data-tone={edgeState}>
                {STATE_WORDS[edgeState]}
              </span>
              <span className="edge-row-who ellipsis">
                {whoOf(edge, scenario)}
                {whereOf(edge) !== undefined && <span className="mono"> {whereOf(edge)}</span>}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
