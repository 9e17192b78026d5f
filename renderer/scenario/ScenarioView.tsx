import { CircleAlert, Code, FileQuestion, Save, Undo2 } from 'lucide-react';
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { Place } from '../../shared/notebook/place.ts';
import { useCommands, type Command } from '../app/commands.ts';
import { linkHere } from '../app/copy-link.ts';
import { amend, go } from '../app/navigation.ts';
import { Badge } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { Split, SplitPane } from '../ui/Split.tsx';
import { editDraft, loadDraft, revertDraft, saveDraft, useDrafts, type Draft } from './drafts.ts';
import { rememberScenario } from './known-scenarios.ts';
import { ConflictDialog, LossDialog } from './LossDialogs.tsx';
import { useRun, useScenarioRun, type Move } from './run-context.ts';
import { RunProvider } from './RunProvider.tsx';
import { ScenarioEditor } from './ScenarioEditor.tsx';
import { ScenarioPanels } from './ScenarioPanels.tsx';
import './ScenarioView.css';
import { useFollowedFile } from './use-followed-file.ts';
import { useWritten, type Written } from './use-written.ts';

type ScenarioPlace = Extract<Place, { at: 'scenario' }>;

/** A scenario that somebody wrote: its text, and beside it the columns, the exploration and the what-ifs. */
export function ScenarioView({ place }: { readonly place: ScenarioPlace }) {
  const draft = useDrafts(({ byId }) => byId[place.id]);
  const problem = useDrafts(({ problems }) => problems[place.id]);
  useEffect(() => void loadDraft(place.id), [place.id]);
  const isRead = draft !== undefined;
  useEffect(() => {
    if (isRead) rememberScenario(place.id);
  }, [isRead, place.id]);
  if (draft !== undefined) return <OpenScenario place={place} draft={draft} />;
  if (problem === undefined) return <EmptyState title={<Spinner label="Reading the scenario" />} />;
  return (
    <EmptyState icon={<FileQuestion aria-hidden />} title="This scenario could not be read">
      {problem.message} {problem.hint}
    </EmptyState>
  );
}

