import type { LockRef, Report } from '../../shared/contract/report.ts';
import { classOf } from '../replay/step-selection.ts';
import { useCase } from './case-context.ts';
import { LockName } from './LockName.tsx';
import { usageSentence } from './usage-bits.ts';

/** What is known about the selected lock, in words: its kind, and the reading of its usage bits. */
export function SelectedLock() {
  const { view, replay, selection } = useCase();
  const { lock } = selection;
  if (lock === undefined) return null;
  const kind =
    'scenario' in replay ? replay.scenario.locks.find(({ id }) => classOf(replay.scenario, id) === lock) : undefined;
  const usage = mentionOf(view.report, lock)?.usage;
  const words = [kind?.words, usage === undefined ? undefined : usageSentence(usage)].filter(Boolean).join(' \u00b7 ');
  return (
    <div className="selected-lock" role="status">
      <LockName name={lock} />
      <span className="selected-lock-words ellipsis" title={words}>
        {kind !== undefined && kind.certainty !== 'printed' && <span className="inferred-mark">~ </span>}
        {words === '' ? 'The report says no more about this lock.' : words}
      </span>
    </div>
  );
}

/** A mention of a class that has its usage bits, when there is one. */
function mentionOf(report: Report, name: string): LockRef | undefined {
  const mentions = [
    report.acquiring,
    report.holding,
    report.otherLock,
    report.safeLock,
    report.unsafeLock,
    ...(report.chain ?? []).map(({ lock }) => lock),
    ...(report.heldLocks ?? []).map(({ lock }) => lock),
  ].filter((lock): lock is LockRef => lock?.class === name);
  return mentions.find(({ usage }) => usage !== undefined) ?? mentions[0];
}
