import { CircleAlert, FileQuestion, Save, Undo2 } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Place } from '../../shared/notebook/place.ts';
import { linkOf } from '../../shared/notebook/place-link.ts';
import { useCommands, type Command } from '../app/commands.ts';
import { amend, go } from '../app/navigation.ts';
import { Stepping } from '../replay/Stepping.tsx';
import { useStepper } from '../replay/use-stepper.ts';
import { Badge } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { Split, SplitPane } from '../ui/Split.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { editDraft, loadDraft, revertDraft, saveDraft, useDrafts, type Draft } from './drafts.ts';
import { ExplorePanel } from './ExplorePanel.tsx';
import { RunContext, useScenarioRun, type Move, type ScenarioRun } from './run-context.ts';
import { ScenarioEditor } from './ScenarioEditor.tsx';
import './ScenarioView.css';
import { useWritten } from './use-written.ts';
import { WhatIfPanel, type SuggestedChanges } from './WhatIfPanel.tsx';

type ScenarioPlace = Extract<Place, { at: 'scenario' }>;

/** A scenario that somebody wrote: its text, and beside it the columns, the exploration and the what-ifs. */
export function ScenarioView({ place }: { readonly place: ScenarioPlace }) {
  const draft = useDrafts(({ byId }) => byId[place.id]);
  const problem = useDrafts(({ problems }) => problems[place.id]);
  useEffect(() => void loadDraft(place.id), [place.id]);
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
  const action = run?.run.states[run.step]?.action;
  const line = useMemo(() => {
    const thread = good?.scenario.threads.findIndex((each) => each.id === action?.thread) ?? -1;
    if (good === undefined || action === undefined || thread < 0 || place.whatIf !== undefined) return undefined;
    return action.step < (good.scenario.threads[thread]?.steps.length ?? 0)
      ? good.lineOf(thread, action.step)
      : undefined;
  }, [good, action, place.whatIf]);
  const isEdited = draft.text !== draft.saved;
  const commands = useMemo<readonly Command[]>(
    () => [
      { id: 'scenario.save', title: 'Save the scenario', group: 'Report', keys: ['Ctrl+S'], run: () => saveDraft(id) },
      { id: 'scenario.saveAs', title: 'Save the scenario as …', group: 'Report', run: () => saveDraft(id, true) },
    ],
    [id],
  );
  useCommands('scenario', commands);
  const title = good?.notes.title ?? draft.name;
  return (
    <RunContext value={run}>
      <section className="scenario-view" aria-label={title}>
        <header className="scenario-head">
          <h2 className="ellipsis" title={title}>
            {title}
          </h2>
          <Badge>{draft.isExample ? 'example' : 'written scenario'}</Badge>
          {isEdited && <Badge tone="waiting">{draft.saved === undefined ? 'not saved' : 'edited'}</Badge>}
          <span className="explore-spacer" />
          {isEdited && draft.saved !== undefined && (
            <Button variant="quiet" icon={<Undo2 aria-hidden />} onPress={() => revertDraft(id)}>
              Revert
            </Button>
          )}
          <Button icon={<Save aria-hidden />} onPress={() => saveDraft(id)} isDisabled={!isEdited && !draft.isExample}>
            {id.startsWith('file:') ? 'Save' : 'Save as …'}
          </Button>
          <CopyButton label="Copy link" text={linkOf(place)} iconOnly />
        </header>
        <Split id="scenario" direction="horizontal">
          <SplitPane id="scenario-text" defaultSize="38%" minSize={220}>
            <div className="scenario-text">
              <ScenarioEditor
                text={draft.text}
                onChange={(text) => editDraft(id, text)}
                problems={problems}
                line={line}
              />
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
          <SplitPane id="scenario-run" minSize={320}>
            {run === undefined ? (
              <EmptyState title="Not a scenario yet">
                The columns appear when the text on the left is complete; what is missing is listed below it.
              </EmptyState>
            ) : (
              <Running
                run={run}
                about={good?.notes.about ?? []}
                suggested={good?.notes.whatIf ?? []}
                subject={title}
                isStale={problems.length > 0}
              />
            )}
          </SplitPane>
        </Split>
      </section>
    </RunContext>
  );
}

interface RunningProps {
  readonly run: ScenarioRun;
  readonly about: readonly string[];
  readonly suggested: readonly SuggestedChanges[];
  readonly subject: string;
  /** The text has errors: this is what it said before. */
  readonly isStale: boolean;
}

type Tab = 'about' | 'explore' | 'what-if';

function Running({ run, about, suggested, subject, isStale }: RunningProps) {
  const [chosen, setTab] = useState<Tab>();
  const { move, schedule, whatIf } = run;
  const goToStep = useCallback((step: number) => move({ step, schedule, whatIf }, 'amend'), [move, schedule, whatIf]);
  const stepper = useStepper(run.step, run.run.states.length - 1, goToStep);
  const commands = useMemo<readonly Command[]>(
    () => [
      {
        id: 'report.explore',
        title: 'Can it really happen? Explore every interleaving',
        group: 'Report',
        keys: ['e'],
        run: () => setTab('explore'),
      },
      { id: 'report.whatIf', title: 'What if …', group: 'Report', keys: ['w'], run: () => setTab('what-if') },
    ],
    [],
  );
  useCommands('scenario-panels', commands);
  const aboutTab = {
    id: 'about',
    title: 'About',
    content: (
      <div className="scenario-about selectable">
        {about.map((paragraph, index) => (
          <p key={index}>{paragraph}</p>
        ))}
      </div>
    ),
  } as const;
  const items = [
    ...(about.length > 0 ? [aboutTab] : []),
    { id: 'explore', title: 'Can it happen?', content: <ExplorePanel /> } as const,
    { id: 'what-if', title: 'What if', content: <WhatIfPanel suggested={suggested} subject={subject} /> } as const,
  ];
  const selected = items.find((item) => item.id === chosen)?.id ?? items[0]!.id;
  return (
    <Split id="scenario-run" direction="vertical">
      <SplitPane id="scenario-columns" defaultSize="52%" minSize={150}>
        <div className="scenario-columns">
          {isStale && (
            <p className="scenario-stale" role="note">
              The text has errors; these are the columns of what it said before.
            </p>
          )}
          <Stepping run={run} stepper={stepper} onShowChanges={() => setTab('what-if')} />
        </div>
      </SplitPane>
      <SplitPane id="scenario-panels" minSize={120}>
        <Tabs label="About the scenario" className="details-tabs" items={items} selected={selected} onSelect={setTab} />
      </SplitPane>
    </Split>
  );
}
