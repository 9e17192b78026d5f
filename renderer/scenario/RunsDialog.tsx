import { Eye, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { runFromText } from '../../shared/scenario/run-text.ts';
import { type Run } from '../../shared/scenario/run.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { plural } from '../ui/words.ts';
import { dropBranch, keepBranch, renameBranch, useBranches } from './branches.ts';
import { compareRuns, endWords } from './compare-runs.ts';
import { showRun } from './run-actions.ts';
import type { ScenarioRun } from './run-context.ts';
import { defaultRunName, LINKED_RUN } from './run-names.ts';
import './RunsDialog.css';
import { Select } from './Select.tsx';

interface RunsDialogProps {
  readonly run: ScenarioRun;
  readonly onClose: () => void;
}

interface ListedRun {
  /** Empty for the run by default. */
  readonly schedule: string;
  readonly name: string;
  readonly isKept: boolean;
  readonly run: Run;
}

function useRuns(run: ScenarioRun): readonly ListedRun[] {
  const { key, schedule, scenario, still } = run;
  const branches = useBranches(key);
  return useMemo(() => {
    const listed = (text: string, name: string, isKept: boolean): ListedRun => ({
      schedule: text,
      name,
      isKept,
      run: runFromText(scenario, text),
    });
    const isKnown = schedule === undefined || branches.some((branch) => branch.schedule === schedule);
    return [
      listed('', defaultRunName(still), false),
      ...branches.map((branch) => listed(branch.schedule, branch.name, true)),
      ...(isKnown ? [] : [listed(schedule, LINKED_RUN, false)]),
    ];
  }, [branches, schedule, scenario, still]);
}

/** Every run that is kept: how it ends, its name, away with it; and two of them next to each other. */
export function RunsDialog({ run, onClose }: RunsDialogProps) {
  const runs = useRuns(run);
  const { key, schedule } = run;
  return (
    <Dialog title="Runs of this scenario" size="wide" isOpen onClose={onClose}>
      <div className="runs">
        <ul className="runs-list" aria-label="Runs">
          {runs.map((listed) => (
            <li key={listed.schedule}>
              {listed.schedule === '' ? (
                <span>{listed.name}</span>
              ) : (
                <NameField
                  listed={listed}
                  onRename={(name) => {
                    if (listed.isKept) renameBranch(key, listed.schedule, name);
                    else keepBranch(key, { schedule: listed.schedule, name });
                  }}
                />
              )}
              <span className="numbers soft">{plural(listed.run.states.length - 1, 'step')}</span>
              <span className="runs-end" data-deadlock={listed.run.states.at(-1)?.deadlock !== undefined}>
                {endWords(listed.run)}
              </span>
              <IconButton
                label={`Show “${listed.name}”`}
                icon={<Eye />}
                isPressed={(schedule ?? '') === listed.schedule}
                onPress={() => {
                  showRun(run, listed.schedule === '' ? undefined : listed.schedule);
                  onClose();
                }}
              />
              {listed.isKept ? (
                <IconButton
                  label={`Forget “${listed.name}”`}
                  icon={<Trash2 />}
                  onPress={() => {
                    dropBranch(key, listed.schedule);
                    if (schedule === listed.schedule) showRun(run, undefined);
                  }}
                />
              ) : (
                <span />
              )}
            </li>
          ))}
        </ul>
        {runs.length > 1 ? (
          <Compare runs={runs} first={schedule ?? ''} />
        ) : (
          <p className="soft">
            Take another step than the one that comes next (keys 1 to 9): the run branches there, and each branch is
            kept and listed here, to be compared with the others.
          </p>
        )}
      </div>
    </Dialog>
  );
}

function NameField({ listed, onRename }: { readonly listed: ListedRun; readonly onRename: (name: string) => void }) {
  const [text, setText] = useState(listed.name);
  const done = () => {
    if (text.trim() === '') setText(listed.name);
    else if (text.trim() !== listed.name) onRename(text.trim());
  };
  return (
    <input
      className="runs-name"
      aria-label="Name of this run"
      maxLength={80}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === 'Enter') done();
      }}
    />
  );
}

function Compare({ runs, first }: { readonly runs: readonly ListedRun[]; readonly first: string }) {
  const [left, setLeft] = useState(runs.find(({ schedule }) => schedule !== first)?.schedule ?? '');
  const [right, setRight] = useState(first);
  const of = (schedule: string): ListedRun => runs.find((each) => each.schedule === schedule) ?? runs[0]!;
  const [leftRun, rightRun] = [of(left).run, of(right).run];
  const compared = useMemo(() => compareRuns(leftRun, rightRun), [leftRun, rightRun]);
  const options = runs.map(({ schedule, name }) => ({ value: schedule, title: name }));
  return (
    <section className="runs-compare" aria-label="Compare two runs">
      <Select label="Compare" showsLabel value={of(left).schedule} options={options} onChange={setLeft} />
      <Select label="with" showsLabel value={of(right).schedule} options={options} onChange={setRight} />
      <p role="status" className="runs-steps">
        {compared.differsAt === undefined
          ? 'They are the same.'
          : `They part at step ${compared.differsAt}. One ends: ${endWords(of(left).run)}; the other: ${endWords(of(right).run)}.`}
      </p>
      <div className="runs-steps" tabIndex={0} role="group" aria-label="Steps of both">
        <table>
          <thead>
            <tr>
              <th scope="col">step</th>
              <th scope="col">{of(left).name}</th>
              <th scope="col">{of(right).name}</th>
            </tr>
          </thead>
          <tbody>
            {compared.steps.map((step) => (
              <tr key={step.at} data-same={step.isSame} data-first={step.at === compared.differsAt}>
                <td className="numbers">{step.at}</td>
                <td>{step.left ?? ''}</td>
                <td>{step.right ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
