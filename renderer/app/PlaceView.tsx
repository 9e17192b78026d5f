import { lazy, Suspense } from 'react';
import type { Place } from '../../shared/notebook/place.ts';
import { LabView } from '../lab/LabView.tsx';
import { NotebookPane } from '../notebook/index.ts';
import { SettingsView } from '../settings/SettingsView.tsx';
import { StartView } from '../start/StartView.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { ConsoleView } from '../console/ConsoleView.tsx';
import { MergedView } from '../console/merged/MergedView.tsx';
import { MissingConsole } from '../console/MissingConsole.tsx';
import type { ReportPlace } from './report-places.ts';
import { useWorkbench } from './store.ts';

const BesideView = lazy(async () => ({ default: (await import('../console/beside/BesideView.tsx')).BesideView }));
const CaseView = lazy(async () => ({ default: (await import('../report/CaseView.tsx')).CaseView }));
const ScenarioView = lazy(async () => ({ default: (await import('../scenario/ScenarioView.tsx')).ScenarioView }));
const CodeView = lazy(async () => ({ default: (await import('../source/CodeView.tsx')).CodeView }));

/** The case of a report, or how to open its console again. */
function ReportView({ place }: { readonly place: ReportPlace }) {
  const isMissing = useWorkbench((state) => state.ready && state.consoles.every(({ id }) => id !== place.consoleId));
  return isMissing ? <MissingConsole consoleId={place.consoleId} /> : <CaseView place={place} />;
}

/** The view of a place. */
function ViewOf({ place }: { readonly place: Place }) {
  switch (place.at) {
    case 'start':
      return <StartView />;
    case 'settings':
      return <SettingsView />;
    case 'lab':
      return <LabView />;
    case 'console':
      return <ConsoleView key={place.consoleId} consoleId={place.consoleId} line={place.line} />;
    case 'merged':
      return <MergedView key={place.consoleIds.join(' ')} place={place} />;
    case 'beside':
      return <BesideView place={place} />;
    case 'report':
      return <ReportView place={place} />;
    case 'scenario':
      return <ScenarioView key={place.id} place={place} />;
    case 'code':
      return <CodeView place={place} />;
    case 'notebook':
      return <NotebookPane key={place.file} file={place.file} />;
  }
}

/** The view of a place; the heavy ones (Monaco, cytoscape) are loaded when they are first gone to. */
export function PlaceView({ place }: { readonly place: Place }) {
  return (
    <Suspense fallback={<EmptyState title={<Spinner label="Opening …" />} />}>
      <ViewOf place={place} />
    </Suspense>
  );
}
