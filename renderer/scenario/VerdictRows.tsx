import { CircleCheck, CircleHelp, Eye, EyeOff, OctagonX, Play, Split } from 'lucide-react';
import { useMemo } from 'react';
import { scheduleOf } from '../../shared/scenario/explore.ts';
import type { ReplayScenario } from '../../shared/scenario/replay-scenario.ts';
import type { SuggestedChange } from '../../shared/scenario/suggest-changes.ts';
import { changeScenario } from '../../shared/scenario/what-if-text.ts';
import { compareOutcomes, standingWords, type Outcome } from '../../shared/scenario/what-if.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { useExploration, type ExplorationState } from './explorations.ts';
import { circleWords } from './explore-words.ts';
import { loadSchedule, setChanges } from './run-actions.ts';
import type { StillRun } from './run-context.ts';
import './VerdictRows.css';

interface VerdictRowsProps {
  readonly run: StillRun;
  readonly suggested: readonly SuggestedChange[];
}

/** The argument's answer: the scenario as it is, and after each change that somebody argued with, one row each. */
export function VerdictRows({ run, suggested }: VerdictRowsProps) {
  const { base } = run;
  const before = useExploration(base).state;
  const now = JSON.stringify(run.changed.changes);
  return (
    <ol className="verdict-rows" aria-label="What was argued, and what comes of it">
      <VerdictRow
        title="As it is"
        base={base}
        changes={NONE}
        before={before}
        isShown={run.changed.changes.length === 0}
        onShow={() => void setChanges(run, [])}
        run={run}
      />
      {suggested.map(({ title, changes }) => (
        <VerdictRow
          key={title}
          title={title}
          base={base}
          changes={changes}
          before={before}
          isShown={JSON.stringify(changes) === now}
          onShow={() => void setChanges(run, changes)}
          run={run}
        />
      ))}
    </ol>
  );
}

const NONE: SuggestedChange['changes'] = [];

interface VerdictRowProps {
  readonly title: string;
  readonly base: ReplayScenario;
  readonly changes: SuggestedChange['changes'];
  readonly before: ExplorationState | undefined;
  readonly isShown: boolean;
  readonly onShow: () => void;
  readonly run: StillRun;
}

const outcomeOf = (scenario: Outcome['scenario'], state: ExplorationState | undefined): Outcome | undefined =>
  state?.is === 'done' ? { scenario, exploration: state.result.exploration, lockdep: state.result.lockdep } : undefined;

function VerdictRow({ title, base, changes, before, isShown, onShow, run }: VerdictRowProps) {
  const changed = useMemo(() => changeScenario(base, changes), [base, changes]);
  const scenario = changed.stages.at(-1)!;
  const { state } = useExploration(scenario);
  const was = outcomeOf(changed.stages[0], before);
  const is = outcomeOf(scenario, state);
  const answer = is?.exploration.answer;
  const Sign = answer === 'deadlock' ? OctagonX : answer === 'no-deadlock' ? CircleCheck : CircleHelp;
  const shortest = is?.exploration.deadlocks[0];
  const words =
    changed.problem ??
    (is === undefined || was === undefined
      ? undefined
      : changes.length === 0
        ? standingWords(is)
        : compareOutcomes(was, is));
  return (
    <li className="verdict-row-item">
      <button
        type="button"
        className="verdict-row"
        aria-pressed={isShown}
        data-answer={answer}
        title={isShown ? 'On screen now' : 'Show the scenario with this change'}
        onClick={onShow}
      >
        {is === undefined ? <Split aria-hidden /> : <Sign aria-hidden />}
        <span className="verdict-title">{title}</span>
        {words === undefined ? (
          <Spinner label={state?.is === 'failed' ? state.message : 'Exploring'} />
        ) : (
          <span className="verdict-words">{words}</span>
        )}
        {is !== undefined && (
          <span className="verdict-facts">
            <span data-bad={answer === 'deadlock'}>
              {answer === 'deadlock' ? 'deadlock' : answer === 'no-deadlock' ? 'no deadlock' : 'not known'}
            </span>
            <span data-bad={is.lockdep.length > 0}>
              {is.lockdep.length > 0 ? <Eye aria-hidden /> : <EyeOff aria-hidden />}
              {is.lockdep.length > 0 ? 'lockdep complains' : 'lockdep is silent'}
            </span>
          </span>
        )}
      </button>
      {isShown && shortest !== undefined && (
        <IconButton
          label="Play the shortest schedule of the deadlock"
          icon={<Play />}
          onPress={() => loadSchedule(run, scheduleOf(shortest), `deadlock: ${circleWords(shortest)}`)}
        />
      )}
    </li>
  );
}
