import { FastForward, GitBranch, GitCompare, Split } from 'lucide-react';
import { memo, useCallback, useMemo, useState } from 'react';
import { useCommands, type Command } from '../app/commands.ts';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { plural } from '../ui/words.ts';
import { useBranches } from './branches.ts';
import { BreakpointMenu } from './BreakpointMenu.tsx';
import { breakpointChoices, useBreakpoints } from './breakpoints.ts';
import { runUntil, showRun, stepChanges } from './run-actions.ts';
import type { ScenarioRun } from './run-context.ts';
import { defaultRunName, LINKED_RUN } from './run-names.ts';
import { RunsDialog } from './RunsDialog.tsx';
import { Select } from './Select.tsx';

interface RunBarProps {
  readonly run: ScenarioRun;
  /** The run as it is now: `run` follows it. */
  readonly now: () => ScenarioRun;
  readonly onShowChanges: () => void;
}

const DEFAULT_RUN = '';
const RUN_ICON = <GitBranch aria-hidden />;
const RUNS_ICON = <GitCompare />;

/** Which run of the scenario is shown, and how far to go on in it. */
export const RunBar = memo(function RunBar({ run, now, onShowChanges }: RunBarProps) {
  const { words, key, schedule } = run;
  const branches = useBranches(key);
  const [isListOpen, setListOpen] = useState(false);
  const options = useMemo(
    () => [
      { value: DEFAULT_RUN, title: defaultRunName(run.still) },
      ...branches.map(({ schedule: value, name }) => ({ value, title: name })),
      ...(schedule !== undefined && branches.every((branch) => branch.schedule !== schedule)
        ? [{ value: schedule, title: LINKED_RUN }]
        : []),
    ],
    [run.still, branches, schedule],
  );
  const choose = useCallback((value: string) => showRun(now(), value === DEFAULT_RUN ? undefined : value), [now]);
  const openList = useCallback(() => setListOpen(true), []);
  const commands = useMemo<readonly Command[]>(
    () => [
      {
        id: 'replay.runs',
        title: 'Runs: compare, rename, forget …',
        group: 'Replay',
        keys: ['r'],
        run: openList,
      },
      {
        id: 'whatIf.undo',
        title: 'What if: undo the last change',
        group: 'Report',
        keys: ['z'],
        run: () => stepChanges(now(), 'undo'),
      },
      {
        id: 'whatIf.redo',
        title: 'What if: do the change again',
        group: 'Report',
        keys: ['Z'],
        run: () => stepChanges(now(), 'redo'),
      },
    ],
    [openList, now],
  );
  useCommands('replay-runs', commands);
  return (
    <div className="run-bar">
      {words.length > 0 && (
        <button type="button" className="run-changed" title={words.join('\n')} onClick={onShowChanges}>
          <Split aria-hidden />
          what if: {plural(words.length, 'change')}
        </button>
      )}
      <RunSelect value={schedule ?? DEFAULT_RUN} options={options} onChange={choose} />
      <IconButton label="Runs: compare, rename, forget" keys="r" icon={RUNS_ICON} onPress={openList} />
      {isListOpen && <RunsDialog run={run} onClose={() => setListOpen(false)} />}
      <Until run={run} now={now} />
    </div>
  );
});

interface RunSelectProps {
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly title: string }[];
  readonly onChange: (value: string) => void;
}

const RunSelect = memo(function RunSelect(props: RunSelectProps) {
  return <Select label="Run" icon={RUN_ICON} {...props} />;
});

function Until({ run, now }: Pick<RunBarProps, 'run' | 'now'>) {
  const [missed, setMissed] = useState<{ readonly step: number; readonly where: 'on' | 'back' }>();
  const go = useCallback(
    (where: 'on' | 'back') => {
      const here = now();
      const { set } = useBreakpoints.getState();
      const active = breakpointChoices(here.scenario.locks).filter(({ key }) => set.includes(key));
      const happens = runUntil(
        here,
        active.map(({ breakpoint }) => breakpoint),
        where,
      );
      const end = where === 'on' ? here.run.states.length - 1 : 0;
      setMissed(happens ? undefined : { step: end, where });
    },
    [now],
  );
  const commands = useMemo<readonly Command[]>(
    () => [
      {
        id: 'replay.until',
        title: 'Run until the next breakpoint',
        group: 'Replay',
        keys: ['u'],
        run: () => go('on'),
      },
      {
        id: 'replay.untilBack',
        title: 'Run back to the last breakpoint',
        group: 'Replay',
        keys: ['U'],
        run: () => go('back'),
      },
    ],
    [go],
  );
  useCommands('replay-until', commands);
  return (
    <span className="run-until">
      <UntilButton onPress={go} />
      <BreakpointMenu locks={run.scenario.locks} />
      <span role="status" className="run-missed">
        {missed === undefined || missed.step !== run.step
          ? ''
          : `no breakpoint: this is the ${missed.where === 'on' ? 'end' : 'beginning'}`}
      </span>
    </span>
  );
}

const UntilButton = memo(function UntilButton({ onPress }: { readonly onPress: (where: 'on') => void }) {
  return (
    <Button variant="quiet" icon={<FastForward aria-hidden />} onPress={() => onPress('on')}>
      Run until
    </Button>
  );
});
