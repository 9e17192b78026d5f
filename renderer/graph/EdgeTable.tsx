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
    <table className="edge-table" aria-label="Dependencies of the graph">
      <thead className="visually-hidden">
        <tr>
          <th scope="col">held → taken</th>
          <th scope="col">now</th>
          <th scope="col">who, where</th>
        </tr>
      </thead>
      <tbody>
        {edges.map((edge) => {
          const edgeState = state.edges.get(edge.id) ?? 'idle';
          const isChosen = edge.id === selectedEdge;
          return (
            <tr key={edge.id} className="edge-row" data-chosen={isChosen} onClick={() => onSelect(edge.id)}>
              <th scope="row">
                <button
                  type="button"
                  className="edge-row-button"
                  aria-pressed={isChosen}
                  aria-label={edgeSentence(edge, scenario)}
                  onClick={() => onSelect(edge.id)}
                >
                  <LockName name={edge.from} />
                  <span aria-hidden>→</span>
                  <LockName name={edge.to} />
                </button>
              </th>
              <td className="edge-row-state" data-tone={edgeState}>
                {STATE_WORDS[edgeState]}
              </td>
              <td className="edge-row-who ellipsis">
                {whoOf(edge, scenario)}
                {whereOf(edge) !== undefined && <span className="mono"> {whereOf(edge)}</span>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
