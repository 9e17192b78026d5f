import cytoscape, { type Core, type ElementDefinition } from 'cytoscape';
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react';
import { useThemeName } from '../source/theme.ts';
import type { GraphLayout } from './graph-layout.ts';
import { graphStyle } from './graph-style.ts';

const MAX_FIT = 1.15;
const PADDING = 14;

export interface CanvasHandle {
  readonly fit: () => void;
  readonly zoomBy: (factor: number) => void;
}

interface GraphCanvasProps {
  readonly ref: Ref<CanvasHandle>;
  readonly elements: readonly ElementDefinition[];
  /** Where the nodes go in a pane of this size. */
  readonly layout: (pane: { readonly width: number; readonly height: number }) => GraphLayout;
  /** Changes when other nodes are drawn: they are laid out anew. */
  readonly layoutKey: string;
  readonly onSelect: (id: string) => void;
  readonly titleOf: (id: string) => string;
}

/** The picture. It has no accessible tree of its own: EdgeTable shows the same to everybody else. */
export function GraphCanvas({ ref, elements, layout, layoutKey, onSelect, titleOf }: GraphCanvasProps) {
  const host = useRef<HTMLDivElement>(null);
  const core = useRef<Core>(undefined);
  const props = useRef({ layout, onSelect, titleOf });
  const theme = useThemeName();
  const [title, setTitle] = useState('');

  useEffect(() => {
    props.current = { layout, onSelect, titleOf };
  }, [layout, onSelect, titleOf]);

  useEffect(() => {
    if (host.current === null) return;
    const container = host.current;
    const cy = cytoscape({
      container,
      minZoom: 0.15,
      maxZoom: 4,
      boxSelectionEnabled: false,
      autounselectify: true,
      autoungrabify: true,
    });
    cy.on('tap', 'node, edge', (event) =>
      props.current.onSelect((event.target as cytoscape.SingularElementArgument).id()),
    );
    cy.on('mouseover', 'node, edge', (event) => {
      container.style.cursor = 'pointer';
      setTitle(props.current.titleOf((event.target as cytoscape.SingularElementArgument).id()));
    });
    cy.on('mouseout', 'node, edge', () => {
      container.style.cursor = '';
      setTitle('');
    });
    core.current = cy;
    const observer = new ResizeObserver(() => {
      cy.resize();
      layOut(cy, container, props.current.layout);
    });
    observer.observe(container);
    return () => {
      observer.disconnect();
      cy.destroy();
      core.current = undefined;
    };
  }, []);

  useEffect(() => {
    if (core.current === undefined || host.current === null) return;
    // A new stylesheet also drops the sizes that the layout has set.
    core.current.style(graphStyle());
    layOut(core.current, host.current, props.current.layout);
  }, [theme]);

  useEffect(() => {
    if (core.current !== undefined) update(core.current, elements);
  }, [elements]);

  useEffect(() => {
    if (core.current !== undefined && host.current !== null) layOut(core.current, host.current, props.current.layout);
  }, [layoutKey]);

  useImperativeHandle(ref, () => ({
    fit: () => core.current !== undefined && fit(core.current),
    zoomBy: (factor) => {
      const cy = core.current;
      if (cy !== undefined)
        cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
    },
  }));

  return <div className="graph-canvas" ref={host} title={title} aria-hidden />;
}

/** Change what differs; nodes keep their places. */
function update(cy: Core, elements: readonly ElementDefinition[]): void {
  cy.batch(() => {
    const wanted = new Set(elements.map(({ data }) => data.id));
    cy.elements()
      .filter((element) => !wanted.has(element.id()))
      .remove();
    for (const element of elements) {
      const known = cy.getElementById(element.data.id ?? '');
      const data = withLabel(element.data, cy.scratch('isTerse') === true);
      const text = JSON.stringify([data, element.classes]);
      // Styles are computed anew for everything that is set, also to what it was.
      if (known.nonempty() && known.scratch('text') === text) continue;
      if (known.nonempty())
        known
          .data(data)
          .classes(element.classes ?? '')
          .scratch('text', text);
      else cy.add({ ...element, data, scratch: { text } });
    }
  });
}

/** Edges may have a long and a short label, and show what there is room for. */
function withLabel(data: ElementDefinition['data'], isTerse: boolean): ElementDefinition['data'] {
  const label: unknown = data[isTerse ? 'short' : 'long'];
  return label === undefined ? { ...data } : { ...data, label };
}

function layOut(cy: Core, container: HTMLElement, layout: GraphCanvasProps['layout']): void {
  const { clientWidth, clientHeight } = container;
  if (clientWidth === 0 || clientHeight === 0) return;
  const { positions, width, height, bow, isTerse } = layout({ width: clientWidth, height: clientHeight });
  const changesLabels = (cy.scratch('isTerse') === true) !== isTerse;
  cy.scratch('isTerse', isTerse);
  cy.batch(() => {
    if (changesLabels) {
      cy.edges().forEach((edge) => {
        edge.data(withLabel(edge.data() as ElementDefinition['data'], isTerse)).removeScratch('text');
      });
    }
    cy.nodes().forEach((node) => {
      node.position({ ...(positions.get(node.id()) ?? { x: 0, y: 0 }) });
    });
    cy.nodes().style({ width, height });
    cy.edges().style({ 'control-point-step-size': bow });
  });
  fit(cy);
}

function fit(cy: Core): void {
  if (cy.nodes().empty()) return;
  cy.fit(undefined, PADDING);
  if (cy.zoom() > MAX_FIT) {
    cy.zoom(MAX_FIT);
    cy.center();
  }
}
