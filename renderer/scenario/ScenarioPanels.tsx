import { memo, useCallback, useMemo, useRef, useState } from 'react';
import type { SuggestedChange } from '../../shared/scenario/suggest-changes.ts';
import { useCommands, type Command } from '../app/commands.ts';
import { WaitPanel } from '../graph/WaitPanel.tsx';
import { Stepping } from '../replay/Stepping.tsx';
import { Follow } from '../report/Follow.tsx';
import { useIsWide } from '../replay/use-is-wide.ts';
import { useStepper } from '../replay/use-stepper.ts';
import { Split, SplitPane } from '../ui/Split.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { ExplorePanel } from './ExplorePanel.tsx';
import { useRun, useStillRun } from './run-context.ts';
import { VerdictRows } from './VerdictRows.tsx';
import { WhatIfPanel } from './WhatIfPanel.tsx';

interface ScenarioPanelsProps {
  readonly about: readonly string[];
  readonly suggested: readonly SuggestedChange[];
  readonly subject: string;
  /** The text has errors: this is what it said before. */
  readonly isStale: boolean;
}

type Tab = 'about' | 'explore' | 'what-if' | 'graph';

/** From this width on the graph stands beside the columns. */
const FITS_GRAPH = 860;

/** The argument and its answer, and below them the columns, with who waits for whom. */
export const ScenarioPanels = memo(function ScenarioPanels(props: ScenarioPanelsProps) {
  const { about, suggested, subject, isStale } = props;
  const pane = useRef<HTMLDivElement>(null);
  const fitsGraph = useIsWide(pane, FITS_GRAPH);
  const [chosen, setTab] = useState<Tab>();
  const showChanges = useCallback(() => setTab('what-if'), []);
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
      { id: 'scenario.about', title: 'The argument', group: 'Report', keys: ['a'], run: () => setTab('about') },
      {
        id: 'graph.waits',
        title: 'Graph: who waits for whom',
        group: 'Graph',
        keys: ['g'],
        run: () => setTab('graph'),
      },
    ],
    [],
  );
  useCommands('scenario-panels', commands);
  const items = useMemo(() => {
    const argument = {
      id: 'about',
      title: 'The argument',
      content: <Argument about={about} suggested={suggested} />,
    } as const;
    return [
      ...(about.length + suggested.length > 0 ? [argument] : []),
      { id: 'explore', title: 'Can it happen?', content: <ExplorePanel /> } as const,
      { id: 'what-if', title: 'What if', content: <WhatIfPanel suggested={suggested} subject={subject} /> } as const,
      ...(fitsGraph
        ? []
        : [
            {
              id: 'graph',
              title: 'Graph',
              content: (
                <div className="scenario-graph">
                  <WaitPanel />
                </div>
              ),
            } as const,
          ]),
    ];
  }, [about, suggested, subject, fitsGraph]);
  const selected = items.find((item) => item.id === chosen)?.id ?? items[0]!.id;
  return (
    <div className="scenario-panels" ref={pane}>
      <Split id="scenario-run" direction="vertical">
        <SplitPane id="scenario-panels" defaultSize="48%" minSize={120}>
          <Follow>
            <Tabs
              label="About the scenario"
              className="details-tabs"
              items={items}
              selected={selected}
              onSelect={setTab}
            />
          </Follow>
        </SplitPane>
        <SplitPane id="scenario-columns" minSize={150}>
          <Split id="scenario-steps" direction="horizontal">
            <SplitPane id="scenario-replay" minSize={300}>
              <Columns isStale={isStale} onShowChanges={showChanges} />
            </SplitPane>
            {fitsGraph && (
              <SplitPane id="scenario-graph" defaultSize="38%" minSize={200}>
                <Follow>
                  <WaitPanel />
                </Follow>
              </SplitPane>
            )}
          </Split>
        </SplitPane>
      </Split>
    </div>
  );
});

interface ColumnsProps {
  readonly isStale: boolean;
  readonly onShowChanges: () => void;
}

/** The run on screen. It alone is drawn anew at every step. */
function Columns({ isStale, onShowChanges }: ColumnsProps) {
  const run = useRun()!;
  const { move, schedule, whatIf } = run;
  const goToStep = useCallback((step: number) => move({ step, schedule, whatIf }, 'amend'), [move, schedule, whatIf]);
  const stepper = useStepper(run.step, run.run.states.length - 1, goToStep);
  return (
    <div className="scenario-columns">
      {isStale && (
        <p className="scenario-stale" role="note">
          The text has errors; these are the columns of what it said before.
        </p>
      )}
      <Stepping run={run} stepper={stepper} onShowChanges={onShowChanges} />
    </div>
  );
}

type ArgumentProps = Pick<ScenarioPanelsProps, 'about' | 'suggested'>;

/** What the scenario is about, and what comes of each thing that was argued. */
const Argument = memo(function Argument({ about, suggested }: ArgumentProps) {
  const run = useStillRun();
  if (run === undefined) return null;
  return (
    <div className="scenario-argument" tabIndex={0} role="group" aria-label="The argument and its answer">
      <div className="scenario-argument-columns">
        <section className="scenario-about selectable" aria-label="The argument">
          {about.map((paragraph, index) => (
            <p key={index}>{paragraph}</p>
          ))}
        </section>
        <section aria-label="The answer">
          <VerdictRows run={run} suggested={suggested} />
        </section>
      </div>
    </div>
  );
});
