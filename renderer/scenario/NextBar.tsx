import { ChevronRight } from 'lucide-react';
import { memo, useCallback, useEffect, useMemo, useRef } from 'react';
import type { ReplayAction } from '../../shared/scenario/replay/replay-state.ts';
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

/** Everything that can happen next, each of which can be taken. Nothing when that is nothing: the line below says why. */
export function NextBar({ run }: { readonly run: ScenarioRun }) {
  const choices = useMemo(() => keyedChoices(run), [run]);
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  }, [run]);
  const take = useCallback((thread: string, kind: ReplayAction['kind'], on: string | undefined) => {
    const now = latest.current;
    const action = choicesOf(now).find((each) => each.thread === thread && each.kind === kind && each.on === on);
    if (action !== undefined) takeAction(now, action);
  }, []);
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
  if (choices.length === 0 && run.run.states[run.step]?.deadlock !== undefined) return null;
  return (
    <div className="next-bar" role="group" aria-label="What can happen next">
      <span className="next-bar-title">Next</span>
      {choices.length === 0 && <span className="faint">everything is done</span>}
      {choices.map(({ action, keys }) => {
        const { words, lock } = actionWords(run.scenario, action);
        return (
          <ChoiceButton
            key={`${action.thread} ${action.kind} ${action.on}`}
            thread={action.thread}
            kind={action.kind}
            on={action.on}
            words={words}
            lock={lock}
            keys={keys}
            isDefault={sameAction(next, action)}
            onTake={take}
          />
        );
      })}
    </div>
  );
}

interface ChoiceButtonProps {
  readonly thread: string;
  readonly kind: ReplayAction['kind'];
  readonly on: string | undefined;
  readonly words: string;
  readonly lock: string | undefined;
  readonly keys: string | undefined;
  readonly isDefault: boolean;
  readonly onTake: (thread: string, kind: ReplayAction['kind'], on: string | undefined) => void;
}

const ChoiceButton = memo(function ChoiceButton(props: ChoiceButtonProps) {
  const { thread, kind, on, words, lock, keys, isDefault, onTake } = props;
  return (
    <button
      type="button"
      className="next-choice"
      data-kind={kind}
      aria-current={isDefault ? 'step' : undefined}
      title={isDefault ? 'What this run does next' : 'Take this instead: the run branches here'}
      onClick={() => onTake(thread, kind, on)}
    >
      {isDefault && <ChevronRight role="img" aria-label="next in this run" />}
      {keys !== undefined && <Kbd keys={keys} />}
      <span className="next-choice-thread">{thread}</span>
      <span>{words}</span>
      {lock !== undefined && <LockName name={lock} />}
    </button>
  );
});
