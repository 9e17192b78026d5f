import { lazy, Suspense } from 'react';
import type { Place } from '../../shared/notebook/place.ts';
import { ConsoleView } from './console-parts.ts';
import { LabView } from '../lab/LabView.tsx';
import { SettingsView } from '../settings/SettingsView.tsx';
import { StartView } from '../start/StartView.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Spinner } from '../ui/Spinner.tsx';

const NotebookPane = lazy(async () => ({ default: (await import('../notebook/index.ts')).NotebookPane }));

/** The view of a place. The heavy ones (Monaco, cytoscape) are loaded when they are first gone to. */
export function PlaceView({ place }: { readonly place: Place }) {
  switch (place.at) {
    case 'start':
      return <StartView />;
    case 'settings':
      return <SettingsView />;
    case 'lab':
      return <LabView />;
    case 'console':
      return <ConsoleView key={place.consoleId} consoleId={place.consoleId} line={place.line} />;
    case 'report':
    case 'code':
      return <EmptyState title="The case view is being built">{JSON.stringify(place)}</EmptyState>;
    case 'notebook':
      return (
        <Suspense fallback={<EmptyState title={<Spinner label="Opening the notebook …" />} />}>
          <NotebookPane key={place.file} file={place.file} />
        </Suspense>
      );
  }
}
