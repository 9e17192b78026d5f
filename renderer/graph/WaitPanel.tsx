import { useState } from 'react';
import { useRun } from '../scenario/run-context.ts';
import { GraphFrame } from './GraphFrame.tsx';
import { WaitGraph, WaitList } from './WaitGraph.tsx';

/** Who holds what and who waits for whom, of a scenario that belongs to no report. */
export function WaitPanel() {
  const run = useRun();
  const [showsList, setShowsList] = useState(false);
  const [selected, setSelected] = useState<string>();
  if (run === undefined) return null;
  return (
    <GraphFrame
      canvas={(ref) => <WaitGraph ref={ref} run={run} selectedLock={selected} onSelectLock={setSelected} />}
      list={<WaitList run={run} selectedLock={selected} onSelectLock={setSelected} />}
      showsList={showsList}
      onShowList={setShowsList}
    />
  );
}
