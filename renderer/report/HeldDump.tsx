import { useEffect, useState } from 'react';
import type { Problem, ReportSummary, ReportView } from '../../shared/contract/ipc.ts';
import { call, problemOf } from '../app/bridge.ts';
import { goToReport } from '../app/report-places.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { plural } from '../ui/words.ts';
import './HeldTab.css';
import { taskKey, tasksWithLocks } from './held-tasks.ts';
import { LockTerm } from './LockTerm.tsx';

/** A list of all held locks, by task. */
export function HeldDump({ report: summary }: { readonly report: ReportSummary }) {
  const [answer, setAnswer] = useState<ReportView | Problem>();
  useEffect(() => {
    let isWanted = true;
    call('report.get', { id: summary.id }).then(
      (view) => isWanted && setAnswer(view),
      (error: unknown) => isWanted && setAnswer(problemOf(error)),
    );
    return () => {
      isWanted = false;
    };
    // A summary that is a new object has changed: the list is growing.
  }, [summary]);
  if (answer === undefined) return <EmptyState title={<Spinner label="Reading the list of locks" />} />;
  if (!('report' in answer)) return <EmptyState title="The list could not be read">{answer.message}</EmptyState>;
  const tasks = tasksWithLocks(answer.report);
  if (tasks.length === 0) return <EmptyState title="No task held a lock">The kernel’s list is empty.</EmptyState>;
  const locks = tasks.reduce((sum, task) => sum + task.locks.length, 0);
  return (
    <div className="held held-dump">
      <p className="held-sum">
        {plural(tasks.length, 'task')} held {plural(locks, 'lock')}.
        <Button variant="quiet" onPress={() => goToReport(summary)}>
          Open as a case
        </Button>
      </p>
      {tasks.map(({ task, locks: held }) => (
        <section key={taskKey(task)}>
          <h4>
            <span className="mono">{taskKey(task)}</span> holds {plural(held.length, 'lock')}, oldest first
          </h4>
          <ol>
            {held.map(({ held: { index, lock }, at }) => (
              <li key={at} className="held-row mono">
                <span className="faint">#{index}</span>
                <LockTerm lock={lock} withAddress />
                {lock.at !== undefined && (
                  <span className="held-site">
                    <span className="faint">taken at </span>
                    {lock.at.symbol}
                    {lock.at.module !== undefined && <span className="frame-tag">{lock.at.module}</span>}
                  </span>
                )}
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}
