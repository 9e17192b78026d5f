import { Play } from 'lucide-react';
import { scheduleOf, type FoundDeadlock } from '../../shared/scenario/explore.ts';
import type { ReplayScenario } from '../../shared/scenario/replay-scenario.ts';
import { LockName } from '../report/LockName.tsx';
import { plural } from '../ui/words.ts';
import { circleWords } from './explore-words.ts';

interface DeadlockItemProps {
  readonly deadlock: FoundDeadlock;
  readonly number: number;
  readonly scenario: ReplayScenario;
  readonly onPlay: () => void;
}

/** One deadlock: who waits for whom, and its shortest run on a click. */
export function DeadlockItem({ deadlock, number, scenario, onPlay }: DeadlockItemProps) {
  const titleOf = (id: string): string => scenario.threads.find((thread) => thread.id === id)?.title ?? '';
  const steps = plural(scheduleOf(deadlock).length, 'step');
  return (
    <button
      type="button"
      className="deadlock-item"
      title="Play the run that ends in it"
      aria-label={`Deadlock ${number}: ${circleWords(deadlock)}, ${steps}. Play it`}
      onClick={onPlay}
    >
      <span className="deadlock-item-head">
        <span className="deadlock-item-circle">
          {number}. {circleWords(deadlock)}
        </span>
        <span className="faint numbers">
          {deadlock.shortest ? '' : 'at most '}
          {steps}
        </span>
        <Play aria-hidden />
      </span>
      {deadlock.blocked.map(({ thread, waitsFor, heldBy }) => (
        <span className="deadlock-item-line" key={thread}>
          <span className="deadlock-item-thread" title={titleOf(thread)}>
            {thread}
          </span>
          {waitsFor === '' ? (
            <span>stands still under {heldBy.join(', ')}</span>
          ) : (
            <>
              <span>waits for</span>
              <LockName name={waitsFor} />
              <span className="soft">
                {heldBy.length === 0 ? 'which nobody will give' : `kept by ${namesOf(thread, heldBy)}`}
              </span>
            </>
          )}
        </span>
      ))}
    </button>
  );
}

const namesOf = (self: string, others: readonly string[]): string =>
  others.map((other) => (other === self ? 'itself' : other)).join(', ');
