import { ChevronRight } from 'lucide-react';
import { useMemo } from 'react';
import type { ReplayAction } from '../../shared/scenario/replay.ts';
import { sameAction } from '../../shared/scenario/run.ts';
import { useCommands, type Command } from '../app/commands.ts';
import { actionWords } from '../replay/action-words.ts';
import { LockName } from '../report/LockName.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import './NextBar.css';
import { choicesOf, takeAction } from './run-actions.ts';
import type { ScenarioRun } from './run-context.ts';

/** Keys there are. */
const MOST_KEYS = 9;

interface Choice {
  readonly action: ReplayAction;
  /** The thread's number, for the first thing it could do. */
  readonly keys?: string;
}

function keyedChoices(run: ScenarioRun): readonly Choice[] {
  const seen = new Set<string>();
  return choicesOf(run).map((action) => {
    const number = run.scenario.threads.findIndex(({ id }) => id === action.thread) + 1;
    const isFirst = !seen.has(action.thread);
    seen.add(action.thread);
    return isFirst && number <= MOST_KEYS ? { action, keys: String(number) } : { action };
  });
}

/** Everything that can happen next, each of which can be taken. */
export function NextBar({ run }: { readonly run: ScenarioRun }) {
  const choices = useMemo(() => keyedChoices(run), [run]);
  const commands = useMemo<readonly Command[]>(
    () =>
      choices.flatMap(({ action, keys }): readonly Command[] =>
        keys === undefined
          ? []
          : [
              {
                id: `replay.take${keys}`,
                title: `Let ${action.thread} go on`,
                group: 'Replay',
                keys: [keys],
                run: () => takeAction(run, action),
              },
            ],
      ),
    [choices, run],
  );
  useCommands('replay-next', commands);
  const next = run.run.states[run.step + 1]?.action;
  return (
    <div className="next-bar" role="group" aria-label="What can happen next">
      <span className="next-bar-title">Next</span>
      {choices.length === 0 && (
        <span className="faint">
          {run.run.states[run.step]?.deadlock ? 'nobody can move any more' : 'everything is done'}
        </span>
      )}
      {choices.map(({ action, keys }, index) => {
        const { words, lock } = actionWords(run.scenario, action);
        const isDefault = sameAction(next, action);
        return (
          <button
            key={index}
            type="button"
            className="next-choice"
            data-kind={action.kind}
            aria-current={isDefault ? 'step' : undefined}
            title={isDefault ? 'What this run does next' : 'Take this instead: the run branches here'}
            onClick={() => takeAction(run, action)}
          >
            {isDefault && <ChevronRight aria-label="next in this run" />}
            {keys !== undefined && <Kbd keys={keys} />}
            <span className="next-choice-thread">{action.thread}</span>
            <span>{words}</span>
            {lock !== undefined && <LockName name={lock} />}
          </button>
        );
      })}
    </div>
  );
}
