/** A step of the replay as evidence for the notebook. */
import { identityOf } from '../../shared/notebook/evidence.ts';
import { addEvidence } from '../notebook/index.ts';
import type { ScenarioRun } from '../scenario/run-context.ts';
import type { Case } from '../report/case-context.ts';

/** Put the current step into the current notebook; nothing when there is no replay. */
export function addStepToNotebook(
  { view, replay, state, stepper }: Pick<Case, 'view' | 'replay' | 'state' | 'stepper'>,
  { schedule, whatIf, words }: Partial<Pick<ScenarioRun, 'schedule' | 'whatIf' | 'words'>> = {},
): void {
  if (!('scenario' in replay) || state === undefined) return;
  void addEvidence({
    evidence: 'replay-step',
    report: identityOf(view),
    step: stepper.step,
    steps: stepper.last,
    sentence: state.changed,
    threads: state.threads.map((thread) => ({
      thread: `${thread.id} ${replay.scenario.threads.find(({ id }) => id === thread.id)?.title ?? ''}`.trim(),
      holds: thread.holds.map(({ lock }) => lock),
      waitsFor: thread.waitsFor,
    })),
    ...(words === undefined || words.length === 0
      ? schedule === undefined
        ? {}
        : { variant: 'chosen by hand' }
      : { variant: `what if ${words.join('; ')}` }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(whatIf === undefined ? {} : { whatIf }),
    deadlock: state.deadlock?.cycle.map(({ thread }) => thread),
  });
}
