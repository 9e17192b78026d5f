import { ArrowLeft, ArrowRight, FlaskConical, Lock, Search, Settings } from 'lucide-react';
import type { ReactNode } from 'react';
import { ConsoleList } from '../console/list/ConsoleList.tsx';
import { NotebookList } from '../notebook/index.ts';
import { Badge } from '../ui/Badge.tsx';
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { go, goBack, goForward, useIsAt } from './navigation.ts';
import { openOverlay } from './overlay.ts';
import './Sidebar.css';
import { useWorkbench } from './store.ts';

interface PageRowProps {
  readonly at: 'lab' | 'settings';
  readonly icon: ReactNode;
  readonly children: ReactNode;
}

function PageRow({ at, icon, children }: PageRowProps) {
  const isHere = useIsAt((place) => place.at === at);
  return (
    <button type="button" className="nav-row" aria-current={isHere ? 'page' : undefined} onClick={() => go({ at })}>
      {icon}
      {children}
    </button>
  );
}

/** The leftmost column: way back and forward, consoles, notebooks, lab and settings. */
export function Sidebar() {
  const canGoBack = useWorkbench((state) => state.position > 0);
  const canGoForward = useWorkbench((state) => state.position < state.history.length - 1);
  const labRuns = useWorkbench((state) => state.lab?.running ?? false);
  return (
    <nav className="sidebar" aria-label="Workbench">
      <div className="sidebar-head">
        <button type="button" className="sidebar-home" onClick={() => go({ at: 'start' })} title="Start page">
          <Lock aria-hidden />
          <span className="ellipsis">Lockstep</span>
        </button>
        <IconButton label="Back" keys="Alt+ArrowLeft" icon={<ArrowLeft />} isDisabled={!canGoBack} onPress={goBack} />
        <IconButton
          label="Forward"
          keys="Alt+ArrowRight"
          icon={<ArrowRight />}
          isDisabled={!canGoForward}
          onPress={goForward}
        />
        <IconButton label="Go to anything" keys="Ctrl+P" icon={<Search />} onPress={() => openOverlay('go-to')} />
      </div>
      <div className="sidebar-sections">
        <ConsoleList />
        <ErrorBoundary what="The list of notebooks">
          <NotebookList />
        </ErrorBoundary>
      </div>
      <div className="sidebar-foot">
        <PageRow at="lab" icon={<FlaskConical aria-hidden />}>
          <span className="nav-row-words">Lab</span>
          {labRuns && <Badge tone="accent">running</Badge>}
        </PageRow>
        <PageRow at="settings" icon={<Settings aria-hidden />}>
          <span className="nav-row-words">Settings</span>
        </PageRow>
      </div>
    </nav>
  );
}
