/** "Can it happen?" and "What if" for a report. */
import { useMemo } from 'react';
import { outerLocksOf } from '../../shared/scenario/outer-locks.ts';
import { suggestChanges } from '../../shared/scenario/suggest-changes.ts';
import { ExplorePanel } from '../scenario/ExplorePanel.tsx';
import { HintList } from '../scenario/HintList.tsx';
import { WhatIfPanel } from '../scenario/WhatIfPanel.tsx';
import { useStillRun } from '../scenario/run-context.ts';
import { useCaseStore } from './case-store.ts';
import { useFacts } from './case-context.ts';

/** A name for an outer lock when none of the report's can be one. */
const NEW_LOCK = 'outer_lock';

/** Why there is no scenario; undefined when there is one. */
function useWhyNot(): string | undefined {
  const base = useCaseStore(({ data }) => data?.base);
  return base !== undefined && 'unavailable' in base ? base.unavailable : undefined;
}

export function CaseExplorePanel() {
  const { showPanel } = useFacts();
  const why = useWhyNot();
  return (
    <ExplorePanel
      {...(why === undefined ? {} : { why })}
      hints={<HintList />}
      onShowReplay={() => showPanel('replay')}
    />
  );
}

export function CaseWhatIfPanel() {
  const { view } = useFacts();
  const scenario = useStillRun()?.scenario;
  const why = useWhyNot();
  // What the task held anyway is the first candidate for a lock that keeps the paths apart.
  const outerLocks = useMemo(() => {
    const inCircle = new Set(scenario?.locks.map((lock) => lock.class));
    return [...outerLocksOf(view.report, inCircle), NEW_LOCK].slice(0, 12);
  }, [view, scenario]);
  const base = useStillRun()?.base;
  const suggested = useMemo(
    () =>
      base === undefined
        ? []
        : suggestChanges(
            base,
            outerLocks.filter((name) => name !== NEW_LOCK),
          ),
    [base, outerLocks],
  );
  return (
    <WhatIfPanel
      suggested={suggested}
      {...(why === undefined ? {} : { why })}
      outerLocks={outerLocks}
      subject={view.summary.sentence}
    />
  );
}
