import { Eye, EyeOff, NotebookPen } from 'lucide-react';
import { compareOutcomes, type Outcome } from '../../shared/scenario/what-if.ts';
import { addEvidence } from '../notebook/index.ts';
import { Button } from '../ui/Button.tsx';
import { currentPlace } from '../app/navigation.ts';
import { Answer } from './ExplorePanel.tsx';
import { useExploration, type ExplorationState } from './explorations.ts';
import { answerWords, lockdepWords } from './explore-words.ts';
import type { ScenarioRun } from './run-context.ts';

interface WhatIfVerdictProps {
  readonly run: ScenarioRun;
  readonly subject: string;
}

/** Before and after side by side: is the deadlock reachable, and would lockdep complain? */
export function WhatIfVerdict({ run, subject }: WhatIfVerdictProps) {
  const before = useExploration(run.base);
  const after = useExploration(run.scenario);
  const isChanged = run.words.length > 0;
  const outcomes = isChanged ? [outcomeOf(run.base, before.state), outcomeOf(run.scenario, after.state)] : [];
  const [was, is] = outcomes;
  const verdict = was !== undefined && is !== undefined ? compareOutcomes(was, is) : undefined;
  return (
    <section className="what-if-verdict" aria-label="Verdict">
      <div className="what-if-sides" data-single={!isChanged}>
        <Side title={isChanged ? 'Before' : 'As it is'} state={before.state} />
        {isChanged && <Side title="After" state={after.state} />}
      </div>
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
    </section>
  );
}

function outcomeOf(
  scenario: Outcome['scenario'] | ScenarioRun['scenario'],
  state: ExplorationState | undefined,
): Outcome | undefined {
  return state?.is === 'done'
    ? {
        scenario: scenario as Outcome['scenario'],
        exploration: state.result.exploration,
        lockdep: state.result.lockdep,
      }
    : undefined;
}

function Side({ title, state }: { readonly title: string; readonly state: ExplorationState | undefined }) {
  const lockdep = state?.is === 'done' ? state.result.lockdep : undefined;
  const complains = lockdep !== undefined && lockdep.length > 0;
  return (
    <section className="what-if-side" aria-label={title}>
      <h3>{title}</h3>
      <Answer state={state} />
      {lockdep !== undefined && (
        <p className="what-if-lockdep" data-complains={complains}>
          {complains ? <Eye aria-hidden /> : <EyeOff aria-hidden />}
          <span>{lockdepWords(lockdep)}</span>
        </p>
      )}
    </section>
  );
}
