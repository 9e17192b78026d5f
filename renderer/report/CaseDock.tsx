import { DockviewDefaultTab, type DockviewApi, type IDockviewPanelHeaderProps } from 'dockview-react';
import { memo, useImperativeHandle, useRef, type FunctionComponent, type Ref } from 'react';
import { call, problemOf } from '../app/bridge.ts';
import { showProblem, useWorkbench } from '../app/store.ts';
import { GraphPanel } from '../graph/GraphPanel.tsx';
import { NotebookPane, useCurrentNotebook } from '../notebook/index.ts';
import { ReplayPanel } from '../replay/ReplayPanel.tsx';
import { CaseExplorePanel, CaseWhatIfPanel } from './scenario-panels.tsx';
import { SourcePanel } from '../source/SourcePanel.tsx';
import { Dock } from '../ui/Dock.tsx';
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx';
import './CaseDock.css';
import type { PanelId } from './case-context.ts';
import { arrange, PANEL_TITLES, restore, storedLayoutOf } from './case-layout.ts';
import { DetailsPanel } from './DetailsPanel.tsx';
import { Follow } from './Follow.tsx';

export interface DockHandle {
  readonly show: (panel: PanelId) => void;
  readonly reset: () => void;
}

const guarded = (id: PanelId, Panel: FunctionComponent): FunctionComponent =>
  function GuardedPanel() {
    return (
      <ErrorBoundary what={`The panel “${PANEL_TITLES[id]}”`}>
        <div className={`case-panel case-panel-${id}`} data-panel={id}>
          {id === 'replay' ? (
            <Panel />
          ) : (
            <Follow>
              <Panel />
            </Follow>
          )}
        </div>
      </ErrorBoundary>
    );
  };

const PANELS: Readonly<Record<PanelId, FunctionComponent>> = {
  replay: guarded('replay', ReplayPanel),
  graph: guarded('graph', GraphPanel),
  source: guarded('source', SourcePanel),
  notebook: guarded('notebook', CurrentNotebook),
  details: guarded('details', DetailsPanel),
  explore: guarded('explore', CaseExplorePanel),
  'what-if': guarded('what-if', CaseWhatIfPanel),
};

function CurrentNotebook() {
  const file = useCurrentNotebook();
  return <NotebookPane file={file} compact />;
}

function PanelTab(props: IDockviewPanelHeaderProps) {
  return <DockviewDefaultTab {...props} hideClose />;
}

/** The panels of a case, docked and split as the user likes; the arrangement is kept in the settings. */
export const CaseDock = memo(function CaseDock({ ref }: { readonly ref: Ref<DockHandle> }) {
  const api = useRef<DockviewApi>(undefined);
  const frame = useRef<HTMLDivElement>(null);
  const arrangeAnew = () => {
    const box = frame.current?.getBoundingClientRect();
    if (api.current !== undefined && box !== undefined) arrange(api.current, box.width, box.height);
  };

  useImperativeHandle(ref, () => ({
    show: (panel) => api.current?.getPanel(panel)?.api.setActive(),
    reset: arrangeAnew,
  }));

  const onReady = (ready: DockviewApi) => {
    api.current = ready;
    if (!restore(ready, useWorkbench.getState().settings?.caseLayout)) arrangeAnew();
  };

  return (
    <div className="case-dock" ref={frame}>
      <Dock components={PANELS} tab={PanelTab} onReady={onReady} layoutOf={storedLayoutOf} onKeep={save} />
    </div>
  );
});

function save(caseLayout: unknown): void {
  call('settings.set', { caseLayout }).catch((error: unknown) => showProblem(problemOf(error)));
}
