import { FastForward, GitBranch, Pencil, Split, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Breakpoint } from '../../shared/scenario/run.ts';
import { useCommands, type Command } from '../app/commands.ts';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { plural } from '../ui/words.ts';
import { dropBranch, renameBranch, useBranches } from './branches.ts';
import { runUntil, showRun } from './run-actions.ts';
import type { ScenarioRun } from './run-context.ts';
import { Select } from './Select.tsx';

interface RunBarProps {
  readonly run: ScenarioRun;
  readonly onShowChanges: () => void;
}

const DEFAULT_RUN = '';

/** Which run of the scenario is shown, and how far to go on in it. */
export function RunBar({ run, onShowChanges }: RunBarProps) {
  const { words, key, schedule } = run;
  const branches = useBranches(key);
  const [renaming, setRenaming] = useState<string>();
  const kept = branches.find((branch) => branch.schedule === schedule);
  const options = [
    {
      value: DEFAULT_RUN,
      title:
        words.length > 0 ? 'the run by default' : run.base.from === 'written' ? 'each in turn' : 'as the report tells',
    },
    ...branches.map(({ schedule: value, name }) => ({ value, title: name })),
    ...(schedule !== undefined && kept === undefined ? [{ value: schedule, title: 'a run from a link' }] : []),
  ];
  return (
    <div className="run-bar">
      {words.length > 0 && (
        <button type="button" className="run-changed" title={words.join('\n')} onClick={onShowChanges}>
          <Split aria-hidden />
          what if: {plural(words.length, 'change')}
        </button>
      )}
      {renaming !== undefined && kept !== undefined ? (
        <input
          className="run-name"
          aria-label="Name of this run"
          autoFocus
          maxLength={80}
          value={renaming}
          onChange={(event) => setRenaming(event.currentTarget.value)}
          onBlur={() => setRenaming(undefined)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && renaming.trim() !== '') renameBranch(key, kept.schedule, renaming.trim());
            if (event.key === 'Enter' || event.key === 'Escape') setRenaming(undefined);
          }}
        />
      ) : (
        <Select
          label="Run"
          icon={<GitBranch aria-hidden />}
          value={schedule ?? DEFAULT_RUN}
          options={options}
          onChange={(value) => showRun(run, value === DEFAULT_RUN ? undefined : value)}
        />
      )}
      {kept !== undefined && (
        <>
          <IconButton label="Rename this run" icon={<Pencil />} onPress={() => setRenaming(kept.name)} />
          <IconButton
            label="Forget this run"
            icon={<Trash2 />}
            onPress={() => {
              dropBranch(key, kept.schedule);
              showRun(run, undefined);
            }}
          />
        </>
      )}
      <Until run={run} />
    </div>
  );
}

const BLOCKED = 'blocked';
const DEADLOCK = 'deadlock';
const TAKEN = 'taken:';

function breakpointOf(value: string): Breakpoint {
  if (value === BLOCKED || value === DEADLOCK) return { stop: value };
  return { stop: 'taken', lock: value.slice(TAKEN.length) };
}

function Until({ run }: { readonly run: ScenarioRun }) {
  const [value, setValue] = useState<string>(BLOCKED);
  const [missed, setMissed] = useState<{ readonly step: number; readonly value: string }>();
  const options = [
    { value: BLOCKED, title: 'a thread has to wait' },
    { value: DEADLOCK, title: 'deadlock' },
    ...run.scenario.locks.map(({ id }) => ({ value: `${TAKEN}${id}`, title: `${id} is taken` })),
  ];
  const chosen = options.some((option) => option.value === value) ? value : BLOCKED;
  const commands = useMemo<readonly Command[]>(
    () => [
      {
        id: 'replay.until',
        title: 'Run until the breakpoint',
        group: 'Replay',
        keys: ['u'],
        run: () => {
          const happens = runUntil(run, breakpointOf(chosen));
          setMissed(happens ? undefined : { step: run.run.states.length - 1, value: chosen });
        },
      },
    ],
    [run, chosen],
  );
  useCommands('replay-until', commands);
  const isMissed = missed?.step === run.step && missed.value === chosen;
  return (
    <>
      <Button variant="quiet" icon={<FastForward aria-hidden />} onPress={() => commands[0]?.run()}>
        Run until
      </Button>
      <Select label="Breakpoint" value={chosen} options={options} onChange={setValue} />
      <span role="status" className="run-missed">
        {isMissed ? 'did not happen: this is the end' : ''}
      </span>
    </>
  );
}
