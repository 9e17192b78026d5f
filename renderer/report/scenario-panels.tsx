/** "Can it happen?" and "What if" for a report. */
import { useMemo } from 'react';
import { ExplorePanel } from '../scenario/ExplorePanel.tsx';
import { HintList } from '../scenario/HintList.tsx';
import { WhatIfPanel } from '../scenario/WhatIfPanel.tsx';
import { useCase } from './case-context.ts';

export function CaseExplorePanel() {
  const { replay, showPanel } = useCase();
  const why = 'unavailable' in replay ? replay.unavailable : undefined;
  return (
    <ExplorePanel
      {...(why === undefined ? {} : { why })}
      hints={<HintList />}
      onShowReplay={() => showPanel('replay')}
    />
  );
}

export function CaseWhatIfPanel() {
  const { view, replay } = useCase();
  const why = 'unavailable' in replay ? replay.unavailable : undefined;
  // What the task held anyway is the first candidate for a lock that keeps the paths apart.
  const outerLocks = useMemo(() => {
    const inCircle = new Set('scenario' in replay ? replay.scenario.locks.map((lock) => lock.class) : []);
    const held = (view.report.heldLocks ?? []).map(({ lock }) => lock.class).filter((name) => !inCircle.has(name));
    return [...new Set([...held.filter((name) => name.includes('hotplug')), ...held, 'outer_lock'])].slice(0, 12);
  }, [view, replay]);
  return (
    <WhatIfPanel {...(why === undefined ? {} : { why })} outerLocks={outerLocks} subject={view.summary.sentence} />
  );
}
