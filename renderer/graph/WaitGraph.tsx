import { memo, useCallback, useEffect, useMemo, useRef, type Ref } from 'react';
import type { ScenarioRun } from '../scenario/run-context.ts';
import { LockName } from '../report/LockName.tsx';
import { GraphCanvas, type CanvasHandle } from './GraphCanvas.tsx';
import './GraphPanel.css';
import { nodeMeaning, waitEdges, waitElements, waitPicture, type WaitEdge } from './wait-graph.ts';

interface WaitGraphProps {
  readonly ref: Ref<CanvasHandle>;
  readonly run: ScenarioRun;
  readonly selectedLock: string | undefined;
  readonly onSelectLock?: ((lock: string) => void) | undefined;
}

/** The picture of who waits for whom, in step with the replay. */
export function WaitGraph({ ref, run, selectedLock, onSelectLock }: WaitGraphProps) {
  const { scenario, step } = run;
  const { states } = run.run;
  const state = states[step]!;
  const picture = useMemo(() => waitPicture(scenario, states), [scenario, states]);
  const elements = useMemo(() => waitElements(scenario, state, selectedLock), [scenario, state, selectedLock]);
  const latest = useRef({ scenario, state, onSelectLock });
  useEffect(() => {
    latest.current = { scenario, state, onSelectLock };
  }, [scenario, state, onSelectLock]);
  const onSelect = useCallback((id: string) => {
    const { scenario: now, state: at, onSelectLock: select } = latest.current;
    const edge = waitEdges(now, at).find((each) => each.id === id);
    const meaning = edge ?? nodeMeaning(id);
    if (meaning !== undefined && 'lock' in meaning) select?.(meaning.lock);
  }, []);
  const titleOf = useCallback((id: string) => {
    const { scenario: now, state: at } = latest.current;
    const edge = waitEdges(now, at).find((each) => each.id === id);
    if (edge !== undefined) return edge.sentence;
    const thread = now.threads.find((each) => `thread ${each.id}` === id);
    return thread === undefined ? id.replace(/^lock /, '') : `${thread.id} ${thread.title}`;
  }, []);
  return (
    <GraphCanvas
      ref={ref}
      elements={elements}
      layout={picture.layout}
      layoutKey={picture.key}
      onSelect={onSelect}
      titleOf={titleOf}
    />
  );
}

interface WaitListProps {
  readonly run: ScenarioRun;
  readonly selectedLock: string | undefined;
  readonly onSelectLock?: ((lock: string) => void) | undefined;
}

const WORDS: Readonly<Record<WaitEdge['kind'], string>> = { holds: 'held', waits: 'waits' };

/** The same as text. */
export const WaitList = memo(function WaitList({ run, selectedLock, onSelectLock }: WaitListProps) {
  const edges = waitEdges(run.scenario, run.run.states[run.step]!);
  if (edges.length === 0) return <p className="edge-none faint">Nobody holds anything yet.</p>;
  return (
    <ul className="edge-table" aria-label="Who holds and who waits">
      {edges.map(({ id, sentence, thread, lock, kind, isStuck }) => (
        <li key={id}>
          <button
            type="button"
            className="edge-row"
            data-chosen={lock === selectedLock}
            aria-pressed={lock === selectedLock}
            aria-label={`${sentence}${isStuck ? ', part of the deadlock' : ''}`}
            onClick={() => onSelectLock?.(lock)}
          >
            <strong>{thread}</strong>
            <span>{sentence.slice(thread.length + 1, sentence.indexOf(lock)).trim()}</span>
            <LockName name={lock} />
            <span
              className="edge-row-who edge-row-state"
              data-tone={isStuck ? 'deadlock' : kind === 'holds' ? 'holding' : 'waiting'}
            >
              {isStuck ? 'deadlock' : WORDS[kind]}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
});
