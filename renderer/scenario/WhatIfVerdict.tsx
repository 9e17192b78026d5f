import { Eye, EyeOff, NotebookPen } from 'lucide-react';
import { useMemo, useState } from 'react';
import { scheduleOf } from '../../shared/scenario/explore.ts';
import { runOf } from '../../shared/scenario/run.ts';
import type { SuggestedChange } from '../../shared/scenario/suggest-changes.ts';
import { changeScenario, readWhatIfText, resultOf, type ChangedScenario } from '../../shared/scenario/what-if-text.ts';
import { compareOutcomes, type Outcome } from '../../shared/scenario/what-if.ts';
import { currentPlace } from '../app/navigation.ts';
import { addEvidence } from '../notebook/index.ts';
import { Button } from '../ui/Button.tsx';
import { plural } from '../ui/words.ts';
import { Answer } from './ExplorePanel.tsx';
import { useExploration, type ExplorationState } from './explorations.ts';
import { answerWords, lockdepWords } from './explore-words.ts';
import type { StillRun } from './run-context.ts';
import { Select } from './Select.tsx';
import { useStacks } from './stacks.ts';

interface WhatIfVerdictProps {
  readonly run: StillRun;
  readonly suggested: readonly SuggestedChange[];
  readonly subject: string;
}

interface Other {
  readonly value: string;
  readonly title: string;
  readonly changed: ChangedScenario;
}

/** The scenario as it is, and every other stack of changes that there is a name for. */
function useOthers({ id, base }: StillRun, suggested: readonly SuggestedChange[]): readonly Other[] {
  const kept = useStacks(id);
  return useMemo(
    () => [
      { value: 'as-it-is', title: 'As it is', changed: changeScenario(base, []) },
      ...suggested.map(({ title, changes }) => ({ value: title, title, changed: changeScenario(base, changes) })),
      ...kept.map(({ name, whatIf }) => ({ value: whatIf, title: name, changed: readWhatIfText(base, whatIf) })),
    ],
    [base, suggested, kept],
  );
}

/** Two stacks of changes side by side: is the deadlock reachable, by which schedule, and would lockdep complain? */
export function WhatIfVerdict({ run, suggested, subject }: WhatIfVerdictProps) {
  const others = useOthers(run, suggested);
  const [chosen, setChosen] = useState('as-it-is');
  const other = others.find(({ value }) => value === chosen) ?? others[0]!;
  const left = resultOf(other.changed);
  const right = resultOf(run.changed);
  const before = useExploration(left);
  const after = useExploration(right);
  const isChanged = run.words.length > 0;
  const was = isChanged ? outcomeOf(left, before.state) : undefined;
  const is = isChanged ? outcomeOf(right, after.state) : undefined;
  const verdict = was !== undefined && is !== undefined ? compareOutcomes(was, is) : undefined;
  return (
    <section className="what-if-verdict" aria-label="Verdict">
      {verdict !== undefined && was !== undefined && is !== undefined && (
        <div className="what-if-conclusion">
          <p role="status" aria-label="Conclusion" className="selectable">
            {verdict}
          </p>
          <Button
            variant="quiet"
            icon={<NotebookPen aria-hidden />}
            onPress={() =>
              void addEvidence({
                evidence: 'what-if',
                subject,
                changes: run.words,
                before: `${answerWords(was.exploration)} ${lockdepWords(was.lockdep)}`,
                after: `${answerWords(is.exploration)} ${lockdepWords(is.lockdep)}`,
                verdict,
                place: currentPlace(),
              })
            }
          >
            Add to notebook
          </Button>
        </div>
      )}
      {!isChanged ? (
        <Side title="As it is" scenario={right} state={after.state} />
      ) : (
        <div className="what-if-sides">
          <Side
            title={other.title}
            heading={
              <Select label="Compare with" showsLabel value={other.value} options={others} onChange={setChosen} />
            }
            scenario={left}
            state={before.state}
          />
          <Side title="With these changes" scenario={right} state={after.state} />
        </div>
      )}
    </section>
  );
}

function outcomeOf(scenario: Outcome['scenario'], state: ExplorationState | undefined): Outcome | undefined {
  return state?.is === 'done'
    ? { scenario, exploration: state.result.exploration, lockdep: state.result.lockdep }
    : undefined;
}

interface SideProps {
  readonly title: string;
  /** In place of the title, e.g. a choice. */
  readonly heading?: React.ReactNode;
  readonly scenario: Outcome['scenario'];
  readonly state: ExplorationState | undefined;
}

function Side({ title, heading, scenario, state }: SideProps) {
  const lockdep = state?.is === 'done' ? state.result.lockdep : undefined;
  const complains = lockdep !== undefined && lockdep.length > 0;
  return (
    <section className="what-if-side" aria-label={title}>
      {heading ?? <h3>{title}</h3>}
      <div className="what-if-outcome">
        <Answer state={state} />
        {lockdep !== undefined && (
          <p className="what-if-lockdep" data-complains={complains}>
            {complains ? <Eye aria-hidden /> : <EyeOff aria-hidden />}
            <span>{lockdepWords(lockdep)}</span>
          </p>
        )}
        {state?.is === 'done' && <Schedule scenario={scenario} result={state.result} />}
      </div>
    </section>
  );
}

interface ScheduleProps {
  readonly scenario: Outcome['scenario'];
  readonly result: Extract<ExplorationState, { is: 'done' }>['result'];
}

/** The shortest way into a deadlock, step by step. */
function Schedule({ scenario, result }: ScheduleProps) {
  const [shortest] = result.exploration.deadlocks;
  const steps = useMemo(
    () => (shortest === undefined ? [] : runOf(scenario, scheduleOf(shortest)).states.slice(1)),
    [scenario, shortest],
  );
  if (steps.length === 0) return null;
  return (
    <details className="what-if-schedule">
      <summary>The schedule, {plural(steps.length, 'step')}</summary>
      <ol>
        {steps.map(({ time, changed, deadlock }) => (
          <li key={time}>
            {changed} {deadlock !== undefined && <strong>DEADLOCK: {deadlock.words}</strong>}
          </li>
        ))}
      </ol>
    </details>
  );
}
