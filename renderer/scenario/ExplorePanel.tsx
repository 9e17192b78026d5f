import { CircleCheck, CircleHelp, CircleX, OctagonX, Radar, RotateCcw, Split } from 'lucide-react';
import type { ReactNode } from 'react';
import { scheduleOf, type Exploration, type FoundDeadlock } from '../../shared/scenario/explore.ts';
import { Badge } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { plural } from '../ui/words.ts';
import { DeadlockItem } from './DeadlockItem.tsx';
import './ExplorePanel.css';
import { useExploration, type ExplorationState } from './explorations.ts';
import { answerWords, circleWords, progressWords } from './explore-words.ts';
import { NeverTogether } from './NeverTogether.tsx';
import { loadSchedule } from './run-actions.ts';
import { useStillRun, type StillRun } from './run-context.ts';

interface ExplorePanelProps {
  /** Why there is nothing to explore. */
  readonly why?: string;
  /** What else speaks for or against. */
  readonly hints?: ReactNode;
  readonly onShowReplay?: () => void;
}

/** Every interleaving of the scenario: is the deadlock reachable, which ones, and what can never meet. */
export function ExplorePanel({ why, hints, onShowReplay }: ExplorePanelProps) {
  const run = useStillRun();
  return (
    <div className="explore">
      <div className="explore-columns">
        {run === undefined ? (
          <EmptyState icon={<Radar aria-hidden />} title="Nothing to explore">
            {why ?? 'There is no scenario.'}
          </EmptyState>
        ) : (
          <Exploring run={run} onShowReplay={onShowReplay} />
        )}
        {hints}
      </div>
    </div>
  );
}

interface ExploringProps {
  readonly run: StillRun;
  readonly onShowReplay?: (() => void) | undefined;
}

/** Deadlocks that are listed. */
const SHOWN = 100;

function Exploring({ run, onShowReplay }: ExploringProps) {
  const { state, start, stop } = useExploration(run.scenario);
  const play = (deadlock: FoundDeadlock, index: number) => {
    loadSchedule(run, scheduleOf(deadlock), `deadlock ${index + 1}: ${circleWords(deadlock)}`);
    onShowReplay?.();
  };
  const found = foundIn(state).slice(0, SHOWN);
  return (
    <section className="explore-found" aria-label="Exploration">
      <div className="explore-head">
        <h3>Every interleaving of {plural(run.scenario.threads.length, 'thread')}</h3>
        {run.words.length > 0 && (
          <Badge tone="inferred" icon={<Split aria-hidden />} title={run.words.join('\n')}>
            with {plural(run.words.length, 'change')}
          </Badge>
        )}
        <span className="explore-spacer" />
        {state?.is === 'running' && (
          <Button variant="quiet" onPress={stop}>
            Stop
          </Button>
        )}
        {(state?.is === 'stopped' || state?.is === 'failed') && (
          <Button variant="quiet" icon={<RotateCcw aria-hidden />} onPress={start}>
            Explore again
          </Button>
        )}
      </div>
      <div role="status" aria-label="Answer">
        <Answer state={state} />
      </div>
      {found.length > 0 && (
        <ol className="explore-deadlocks" aria-label={state?.is === 'done' ? 'Deadlocks' : 'Deadlocks found so far'}>
          {found.map((deadlock, index) => (
            <li key={deadlock.key}>
              <DeadlockItem
                deadlock={deadlock}
                number={index + 1}
                scenario={run.scenario}
                onPlay={() => play(deadlock, index)}
              />
            </li>
          ))}
        </ol>
      )}
      {state?.is === 'done' && <NeverTogether overlaps={state.result.overlaps} />}
    </section>
  );
}

/** What was found, also before everything was looked at: a deadlock that is found once stays one. */
function foundIn(state: ExplorationState | undefined): readonly FoundDeadlock[] {
  if (state === undefined || state.is === 'failed') return [];
  return state.is === 'done' ? state.result.exploration.deadlocks : state.soFar;
}

/** The state of an exploration as one sentence with a sign. */
export function Answer({ state }: { readonly state: ExplorationState | undefined }) {
  if (state === undefined || state.is === 'running')
    return (
      <p className="explore-answer">
        <Spinner label={state === undefined ? 'Exploring' : progressWords(state.states, state.deadlocks)} />
      </p>
    );
  if (state.is === 'failed')
    return (
      <p className="explore-answer" data-answer="failed">
        <CircleX aria-hidden />
        <span className="selectable">The exploration failed: {state.message}</span>
      </p>
    );
  if (state.is === 'stopped')
    return (
      <p className="explore-answer" data-answer="unknown">
        <CircleHelp aria-hidden />
        <span>
          {progressWords(state.states, state.deadlocks)}, then stopped by you: this is not a “no”.
          {state.deadlocks > 0 && ' Those that were found are deadlocks; there may be more.'}
        </span>
      </p>
    );
  return <Found exploration={state.result.exploration} />;
}

function Found({ exploration }: { readonly exploration: Exploration }) {
  const Icon = { deadlock: OctagonX, 'no-deadlock': CircleCheck, unknown: CircleHelp }[exploration.answer];
  return (
    <p className="explore-answer" data-answer={exploration.answer}>
      <Icon aria-hidden />
      <span className="selectable">{answerWords(exploration)}</span>
    </p>
  );
}
