import {
  DockviewReact,
  type DockviewApi,
  type DockviewReadyEvent,
  type DockviewTheme,
  type IDockviewPanelHeaderProps,
  type IDockviewPanelProps,
} from 'dockview-react';
import 'dockview-react/dist/styles/dockview.css';
import { useEffect, useRef, type FunctionComponent } from 'react';
import './Dock.css';

/** An arrangement is kept so long after its last change, in milliseconds, or when the dock goes. */
const KEEP_AFTER = 400;
const THEME: DockviewTheme = { name: 'lockstep', className: 'dockview-theme-lockstep', dndOverlayMounting: 'relative' };

export interface DockProps<Layout> {
  /** What the panels show, by the names that layouts use. */
  readonly components: Readonly<Record<string, FunctionComponent<IDockviewPanelProps>>>;
  readonly tab: FunctionComponent<IDockviewPanelHeaderProps>;
  /** The dock is there, and empty. What is arranged now is not kept. */
  readonly onReady: (api: DockviewApi) => void;
  readonly layoutOf: (api: DockviewApi) => Layout;
  readonly onKeep: (layout: Layout) => void;
}

/** Panels that are docked and split as the user likes. */
export function Dock<Layout>({ components, tab, onReady, layoutOf, onKeep }: DockProps<Layout>) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const keep = useRef<() => void>(undefined);
  const keepNow = (): void => {
    clearTimeout(timer.current);
    keep.current?.();
    keep.current = undefined;
  };
  const ready = ({ api }: DockviewReadyEvent): void => {
    onReady(api);
    api.onDidLayoutChange(() => {
      clearTimeout(timer.current);
      // Read now: when the view goes, so do the panels.
      const layout = layoutOf(api);
      keep.current = () => onKeep(layout);
      timer.current = setTimeout(keepNow, KEEP_AFTER);
    });
  };
  useEffect(() => keepNow, []);
  return (
    <DockviewReact
      components={components}
      defaultTabComponent={tab}
      theme={THEME}
      disableFloatingGroups
      onReady={ready}
    />
  );
}
