import { List, Lock, Maximize, Workflow, ZoomIn, ZoomOut } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useCommands, type Command } from '../app/commands.ts';
import { useCase } from '../report/case-context.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { EdgeTable } from './EdgeTable.tsx';
import { elementsOf, shownNodes } from './graph-elements.ts';
import { layoutOf } from './graph-layout.ts';
import { GraphCanvas, type CanvasHandle } from './GraphCanvas.tsx';
import { graphStateOf } from './graph-state.ts';
import { edgeSentence } from './graph-words.ts';
import './GraphPanel.css';

const ZOOM = 1.25;
/** With more edges than this the picture shows the shape and the list the names. */
const MANY_TO_READ = 6;

/** The circle of lock classes, in step with the replay, as a picture and as a list. */
export function GraphPanel() {
  const { graph, replay, state, selection, select } = useCase();
  const canvas = useRef<CanvasHandle>(null);
  const [listChoice, setShowsList] = useState<boolean>();
  const showsList = listChoice ?? graph.edges.length > MANY_TO_READ;
  const [withHeldOnly, setWithHeldOnly] = useState(false);
  const scenario = 'scenario' in replay ? replay.scenario : undefined;
  const graphState = useMemo(() => graphStateOf(graph, scenario, state), [graph, scenario, state]);
  const selectedEdge = graph.edges.find((edge) =>
    edge.chainIndex === undefined
      ? edge.pointer !== undefined && edge.pointer === selection.pointer
      : edge.chainIndex === selection.chainIndex,
  )?.id;
  const nodes = useMemo(() => shownNodes(graph, withHeldOnly), [graph, withHeldOnly]);
  const elements = useMemo(
    () => elementsOf({ graph, scenario, state: graphState, selectedLock: selection.lock, selectedEdge, withHeldOnly }),
    [graph, scenario, graphState, selection.lock, selectedEdge, withHeldOnly],
  );
  const layout = useCallback(
    (pane: { readonly width: number; readonly height: number }) => layoutOf(nodes, graph.cycle, pane),
    [nodes, graph.cycle],
  );
  const onSelect = useCallback(
    (id: string) => {
      const pointer =
        graph.edges.find((edge) => edge.id === id)?.pointer ?? graph.nodes.find((node) => node.id === id)?.pointer;
      if (pointer !== undefined) select(pointer);
    },
    [graph, select],
  );
  const titleOf = useCallback(
    (id: string) => {
      const edge = graph.edges.find((candidate) => candidate.id === id);
      return edge === undefined ? id : edgeSentence(edge, scenario);
    },
    [graph, scenario],
  );
  const heldOnly = graph.nodes.filter(({ role }) => role === 'held-only').length;

  const commands = useMemo<readonly Command[]>(
    () => [
      { id: 'graph.fit', title: 'Fit the graph', group: 'Graph', keys: ['0'], run: () => canvas.current?.fit() },
      { id: 'graph.zoomIn', title: 'Zoom in', group: 'Graph', keys: ['+'], run: () => canvas.current?.zoomBy(ZOOM) },
      {
        id: 'graph.zoomOut',
        title: 'Zoom out',
        group: 'Graph',
        keys: ['-'],
        run: () => canvas.current?.zoomBy(1 / ZOOM),
      },
    ],
    [],
  );
  useCommands('graph', commands);

  if (graph.edges.length === 0)
    return (
      <EmptyState icon={<Workflow aria-hidden />} title="No order between locks">
        This report names no two locks one of which was taken while the other was held, so there is nothing to draw.
      </EmptyState>
    );
  return (
    <div className="graph">
      <div className="graph-stage">
        <GraphCanvas
          ref={canvas}
          elements={elements}
          layout={layout}
          layoutKey={nodes.map(({ id }) => id).join('\n')}
          onSelect={onSelect}
          titleOf={titleOf}
        />
        <div className="graph-tools" role="toolbar" aria-label="Graph" aria-orientation="vertical">
          <IconButton label="Fit the graph" keys="0" icon={<Maximize />} onPress={() => canvas.current?.fit()} />
          <IconButton label="Zoom in" keys="+" icon={<ZoomIn />} onPress={() => canvas.current?.zoomBy(ZOOM)} />
          <IconButton label="Zoom out" keys="-" icon={<ZoomOut />} onPress={() => canvas.current?.zoomBy(1 / ZOOM)} />
          {heldOnly > 0 && (
            <IconButton
              label={
                withHeldOnly
                  ? 'Hide the other held locks'
                  : `Show ${heldOnly} other held ${heldOnly === 1 ? 'lock' : 'locks'}`
              }
              icon={<Lock />}
              isPressed={withHeldOnly}
              onPress={() => setWithHeldOnly(!withHeldOnly)}
            />
          )}
          <IconButton
            label={showsList ? 'Hide the list' : 'Show the list'}
            icon={<List />}
            isPressed={showsList}
            onPress={() => setShowsList(!showsList)}
          />
        </div>
      </div>
      <div className="graph-list" data-shown={showsList}>
        <EdgeTable
          edges={graph.edges}
          scenario={scenario}
          state={graphState}
          selectedEdge={selectedEdge}
          onSelect={onSelect}
        />
      </div>
    </div>
  );
}
