import { List, Lock, Maximize, Waypoints, ZoomIn, ZoomOut } from 'lucide-react';
import { memo, useCallback, useMemo, useRef, type ReactNode, type Ref } from 'react';
import { useCommands, type Command } from '../app/commands.ts';
import { IconButton } from '../ui/IconButton.tsx';
import type { CanvasHandle } from './GraphCanvas.tsx';
import './GraphPanel.css';

const ZOOM = 1.25;

interface GraphFrameProps {
  readonly canvas: (ref: Ref<CanvasHandle>) => ReactNode;
  /** The same graph as text. */
  readonly list: ReactNode;
  readonly showsList: boolean;
  readonly onShowList: (shows: boolean) => void;
  /** A choice between two pictures: is the second one shown? Absent when there is only one. */
  readonly waits?: boolean;
  readonly onShowWaits?: (shows: boolean) => void;
  /** Locks that are held and in no circle; 0 when there is nothing to be shown or hidden. */
  readonly heldOnly?: number;
  readonly showsHeld?: boolean;
  readonly onShowHeld?: (shows: boolean) => void;
}

/** A graph with its tools, and the list that says the same in words. */
export function GraphFrame(props: GraphFrameProps) {
  const { canvas, list, showsList } = props;
  const handle = useRef<CanvasHandle>(null);
  const fit = useCallback(() => handle.current?.fit(), []);
  const zoomIn = useCallback(() => handle.current?.zoomBy(ZOOM), []);
  const zoomOut = useCallback(() => handle.current?.zoomBy(1 / ZOOM), []);
  const commands = useMemo<readonly Command[]>(
    () => [
      { id: 'graph.fit', title: 'Fit the graph', group: 'Graph', keys: ['0'], run: fit },
      { id: 'graph.zoomIn', title: 'Zoom in', group: 'Graph', keys: ['+'], run: zoomIn },
      { id: 'graph.zoomOut', title: 'Zoom out', group: 'Graph', keys: ['-'], run: zoomOut },
    ],
    [fit, zoomIn, zoomOut],
  );
  useCommands('graph', commands);
  return (
    <div className="graph">
      <div className="graph-stage">
        {canvas(handle)}
        <Tools
          showsList={showsList}
          onShowList={props.onShowList}
          waits={props.waits}
          onShowWaits={props.onShowWaits}
          heldOnly={props.heldOnly ?? 0}
          showsHeld={props.showsHeld ?? false}
          onShowHeld={props.onShowHeld}
          fit={fit}
          zoomIn={zoomIn}
          zoomOut={zoomOut}
        />
      </div>
      <div className="graph-list" data-shown={showsList}>
        {list}
      </div>
    </div>
  );
}

const ICONS = {
  fit: <Maximize />,
  zoomIn: <ZoomIn />,
  zoomOut: <ZoomOut />,
  held: <Lock />,
  list: <List />,
  waits: <Waypoints />,
} as const;

interface ToolsProps {
  readonly showsList: boolean;
  readonly onShowList: (shows: boolean) => void;
  readonly waits: boolean | undefined;
  readonly onShowWaits: ((shows: boolean) => void) | undefined;
  readonly heldOnly: number;
  readonly showsHeld: boolean;
  readonly onShowHeld: ((shows: boolean) => void) | undefined;
  readonly fit: () => void;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
}

const Tools = memo(function Tools(props: ToolsProps) {
  const { showsList, onShowList, waits, onShowWaits, heldOnly, showsHeld, onShowHeld } = props;
  return (
    <div className="graph-tools" role="toolbar" aria-label="Graph" aria-orientation="vertical">
      {waits !== undefined && (
        <IconButton
          label={waits ? 'Show the order of locks' : 'Show who waits for whom'}
          keys="g"
          icon={ICONS.waits}
          isPressed={waits}
          onPress={() => onShowWaits?.(!waits)}
        />
      )}
      <IconButton label="Fit the graph" keys="0" icon={ICONS.fit} onPress={props.fit} />
      <IconButton label="Zoom in" keys="+" icon={ICONS.zoomIn} onPress={props.zoomIn} />
      <IconButton label="Zoom out" keys="-" icon={ICONS.zoomOut} onPress={props.zoomOut} />
      {heldOnly > 0 && (
        <IconButton
          label={
            showsHeld ? 'Hide the other held locks' : `Show ${heldOnly} other held ${heldOnly === 1 ? 'lock' : 'locks'}`
          }
          icon={ICONS.held}
          isPressed={showsHeld}
          onPress={() => onShowHeld?.(!showsHeld)}
        />
      )}
      <IconButton
        label={showsList ? 'Hide the list' : 'Show the list'}
        icon={ICONS.list}
        isPressed={showsList}
        onPress={() => onShowList(!showsList)}
      />
    </div>
  );
});
