import { ArrowUpRight } from 'lucide-react';
import { useMemo } from 'react';
import type { Console } from '../../shared/contract/ipc.ts';
import { go } from '../app/navigation.ts';
import { goToReport } from '../app/report-places.ts';
import { useWorkbench } from '../app/store.ts';
import { GuestControls } from '../console/guest/GuestControls.tsx';
import { LogView } from '../console/LogView.tsx';
import { StateMark } from '../console/StateMark.tsx';
import { TypeBox } from '../console/TypeBox.tsx';
import { stateWord } from '../console/state-words.ts';
import { Button } from '../ui/Button.tsx';
import { KindBadge } from '../ui/KindBadge.tsx';

/** The console of the lab with its latest report above. */
export function LabConsole({ console }: { readonly console: Console }) {
  const all = useWorkbench((state) => state.reports);
  const reports = useMemo(() => all.filter((report) => report.consoleId === console.id), [all, console.id]);
  const latest = reports.at(-1);
  return (
    <section className="lab-console" aria-label="Console of the lab">
      <div className="lab-latest">
        {latest === undefined ? (
          <>
            <StateMark state={console.state} />
            <span className="lab-latest-words soft ellipsis">{stateWord(console)}; no report so far</span>
          </>
        ) : (
          <div className="lab-latest-words" role="status">
            <KindBadge kind={latest.kind} />
            <span className="ellipsis" title={latest.sentence}>
              {latest.sentence}
            </span>
          </div>
        )}
        <GuestControls console={console} />
        {latest !== undefined && (
          <Button variant="primary" icon={<ArrowUpRight aria-hidden />} onPress={() => goToReport(latest)}>
            {latest.growing ? 'Watch the report' : 'Open the report'}
          </Button>
        )}
        <Button variant="quiet" onPress={() => go({ at: 'console', consoleId: console.id })}>
          Whole console
        </Button>
      </div>
      <LogView key={console.id} console={console} reports={reports} />
      {console.canType && (
        <TypeBox consoleId={console.id} name={console.name} isConnected={console.state === 'connected'} />
      )}
    </section>
  );
}
