import { Lock } from 'lucide-react';
import { taskKey, tasksWithLocks } from './held-tasks.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useCase } from './case-context.ts';
import './HeldTab.css';
import { LockTerm } from './LockTerm.tsx';

/** Who holds what, oldest first, as the kernel lists it. */
export function HeldTab() {
  const { view, selection, select } = useCase();
  const tasks = tasksWithLocks(view.report);
  if (tasks.length === 0)
    return (
      <EmptyState icon={<Lock aria-hidden />} title="No held locks in the log">
        The kernel lists here what the task holds, “2 locks held by …”. This log has no such list, or it is empty.
      </EmptyState>
    );
  return (
    <div className="held">
      {tasks.map(({ task, locks }) => (
        <section key={taskKey(task)}>
          <h4>
            <span className="mono">
              {task.comm}/{task.pid}
            </span>{' '}
            holds {locks.length === 1 ? '1 lock' : `${locks.length} locks`}, oldest first
          </h4>
          <ol>
            {locks.map(({ held, at }) => (
              <li key={at}>
                <button
                  type="button"
                  className="held-row mono"
                  data-selected={selection.lock === held.lock.class}
                  aria-pressed={selection.pointer === `/heldLocks/${at}`}
                  onClick={() => select(`/heldLocks/${at}`)}
                >
                  <span className="faint">#{held.index}</span>
                  <LockTerm lock={held.lock} withAddress />
                  {held.lock.at !== undefined && (
                    <span className="held-site">
                      <span className="faint">taken at </span>
                      {held.lock.at.symbol}
                      {held.lock.at.module !== undefined && <span className="frame-tag">{held.lock.at.module}</span>}
                    </span>
                  )}
                </button>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}
