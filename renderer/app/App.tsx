import { memo, useEffect } from 'react';
import { AttachDialog } from '../console/AttachDialog.tsx';
import { Inbox } from '../inbox/Inbox.tsx';
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx';
import { Split, SplitPane } from '../ui/Split.tsx';
import './App.css';
import { DropTarget } from './DropTarget.tsx';
import { useGlobalCommands } from './global-commands.ts';
import { GoToDialog } from './GoToDialog.tsx';
import { HelpDialog } from './HelpDialog.tsx';
import { LiveRegion } from './LiveRegion.tsx';
import { usePlace } from './navigation.ts';
import { PaletteDialog } from './PaletteDialog.tsx';
import { PasteDialog } from './PasteDialog.tsx';
import { placeWords } from './place-words.ts';
import { PlaceView } from './PlaceView.tsx';
import { Problems } from './Problems.tsx';
import { Sidebar } from './Sidebar.tsx';
import { useWorkbench } from './store.ts';
import { useTheme } from './theme.ts';
import { useVisibility } from './visibility.ts';

/** The place the user is at. It alone follows every step of a replay; what stands around it does not. */
const Main = memo(function Main() {
  const place = usePlace();
  const title = useWorkbench((state) => placeWords(place, state));
  useEffect(() => {
    document.title = place.at === 'start' ? 'Lockstep' : `${title} · Lockstep`;
  }, [place.at, title]);
  return (
    <main className="app-main" aria-label={title}>
      <ErrorBoundary what="This view" resetKey={JSON.stringify(place)}>
        <PlaceView place={place} />
      </ErrorBoundary>
    </main>
  );
});

/** The window: sidebar, inbox and the place the user is at, and what lies over them. */
export function App() {
  useTheme();
  useGlobalCommands();
  const { sidebar, inbox } = useVisibility();
  const ready = useWorkbench((state) => state.ready);

  // What tests and `npm run bench` wait for: the first screen with its data is drawn.
  useEffect(() => {
    if (!ready) return;
    document.documentElement.dataset['ready'] = 'true';
    performance.mark('lockstep-ready');
  }, [ready]);

  return (
    <div className="app">
      <Split id="window" direction="horizontal">
        {sidebar && (
          <SplitPane
            id="sidebar"
            defaultSize={224}
            minSize={168}
            maxSize="22%"
            groupResizeBehavior="preserve-pixel-size"
          >
            <ErrorBoundary what="The sidebar">
              <Sidebar />
            </ErrorBoundary>
          </SplitPane>
        )}
        {inbox && (
          <SplitPane id="inbox" defaultSize={296} minSize={220} maxSize="32%" groupResizeBehavior="preserve-pixel-size">
            <ErrorBoundary what="The inbox">
              <Inbox />
            </ErrorBoundary>
          </SplitPane>
        )}
        <SplitPane id="main" minSize={320}>
          <Main />
        </SplitPane>
      </Split>
      <Problems />
      <LiveRegion />
      <PaletteDialog />
      <GoToDialog />
      <HelpDialog />
      <PasteDialog />
      <AttachDialog />
      <DropTarget />
    </div>
  );
}