function OpenScenario({ place, draft }: { readonly place: ScenarioPlace; readonly draft: Draft }) {
  const { id } = place;
  const { good, problems } = useWritten(draft.text);
  useFollowedFile(id, draft.name);
  const latest = useRef(place);
  useEffect(() => {
    latest.current = place;
  }, [place]);
  const move = useCallback<Move>((to, how) => {
    const { step, schedule, whatIf } = to;
    const next: Place = {
      at: 'scenario',
      id: latest.current.id,
      ...(step === undefined ? {} : { step }),
      ...(schedule === undefined ? {} : { schedule }),
      ...(whatIf === undefined ? {} : { whatIf }),
    };
    if (how === 'go') go(next);
    else amend(next);
  }, []);
  const run = useScenarioRun(id, good?.scenario, place, move);
  const isEdited = draft.text !== draft.saved;
  const canRevert = isEdited && draft.saved !== undefined;
  const [isReverting, setReverting] = useState(false);
  const askRevert = useCallback(() => setReverting(true), []);
  // An example is read for its argument; whatever is written is written in its text.
  const [textChoice, setTextChoice] = useState<boolean>();
  const showsText = (textChoice ?? (!draft.isExample || isEdited)) || good === undefined;
  const commands = useMemo<readonly Command[]>(
    () => [
      { id: 'scenario.save', title: 'Save the scenario', group: 'Report', keys: ['Ctrl+S'], run: () => saveDraft(id) },
      { id: 'scenario.saveAs', title: 'Save the scenario as …', group: 'Report', run: () => saveDraft(id, 'other') },
      {
        id: 'scenario.revert',
        title: 'Revert the scenario to what is on disk …',
        group: 'Report',
        run: askRevert,
        enabled: canRevert,
      },
      {
        id: 'scenario.text',
        title: showsText ? 'Hide the text of the scenario' : 'Show the text of the scenario',
        group: 'Report',
        keys: ['t'],
        run: () => setTextChoice(!showsText),
      },
    ],
    [id, showsText, canRevert, askRevert],
  );
  useCommands('scenario', commands);
  const title = good?.notes.title ?? draft.name;
  // A step draws neither of them: made anew only when the text or what is known of it changes.
  const head = useMemo(
    () => (
      <header className="scenario-head">
        <h2 className="ellipsis" title={title}>
          {title}
        </h2>
        <Badge>{draft.isExample ? 'example' : 'written scenario'}</Badge>
        {isEdited && <Badge tone="waiting">{draft.saved === undefined ? 'not saved' : 'edited'}</Badge>}
        <span className="explore-spacer" />
        {canRevert && (
          <Button variant="quiet" icon={<Undo2 aria-hidden />} onPress={askRevert}>
            Revert
          </Button>
        )}
        <Button icon={<Code aria-hidden />} isPressed={showsText} onPress={() => setTextChoice(!showsText)}>
          Text
        </Button>
        <Button icon={<Save aria-hidden />} onPress={() => saveDraft(id)} isDisabled={!isEdited && !draft.isExample}>
          {id.startsWith('file:') ? 'Save' : 'Save as …'}
        </Button>
        <CopyButton label="Copy link" text={linkHere} iconOnly />
        <ConflictDialog id={id} />
        <LossDialog
          isOpen={isReverting}
          onClose={() => setReverting(false)}
          onLose={() => revertDraft(id)}
          words={`The text goes back to ${draft.isExample ? 'the example as it is shipped' : 'what is in the file now'}. Undo in the editor brings it back for as long as the scenario is on screen.`}
        />
      </header>
    ),
    [id, title, draft.isExample, draft.saved, isEdited, canRevert, showsText, isReverting, askRevert],
  );
  const body = useMemo(
    () => (
      <Split id="scenario" direction="horizontal">
        {showsText && (
          <SplitPane id="scenario-text" defaultSize="38%" minSize={220}>
            <div className="scenario-text">
              <EditorOf id={id} text={draft.text} problems={problems} good={good} />
              {problems.length > 0 && (
                <ul className="scenario-problems" role="alert" aria-label="What is wrong with the text">
                  {problems.slice(0, 20).map(({ line: at, column, message }, index) => (
                    <li key={index}>
                      <CircleAlert aria-hidden />
                      <span className="numbers faint">
                        {at}:{column}
                      </span>
                      <span className="selectable">{message}</span>
                    </li>
                  ))}
                </ul>
              )}
            </div>
          </SplitPane>
        )}
        <SplitPane id="scenario-run" minSize={320}>
          {good === undefined ? (
            <EmptyState title="Not a scenario yet">
              The columns appear when the text on the left is complete; what is missing is listed below it.
            </EmptyState>
          ) : (
            <ScenarioPanels
              about={good.notes.about}
              suggested={good.notes.whatIf}
              subject={title}
              isStale={problems.length > 0}
            />
          )}
        </SplitPane>
      </Split>
    ),
    [id, title, draft.text, good, problems, showsText],
  );
  return (
    <RunProvider run={run}>
      <section className="scenario-view" aria-label={title}>
        {head}
        {body}
      </section>
    </RunProvider>
  );
}

interface EditorOfProps {
  readonly id: string;
  readonly text: string;
  readonly problems: Written['problems'];
  readonly good: Written['good'];
}

/** The text, at the line of the step on screen. It follows the columns: scrolling it costs more than drawing them. */
function EditorOf({ id, text, problems, good }: EditorOfProps) {
  const run = useDeferredValue(useRun());
  const line = useMemo(() => {
    const action = run?.run.states[run.step]?.action;
    const thread = good?.scenario.threads.findIndex((each) => each.id === action?.thread) ?? -1;
    if (good === undefined || action === undefined || thread < 0 || run?.whatIf !== undefined) return undefined;
    return action.step < (good.scenario.threads[thread]?.steps.length ?? 0)
      ? good.lineOf(thread, action.step)
      : undefined;
  }, [good, run]);
  const change = useCallback((next: string) => editDraft(id, next), [id]);
  return <ScenarioEditor text={text} onChange={change} problems={problems} line={line} />;
}
