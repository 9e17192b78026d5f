import { Workflow } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useCommands, type Command } from '../app/commands.ts';
import { classOf } from '../replay/step-selection.ts';
import { useCase } from '../report/case-context.ts';
import { useRun } from '../scenario/run-context.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { EdgeTable } from './EdgeTable.tsx';
import { showWaits, useGraphChoice } from './graph-choice.ts';
import { elementsOf, shownNodes } from './graph-elements.ts';
import { layoutOf } from './graph-layout.ts';
import { GraphCanvas } from './GraphCanvas.tsx';
import { GraphFrame } from './GraphFrame.tsx';
import { graphStateOf } from './graph-state.ts';
import { edgeSentence } from './graph-words.ts';
import { WaitGraph, WaitList } from './WaitGraph.tsx';

/** With more edges than this the picture shows the shape and the list the names. */
const MANY_TO_READ = 6;

/** The graph of a case, in step with the replay: the order of its locks, or who waits for whom (key g). */
export function GraphPanel() {
  const run = useRun();
  const waits = useGraphChoice((choice) => choice.waits);
  const canWait = run !== undefined;
  const commands = useMemo<readonly Command[]>(
    () => [
      {
        id: 'graph.waits',
        title: waits ? 'Graph: show the order of locks' : 'Graph: show who waits for whom',
        group: 'Graph',
        keys: ['g'],
        run: () => showWaits(!waits),
        enabled: canWait,
      },
    ],
    [waits, canWait],
  );
  useCommands('graph-choice', commands);
  return waits && canWait ? <Waits /> : <Order canWait={canWait} />;
}

/** Who holds what and who waits for whom. */
function Waits() {
  const { graph, selection, select } = useCase();
  const run = useRun()!;
  const [showsList, setShowsList] = useState(false);
  const { scenario } = run;
  const selected = scenario.locks.find(({ id }) => classOf(scenario, id) === selection.lock)?.id;
  const selectLock = useCallback(
    (lock: string) => {
      const pointer = graph.nodes.find(({ id }) => id === classOf(scenario, lock))?.pointer;
      if (pointer !== undefined) select(pointer);
    },
    [graph, scenario, select],
  );
  return (
    <GraphFrame
      canvas={(ref) => <WaitGraph ref={ref} run={run} selectedLock={selected} onSelectLock={selectLock} />}
      list={<WaitList run={run} selectedLock={selected} onSelectLock={selectLock} />}
      showsList={showsList}
      onShowList={setShowsList}
      waits
      onShowWaits={showWaits}
    />
  );
}

/** The circle of lock classes, as a picture and as a list. */
function Order({ canWait }: { readonly canWait: boolean }) {
  const { graph, replay, state, selection, select } = useCase();
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

  if (graph.edges.length === 0)
    return (
      <EmptyState icon={<Workflow aria-hidden />} title="No order between locks">
        This report names no two locks one of which was taken while the other was held, so there is nothing to draw.
      </EmptyState>
    );
  return (
    <GraphFrame
      canvas={(ref) => (
        <GraphCanvas
          ref={ref}
          elements={elements}
          layout={layout}
          layoutKey={nodes.map(({ id }) => id).join('\n')}
          onSelect={onSelect}
          titleOf={titleOf}
        />
      )}
      list={
        <EdgeTable
          edges={graph.edges}
          scenario={scenario}
          state={graphState}
          selectedEdge={selectedEdge}
          onSelect={onSelect}
        />
      }
      showsList={showsList}
      onShowList={setShowsList}
      {...(canWait ? { waits: false, onShowWaits: showWaits } : {})}
      heldOnly={heldOnly}
      showsHeld={withHeldOnly}
      onShowHeld={setWithHeldOnly}
    />
  );
}
